type WithZones = { readonly getTimeZones?: () => readonly string[] | undefined }

/** Countries where nearly everybody lives by one clock, although an island or a far province does not. */
const MAIN_ZONE: Readonly<Record<string, string>> = {
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  NZ: 'Pacific/Auckland',
  PT: 'Europe/Lisbon',
  UA: 'Europe/Kyiv',
}

function zonesOf(country: string): readonly string[] {
  try {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & WithZones
    return locale.getTimeZones?.() ?? []
  } catch {
    return []
  }
}

const cityOf = (zone: string) => zone.split('/').at(-1)?.replaceAll('_', ' ').toLowerCase()

/**
 * What time it is where somebody is, as `14:02`: by the city where it names a time zone, else by the country.
 * Null where the country has several times at once, or isn't known: no time is better than a wrong one.
 */
export function timeThere(country: string, city: string, now: number, locale: string): string | null {
  const zones = zonesOf(country)
  const ofCity = zones.find((zone) => cityOf(zone) === city.trim().toLowerCase())
  const main = MAIN_ZONE[country]
  const candidates = ofCity ? [ofCity] : main && zones.includes(main) ? [main] : zones
  const times = new Set(
    candidates.map((timeZone) =>
      new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' }).format(now),
    ),
  )
  const [only] = times
  return times.size === 1 && only !== undefined ? only : null
}
