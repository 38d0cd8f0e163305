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

/** By the city where it names a time zone, else by the country. */
function clocksOf(country: string, city: string, locale: string): readonly Intl.DateTimeFormat[] {
  const zones = zonesOf(country)
  const ofCity = zones.find((zone) => cityOf(zone) === city)
  const main = MAIN_ZONE[country]
  const candidates = ofCity ? [ofCity] : main && zones.includes(main) ? [main] : zones
  return candidates.map((timeZone) => new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' }))
}

/** Making clocks takes milliseconds, reading them none; the places of the last customers are kept. */
const clocks = new Map<string, readonly Intl.DateTimeFormat[]>()
const MOST_PLACES = 200

/**
 * What time it is where somebody is, as `14:02`. Null where the country has several times at once, or isn't known: no
 * time is better than a wrong one.
 */
export function timeThere(country: string, city: string, now: number, locale: string): string | null {
  const place = city.trim().toLowerCase()
  const key = `${country} ${locale} ${place}`
  const there = clocks.get(key) ?? clocksOf(country, place, locale)
  if (clocks.size >= MOST_PLACES) clocks.clear()
  clocks.set(key, there)
  const times = new Set(there.map((clock) => clock.format(now)))
  const [only] = times
  return times.size === 1 && only !== undefined ? only : null
}
