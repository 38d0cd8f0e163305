/** `"Name" <uri>;params`, as From, To, Contact, P-Asserted-Identity and Refer-To carry it. */
export type NameAddr = {
  /** Without quotes and escapes, as it came; empty when there is none. */
  readonly name: string
  readonly uri: string
  /** Header parameters with their leading semicolon, or empty. */
  readonly params: string
}

const QUOTED = /^"((?:[^"\\]|\\.)*)"\s*/su

/** Reads one value, more tolerantly than the grammar: unquoted names may hold anything but `<`. Null when hopeless. */
export function parseNameAddr(value: string): NameAddr | null {
  const text = value.trim()
  const quoted = text.match(QUOTED)
  if (text.startsWith('"') && !quoted) return null
  const name = quoted ? (quoted[1] ?? '').replace(/\\(.)/gsu, '$1') : ''
  const rest = quoted ? text.slice(quoted[0].length) : text
  const open = rest.indexOf('<')
  if (open < 0) {
    if (quoted) return null
    const semicolon = rest.indexOf(';')
    const uri = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim()
    return uri.includes(':') ? { name: '', uri, params: semicolon < 0 ? '' : rest.slice(semicolon) } : null
  }
  const close = rest.indexOf('>', open)
  if (close < 0 || (quoted && open > 0)) return null
  const uri = rest.slice(open + 1, close).trim()
  const params = rest.slice(close + 1).trim()
  if (!uri.includes(':') || (params !== '' && !params.startsWith(';'))) return null
  return { name: quoted ? name : rest.slice(0, open).trim(), uri, params }
}

/** Splits a header that lists several values at its top-level commas. */
export function splitList(value: string): readonly string[] {
  const values: string[] = []
  let start = 0
  let quoted = false
  let angle = false
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at]
    if (quoted && char === '\\') at += 1
    else if (char === '"' && !angle) quoted = !quoted
    else if (!quoted && char === '<') angle = true
    else if (!quoted && char === '>') angle = false
    else if (!quoted && !angle && char === ',') {
      values.push(value.slice(start, at))
      start = at + 1
    }
  }
  values.push(value.slice(start))
  return values.map((part) => part.trim()).filter((part) => part !== '')
}

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export type Address = {
  readonly scheme: string
  /** Without its own parameters; empty when there is none. */
  readonly user: string
  readonly host: string
}

/** The parts of a sip, sips or tel URI that name somebody. Other schemes give what follows the colon as the user. */
export function addressOf(uri: string): Address {
  const colon = uri.indexOf(':')
  const scheme = uri.slice(0, colon).trim().toLowerCase()
  const rest = uri.slice(colon + 1).trim()
  if (scheme !== 'sip' && scheme !== 'sips') {
    return { scheme, user: unescaped(rest.split(';')[0] ?? ''), host: '' }
  }
  // `?` and `;` may stand in the user part, `@` only before the host.
  const at = rest.lastIndexOf('@')
  const user = at < 0 ? '' : rest.slice(0, at)
  const host = (rest.slice(at + 1).split(/[;?]/)[0] ?? '').trim()
  return { scheme, user: unescaped(user.split(/[;:]/)[0] ?? ''), host }
}
