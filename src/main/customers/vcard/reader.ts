// A tolerant reader of vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), as phones, Outlook and web mailers write them.

export type VcardProperty = {
  /** Upper case, without the group. */
  readonly name: string
  /** What ties a property to its label: `item1` in `item1.TEL`. */
  readonly group: string
  /** The TYPE values, lower case. */
  readonly types: readonly string[]
  /** Decoded, still with its backslashes: `textOf` and `partsOf` take them out. */
  readonly value: string
}

export type Vcard = {
  /** Where it begins. */
  readonly line: number
  readonly properties: readonly VcardProperty[]
  /** False when the next card began, or the file ended, before its END. */
  readonly closed: boolean
}

export type VcardReader = {
  readonly push: (text: string) => readonly Vcard[]
  readonly end: () => readonly Vcard[]
}

/** Pictures and keys are passed over: they are most of a file, and no caller is known by them. */
const PASSED_OVER = /^(?:[\w-]+\.)?(PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]/i
/** A longer property is cut: no name, number or note needs more. */
const LONGEST_VALUE = 64 * 1024

export function createVcardReader(): VcardReader {
  let rest = ''
  let lineNumber = 0
  /** The line that may still be continued by the next one. */
  let logical: string | null = null
  let passing = false
  let card: { line: number; properties: VcardProperty[] } | null = null
  let cards: Vcard[] = []

  const close = (closed: boolean): void => {
    if (card) cards.push({ ...card, closed })
    card = null
  }

  const finishLogical = (at: number): void => {
    const line = logical
    logical = null
    if (line === null || line.trim() === '') return
    if (/^BEGIN[ \t]*:[ \t]*VCARD[ \t]*$/i.test(line)) {
      close(false)
      card = { line: at, properties: [] }
    } else if (/^END[ \t]*:[ \t]*VCARD[ \t]*$/i.test(line)) {
      close(true)
    } else if (card) {
      const property = propertyOf(line)
      if (property) card.properties.push(property)
    }
  }

  const physical = (line: string): void => {
    lineNumber += 1
    if (logical !== null && /^[ \t]/.test(line)) {
      if (logical.length < LONGEST_VALUE && !passing) logical += line.slice(1)
      return
    }
    if (logical !== null && isSoftBroken(logical)) {
      if (logical.length < LONGEST_VALUE) logical = logical.slice(0, -1) + line
      return
    }
    finishLogical(lineNumber - 1)
    passing = PASSED_OVER.test(line)
    logical = passing ? '' : line
  }

  const take = (): readonly Vcard[] => {
    const taken = cards
    cards = []
    return taken
  }

  return {
    push: (text) => {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) physical(line)
      return take()
    },
    end: () => {
      for (const line of rest.split(/\r/)) physical(line)
      finishLogical(lineNumber)
      close(false)
      return take()
    },
  }
}

/** Quoted-printable of version 2.1 goes on in the next line without a blank in front. */
export const isSoftBroken = (line: string): boolean =>
  line.endsWith('=') && /^[^:]*(?:ENCODING=)?QUOTED-PRINTABLE/i.test(line)

export function propertyOf(line: string): VcardProperty | null {
  const colon = valueStart(line)
  if (colon < 0) return null
  const [head = '', ...parameters] = splitOutsideQuotes(line.slice(0, colon), ';')
  const dot = head.lastIndexOf('.')
  const types: string[] = []
  let quotedPrintable = false
  let charset = 'utf-8'
  for (const parameter of parameters) {
    const [key = '', ...values] = parameter.split('=')
    const value = values.join('=').replaceAll('"', '')
    const name = key.trim().toUpperCase()
    // Version 2.1 leaves the name out: TEL;HOME;VOICE.
    if (values.length === 0) types.push(key.trim().toLowerCase())
    else if (name === 'TYPE') types.push(...value.toLowerCase().split(','))
    else if (name === 'CHARSET') charset = value
    if (/^QUOTED-PRINTABLE$/i.test(name === 'ENCODING' ? value : key)) quotedPrintable = true
  }
  const value = line.slice(colon + 1)
  return {
    name: head
      .slice(dot + 1)
      .trim()
      .toUpperCase(),
    group: head.slice(0, Math.max(0, dot)).toLowerCase(),
    types: types.map((type) => type.trim()),
    value: quotedPrintable ? fromQuotedPrintable(value, charset) : value,
  }
}

/** The first colon outside quotation marks; a parameter may hold a whole address. */
export function valueStart(line: string): number {
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]
    if (sign === '"') quoted = !quoted
    else if (sign === ':' && !quoted) return at
  }
  // A lone quotation mark must not swallow the value.
  return quoted ? line.indexOf(':') : -1
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  if (!text.includes('"')) return text.split(separator)
  return text.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []
}

function fromQuotedPrintable(text: string, charset: string): string {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const code = /^=[0-9A-Fa-f]{2}$/.test(text.slice(at, at + 3)) ? text.slice(at + 1, at + 3) : null
    if (code === null) {
      // What was not encoded is already text.
      bytes.push(...Buffer.from(text.charAt(at), 'utf8'))
    } else {
      bytes.push(Number.parseInt(code, 16))
      at += 2
    }
  }
  return decoded(Buffer.from(bytes), charset)
}

function decoded(bytes: Buffer, charset: string): string {
  for (const label of [charset, 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes)
    } catch {
      // Not that charset, or none that is known.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}

/** A value without its backslashes. */
export const textOf = (value: string): string =>
  value.replace(/\\(.)/gs, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign)).trim()

/** The parts of a structured value (N, ORG, ADR). */
export const partsOf = (value: string): readonly string[] =>
  (value.match(/(?:[^;\\]|\\.|\\$)*(?:;|$)/gs) ?? []).map((part) => textOf(part.replace(/;$/, '')))
