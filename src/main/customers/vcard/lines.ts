// A card as the lines that it is made of, so that some can be changed and all others stay byte for byte.
import { isSoftBroken, propertyOf, type VcardProperty, valueStart } from './reader.ts'

export type CardLine = {
  /** As it stands in the card, folded, with its line ends. */
  readonly raw: string
  /** Null for what is none: BEGIN and END, an empty line, noise. */
  readonly property: VcardProperty | null
}

/** The lines of the first card of a text; together their `raw` is the text. */
export function linesOf(card: string): readonly CardLine[] {
  const lines: CardLine[] = []
  let raw = ''
  let unfolded = ''
  const finish = (): void => {
    if (raw !== '') lines.push({ raw, property: isFrame(unfolded) ? null : propertyOf(unfolded) })
    raw = ''
  }
  for (const [physical] of card.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    const text = physical.replace(/[\r\n]+$/, '')
    if (raw !== '' && isSoftBroken(unfolded) && !/^[ \t]/.test(text)) {
      unfolded = unfolded.slice(0, -1) + text
    } else if (raw !== '' && /^[ \t]/.test(text)) {
      unfolded += text.slice(1)
    } else {
      finish()
      unfolded = text
    }
    raw += physical
  }
  finish()
  return lines
}

const isFrame = (text: string): boolean => /^(?:BEGIN|END)[ \t]*:/i.test(text)

export const isEnd = ({ raw }: CardLine): boolean => /^END[ \t]*:[ \t]*VCARD/i.test(raw)

export const textOfLines = (lines: readonly CardLine[]): string => lines.map(({ raw }) => raw).join('')

/** What stands before the colon: `item1.TEL;TYPE=work`. */
export function headOf({ raw }: CardLine): string {
  const unfolded = raw.replace(/(?:\r\n|\r|\n)[ \t]/g, '')
  return unfolded.slice(0, Math.max(0, valueStart(unfolded)))
}

export function newLine(head: string, value: string): CardLine {
  const line = `${head}:${value}`
  return { raw: folded(line), property: propertyOf(line) }
}

/** At most 75 octets a line, no character cut in two (RFC 6350 §3.2). Quoted-printable isn't folded in this way. */
function folded(line: string): string {
  if (/^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/i.test(line)) return `${line}\r\n`
  let text = ''
  let octets = 0
  for (const sign of line) {
    const size = Buffer.byteLength(sign)
    if (octets + size > 75) {
      text += '\r\n '
      octets = 1
    }
    text += sign
    octets += size
  }
  return `${text}\r\n`
}
