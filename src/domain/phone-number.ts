import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

/** A number as the network, an agent or a file wrote it, read by the rules of one country. Nothing is guessed. */
export type ReadNumber =
  /** A whole number of the telephone network. `country` is null where none owns it (+800, +882). */
  | {
      readonly kind: 'full'
      /** With the plus sign. */
      readonly e164: string
      readonly country: string | null
      /** The digits without the country code, as they are dialled inside the country (Italy keeps its zero). */
      readonly national: string
      /** What is dialled after the answer; never a part of the E.164 number. */
      readonly extension: string | null
    }
  /** Two to six digits: an extension of the PBX, or a short number such as 112. */
  | { readonly kind: 'extension'; readonly digits: string }
  /** The caller hid the number. */
  | { readonly kind: 'withheld' }
  /** Kept as it was written. `digits` may still find it by its last eight. */
  | { readonly kind: 'unreadable'; readonly digits: string }

export type ParsedNumber = {
  readonly e164: string
  readonly country: string | null
  readonly national: string
  readonly international: string
}

/** Longer than any number with its extension; more is not a number, and not worth a regular expression. */
const LONGEST = 120

const WITHHELD =
  /^(anonymous|anonym|restricted|private|withheld|unavailable|unknown|hidden|blocked|no ?caller ?id)$/i
