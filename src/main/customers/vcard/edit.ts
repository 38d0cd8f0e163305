// Changes some properties of a card; everything else of it stays as it was, whatever it is.
import { phoneOf, type VcardPhone } from './contact.ts'
import { type CardLine, headOf, isEnd, linesOf, newLine, textOfLines } from './lines.ts'
import { partsOf, type VcardProperty } from './reader.ts'

/** A card that is open to be changed; `text` is what became of it. */
export type CardEditor = {
  readonly version: string
  readonly properties: () => readonly VcardProperty[]
  /** The `nth` property of a name, from 0; an empty text takes it out, and one that isn't there comes at the end. */
  readonly setText: (name: string, text: string, nth?: number) => void
  /** Sets some parts of the first structured value of a name (N, ADR, ORG), by their place. */
  readonly setParts: (name: string, parts: Readonly<Record<number, string>>, least: number) => void
  /** Takes out all of a name but the first. */
  readonly keepFirst: (name: string) => void
  /** The whole list of numbers that one can dial; fax and pager stay. */
  readonly setPhones: (phones: readonly Pick<VcardPhone, 'label' | 'raw'>[]) => void
  readonly text: () => string
}

export function editCard(card: string): CardEditor {
  const lines = [...linesOf(card)]
  const version = lines.find(({ property }) => property?.name === 'VERSION')?.property?.value.trim() ?? '3.0'
  const old = version === '2.1'

  const placesOf = (name: string): number[] =>
    lines.flatMap(({ property }, at) => (property?.name === name ? [at] : []))

  const add = (line: CardLine): void => {
    const end = lines.findIndex(isEnd)
    const before = end < 0 ? lines.length : end
    const last = lines[before - 1]
    // A card that was cut off has no line end to go on after.
    if (last && !/[\r\n]$/.test(last.raw)) lines[before - 1] = { ...last, raw: `${last.raw}\r\n` }
    lines.splice(before, 0, line)
  }

  const remove = (at: number): void => {
    const group = lines[at]?.property?.group ?? ''
    lines.splice(at, 1)
    if (group === '' || lines.some(({ property }) => property?.group === group && !isLabel(property))) return
    // Its label would be left alone.
    const label = lines.findIndex(({ property }) => property?.group === group)
    if (label >= 0) lines.splice(label, 1)
  }

  const replace = (at: number, value: string): void => {
    const line = lines[at]
    if (line) lines[at] = written(headOf(line), value, old)
  }

  const phones = (): { readonly at: number; readonly phone: VcardPhone }[] =>
    placesOf('TEL').flatMap((at) => {
      const property = lines[at]?.property
      if (!property) return []
      const phone = phoneOf(property, { line: 0, closed: true, properties: properties() })
      return phone.dialable && phone.raw !== '' ? [{ at, phone }] : []
    })

  const properties = (): readonly VcardProperty[] => lines.flatMap(({ property }) => property ?? [])

  const addPhone = ({ label, raw }: Pick<VcardPhone, 'label' | 'raw'>): void => {
    const types = typesOf(label)
    if (types !== null) {
      add(written(`TEL${typeParameters(types, old)}`, escaped(raw), old))
      return
    }
    const group = freeGroup(properties())
    add(written(`${group}.TEL`, escaped(raw), old))
    add(written(`${group}.X-ABLabel`, escaped(label), old))
  }

  return {
    version,
    properties,
    setText: (name, text, nth = 0) => {
      const at = placesOf(name)[nth]
      if (at === undefined) {
        if (text !== '') add(written(name, escaped(text), old))
      } else if (text === '') remove(at)
      else replace(at, escaped(text))
    },
    setParts: (name, parts, least) => {
      const [first] = placesOf(name)
      const at = placesOf(name).find((place) => isFilledAt(lines[place])) ?? first
      const held = rawPartsOf((at === undefined ? undefined : lines[at])?.property?.value ?? '')
      const length = Math.max(least, held.length, ...Object.keys(parts).map((place) => Number(place) + 1))
      const value = Array.from({ length }, (_, place) => {
        const part = parts[place]
        return part === undefined ? (held[place] ?? '') : escaped(part)
      })
      const empty = value.every((part) => part === '')
      if (at === undefined) {
        if (!empty) add(written(name, value.join(';'), old))
      } else if (empty && name !== 'N') remove(at)
      else replace(at, value.join(';'))
    },
    keepFirst: (name) => {
      for (const at of placesOf(name).slice(1).reverse()) remove(at)
    },
    setPhones: (wanted) => {
      const left = [...wanted]
      const takeFirst = (fits: (one: Pick<VcardPhone, 'label' | 'raw'>) => boolean) => {
        const at = left.findIndex(fits)
        return at < 0 ? undefined : left.splice(at, 1)[0]
      }
      const changed = phones().filter(
        ({ phone }) => !takeFirst(({ label, raw }) => label === phone.label && raw === phone.raw),
      )
      const gone = changed.filter(({ at, phone }) => {
        const next = takeFirst(({ label }) => label === phone.label)
        const line = lines[at]
        if (next && line) lines[at] = withNumber(line, next.raw, old)
        return !next
      })
      // From the end, so that the places before stay what they are.
      for (const { phone } of gone.reverse()) {
        const at = phones().findLast(
          (one) => one.phone.label === phone.label && one.phone.raw === phone.raw,
        )?.at
        if (at !== undefined) remove(at)
      }
      for (const phone of left) addPhone(phone)
    },
    text: () => textOfLines(lines),
  }
}

