import { isCountry } from '../phone-number.ts'

/** Reads a country as files write it: a code, or its name in one of the languages. */
export function countryReader(languages: readonly string[]): (text: string) => string | null {
  let byName: ReadonlyMap<string, string> | null = null
  return (text) => {
    const plain = text.trim()
    if (/^[A-Za-z]{2}$/.test(plain) && isCountry(plain.toUpperCase())) return plain.toUpperCase()
    byName ??= countryNames(languages)
    return byName.get(keyOf(plain)) ?? null
  }
}

export const COUNTRY_LANGUAGES = ['en', 'de', 'pl', 'es', 'fr'] as const

const COMMON: Readonly<Record<string, string>> = {
  USA: 'US',
  'U.S.A.': 'US',
  'U.S.': 'US',
  UK: 'GB',
  England: 'GB',
  Scotland: 'GB',
  Wales: 'GB',
  BRD: 'DE',
  Holland: 'NL',
  GER: 'DE',
  DEU: 'DE',
  AUT: 'AT',
  CHE: 'CH',
  POL: 'PL',
  ESP: 'ES',
  FRA: 'FR',
  GBR: 'GB',
  ITA: 'IT',
  NLD: 'NL',
  BEL: 'BE',
  CZE: 'CZ',
  DNK: 'DK',
  SWE: 'SE',
  PRT: 'PT',
  IRL: 'IE',
  CAN: 'CA',
  MEX: 'MX',
  Deutschl: 'DE', // biome-ignore format: a table
}

const keyOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase()

function countryNames(languages: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(Object.entries(COMMON).map(([name, code]) => [keyOf(name), code]))
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const codes = letters.flatMap((one) => letters.map((other) => one + other)).filter(isCountry)
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of codes) {
      const name = display.of(code)
      if (name !== undefined) names.set(keyOf(name), code)
    }
  }
  return names
}