const EXTENSION =
  /(?:;ext=|[\s,;]*(?:\b(?:extension|ext|durchwahl|dw|wew|poste|int)\b\.?:?|#|(?<=[\d)\s])x))\s*(\d{1,8})$/i
const PLAIN = /^[+(]?\d[\d ()/.-]*$/
const LETTER = /\p{L}/u
/** What people write before or after a number in an address book: `Tel.: 030 …`, `0170 … (private)`. */
const LABEL_BEFORE = /^(?:tel|telefon|telephone|phone|mobile?|mob|cell|handy|fax|t|m)\b\.?:?\s*(?=[\d+(])/i
const LABEL_AFTER = /\(\s*\p{L}[^()\d]*\)\s*$/u

/** Reads `raw` as someone in `country` (ISO 3166-1 alpha-2) would dial it. About 15 µs. */
export function readNumber(raw: string, country: string): ReadNumber {
  if (raw.length > LONGEST) return { kind: 'unreadable', digits: '' }
  // Nearly all numbers are no more than digits and the signs between them.
  if (PLAIN.test(raw)) return readCompact(raw.replace(/[ ()/.-]+/g, ''), country, null)
  const text = numberPart(raw)
  if (text === null) return { kind: 'withheld' }
  const plain = LETTER.test(text) ? text.replace(LABEL_BEFORE, '').replace(LABEL_AFTER, '').trim() : text
  const found = EXTENSION.exec(plain)
  const main = found ? plain.slice(0, found.index).trim() : plain
  if (LETTER.test(main)) return { kind: 'unreadable', digits: '' }
  const ascii = asciiDigits(main).replace(/[‐-―−]/g, '-')
  // Two numbers in one field, a star code: joined they would make a number that nobody wrote.
  if (!/^[+(]*\d[\d\s()/.-]*$/.test(ascii)) return { kind: 'unreadable', digits: digitsOf(ascii) }
  return readCompact(ascii.replace(/[^\d+]+/g, ''), country, found?.[1] ?? null)
}

/** Reads a number without any sign but a leading plus. */
function readCompact(text: string, country: string, extension: string | null): ReadNumber {
  const international = text.startsWith('+')
  const digits = international ? text.slice(1) : text
  if (!international && digits.length <= 6 && digits.length >= 2) return { kind: 'extension', digits }
  const number =
    parseSure(text, country, international) ??
    // The prefix that the ITU recommends, written by people whose own country dials 011 or 810.
    (digits.startsWith('00') ? parseSure(`+${digits.slice(2)}`, country, false) : undefined)
  if (!number) return { kind: 'unreadable', digits }
  return {
    kind: 'full',
    e164: number.number,
    country: number.country ?? null,
    national: number.nationalNumber,
    extension,
  }
}

/** A view shows the same numbers many times over, and reading one takes a hundred times as long as finding it here. */
const parsed = new Map<string, ParsedNumber | null>()
const MOST_PARSED = 500

/** The number with both ways to write it, or null when it is no whole number of the telephone network. */
export function parseNumber(raw: string, country: string): ParsedNumber | null {
  const key = `${country} ${raw}`
  const before = parsed.get(key)
  if (before !== undefined) return before
  const number = parseAnew(raw, country)
  if (parsed.size >= MOST_PARSED) parsed.clear()
  parsed.set(key, number)
  return number
}

function parseAnew(raw: string, country: string): ParsedNumber | null {
  const read = readNumber(raw, country)
  if (read.kind !== 'full') return null
  const number = parsePhoneNumberFromString(read.e164)
  if (!number) return null
  const suffix = read.extension === null ? '' : ` ext. ${read.extension}`
  return {
    e164: read.e164,
    country: read.country,
    national: number.formatNational() + suffix,
    international: number.formatInternational() + suffix,
  }
}

/** As it is written in `country`: national where it can be dialled so, international abroad, raw when unreadable. */
export function formatNumber(raw: string, country: string): string {
  const number = parseNumber(raw, country)
  if (number === null) return raw
  const here = isSupportedCountry(country) && number.e164.startsWith(`+${getCountryCallingCode(country)}`)
  return here && number.country !== null ? number.national : number.international
}

/** The digits of `text` in ASCII, of whatever script. */
export const digitsOf = (text: string): string => asciiDigits(text).replace(/\D/g, '')

/** Full-width digits and signs, and those of Arabic and Persian keyboards, as ASCII. */
function asciiDigits(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
}

/** Takes the country code off the digits of an international number, also of one that is still being typed. */
export function withoutCallingCode(digits: string): string | null {
  const codes = callingCodes()
  for (const length of [1, 2, 3]) {
    if (codes.has(digits.slice(0, length))) return digits.slice(length)
  }
  return null
}

/** Those that belong to no country: satellites, international freephone. */
const COUNTRYLESS = ['800', '808', '870', '878', '881', '882', '883', '888', '979']

const callingCodes = (): ReadonlySet<string> =>
  new Set([...getCountries().map((country) => String(getCountryCallingCode(country))), ...COUNTRYLESS])

/** What a number is compared by where its country is in doubt; null when it has fewer than eight digits. */
export function lastEight(digits: string): string | null {
  return digits.length >= 8 ? digits.slice(-8) : null
}

/**
 * A full number only where that is certain. With its country code, or with the zero that many countries dial in front of
 * the area code, it is complete and has only to be possible; without either it must be one that exists.
 */
function parseSure(text: string, country: string, international: boolean) {
  const number = parsePhoneNumberFromString(
    text,
    isSupportedCountry(country) ? { defaultCountry: country, extract: false } : { extract: false },
  )
  if (!number) return undefined
  const complete =
    international || (/^\(?0[ /.()-]*[1-9]/.test(text) && number.nationalNumber.charAt(0) !== '0')
  return (complete ? number.isPossible() : number.isValid()) ? number : undefined
}

/** Takes the number out of a SIP address or a tel: link. Null when the caller is withheld. */
function numberPart(raw: string): string | null {
  const text = raw.trim()
  if (WITHHELD.test(text)) return null
  const uri = /^(?:[^<]*<)?\s*(sips?|tel|callto):([^>]*)>?/i.exec(text)
  if (!uri) return text
  const [, scheme = '', rest = ''] = uri
  const isSip = scheme.toLowerCase().startsWith('sip')
  const at = rest.lastIndexOf('@')
  if (isSip && /^[^;?]*@?anonymous\.invalid/i.test(rest.slice(at + 1))) return null
  const user = isSip ? rest.slice(0, at < 0 ? undefined : at) : (rest.split('?')[0] ?? '')
  const [number = '', ...parameters] = user.split(';')
  const local = unescaped(isSip ? (number.split(':')[0] ?? '') : number).trim()
  if (WITHHELD.test(local)) return null
  const context = parameters.find((one) => /^phone-context=\+/i.test(one))?.slice('phone-context='.length)
  const extension = parameters.find((one) => /^ext=\d+$/i.test(one))
  const whole = context && !local.startsWith('+') ? context + local : local
  return extension ? `${whole};${extension}` : whole
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether `code` is a country (ISO 3166-1 alpha-2, upper case) whose numbering plan is known. */
export const isCountry = (code: string): boolean => isSupportedCountry(code)