const isLabel = ({ name }: VcardProperty): boolean => name === 'X-ABLABEL'

const isFilledAt = (line: CardLine | undefined): boolean =>
  line?.property ? partsOf(line.property.value).some((part) => part !== '') : false

/** The parts still with their backslashes, so that those that aren't changed stay as they are. */
function rawPartsOf(value: string): readonly string[] {
  const parts: string[] = []
  for (const [, part = '', end] of value.matchAll(/((?:[^;\\]|\\.|\\$)*)(;|$)/gs)) {
    parts.push(part.replace(LINE_END, '\\n'))
    if (end === '') break
  }
  return parts
}

const LINE_END = /\r\n|\r|\n/g

/** RFC 6350 §3.4. */
export const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(LINE_END, '\\n')

/** A number in a telephone link stays one where it can be one. */
function withNumber(line: CardLine, raw: string, old: boolean): CardLine {
  const head = headOf(line)
  const link = /;VALUE=uri/i.test(head)
  const digits = raw.replace(/[\s()/.]+/g, '-').replace(/-+/g, '-')
  if (link && /^\+[\d-]+(;ext=\d+)?$/i.test(digits)) return written(head, `tel:${digits}`, old)
  return written(head.replace(/;VALUE="?uri"?/i, ''), escaped(raw), old)
}

/** Version 2.1 knows no UTF-8 by itself, and no backslash before a line's end or a comma. */
function written(head: string, value: string, old: boolean): CardLine {
  const plain = head.replace(/;(?:ENCODING=)?(?:QUOTED-PRINTABLE|8BIT|7BIT)|;CHARSET=[^;:]*/gi, '')
  if (!old) return newLine(plain, value)
  const text = value.replace(/\\(.)/gs, (pair, sign: string) =>
    sign === 'n' || sign === 'N' ? '\r\n' : sign === ',' ? ',' : pair,
  )
  if (/^[\x20-\x7e]*$/.test(text)) return newLine(plain, text)
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x21 && byte <= 0x7e && byte !== 0x3d
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return newLine(`${plain};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE`, bytes.join(''))
}

/** The TYPEs that are read as this label; null where none are. */
function typesOf(label: string): readonly string[] | null {
  const types: Readonly<Record<string, readonly string[]>> = {
    '': [],
    work: ['WORK'],
    home: ['HOME'],
    mobile: ['CELL'],
    main: ['MAIN'],
    'work mobile': ['WORK', 'CELL'],
    'home mobile': ['HOME', 'CELL'],
  }
  return types[label] ?? null
}

const typeParameters = (types: readonly string[], old: boolean): string =>
  types.map((type) => (old ? `;${type}` : `;TYPE=${type}`)).join('')

function freeGroup(properties: readonly VcardProperty[]): string {
  const taken = new Set(properties.map(({ group }) => group))
  let number = 1
  while (taken.has(`item${number}`)) number += 1
  return `item${number}`
}
