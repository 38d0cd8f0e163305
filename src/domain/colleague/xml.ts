/** An element of a document, its names without their prefix. Comments and processing instructions are gone. */
export type XmlElement = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The element's own text, trimmed. */
  readonly text: string
}

const LONGEST = 32_768
const MOST_ELEMENTS = 2_000
const DEEPEST = 16

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Comments, CDATA, processing instructions, tags; what lies between two of them is text. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/)?([A-Za-z_][\w.:-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The five names of XML itself and numbers. Others stay as they stand: some servers forget to escape a name's `&`. */
function plain(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

type Open = { name: string; attributes: ReadonlyMap<string, string>; children: XmlElement[]; text: string }

const closed = ({ text, ...rest }: Open): XmlElement => ({ ...rest, text: text.trim() })

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    found.set(local(name), plain(double ?? single ?? ''))
  }
  return found
}

/**
 * Reads the small documents that a PBX sends. Null for what is no XML, is too large or too deep, or has a document
 * type: declarations and entities of its own are how XML attacks its readers, and no PBX needs them.
 */
export function readXml(document: string): XmlElement | null {
  if (document.length > LONGEST || /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(document)) return null
  const root: Open = { name: '', attributes: new Map(), children: [], text: '' }
  const path: Open[] = [root]
  let elements = 0
  let at = 0
  for (const token of document.matchAll(TOKEN)) {
    const [whole, cdata, closing, name, rest = ''] = token
    const current = path.at(-1)
    if (!current) return null
    current.text += plain(document.slice(at, token.index)) + (cdata ?? '')
    at = token.index + whole.length
    if (name === undefined) continue
    if (closing !== undefined) {
      if (path.length < 2 || current.name !== local(name)) return null
      path.pop()
      path.at(-1)?.children.push(closed(current))
      continue
    }
    elements += 1
    const made: Open = { name: local(name), attributes: attributesOf(rest), children: [], text: '' }
    if (elements > MOST_ELEMENTS) return null
    if (rest.endsWith('/')) current.children.push(closed(made))
    else path.push(made)
    if (path.length > DEEPEST) return null
  }
  const [only] = root.children
  const whole = path.length === 1 && root.children.length === 1 && only
  // Text around the document means that it isn't one; a byte order mark and blanks do no harm.
  return whole && (root.text + document.slice(at)).replace(/^\ufeff/, '').trim() === '' ? only : null
}

export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)
