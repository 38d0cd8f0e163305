// The multistatus answers of WebDAV (RFC 4918 §13): servers choose their own prefixes, so names are told by namespace.
import { setImmediate as othersTurn } from 'node:timers/promises'
import { DOMParser, type Element } from '@xmldom/xmldom'
import { CrmFailure } from '../../failure.ts'

export const DAV = 'DAV:'
export const CARDDAV = 'urn:ietf:params:xml:ns:carddav'
export const CALENDARSERVER = 'http://calendarserver.org/ns/'

export type DavResponse = {
  /** As the server wrote it. */
  readonly href: string
  /** Of the resource as a whole; null where each property has one of its own. */
  readonly status: number | null
  /** A property that was found, by namespace and name. */
  readonly prop: (namespace: string, name: string) => XmlNode | null
}

/** What is kept of an element: a document's own tree would be held whole by any part of it, and is thirty times its text. */
export type XmlNode = {
  readonly namespace: string | null
  readonly name: string
  /** Its own, without that of its children. */
  readonly text: string
  readonly children: readonly XmlNode[]
}

export type Multistatus = {
  readonly responses: readonly DavResponse[]
  /** RFC 6578; null where there is none. */
  readonly syncToken: string | null
}

/** How many responses are made a tree of at a time. */
const AT_ONCE = 250

/**
 * Reads a multistatus. Throws `badAnswer` for anything else. Entities of a document's own are refused. Others get their turn
 * now and then: a list of tens of thousands takes seconds.
 */
export async function readMultistatus(text: string): Promise<Multistatus> {
  const responses: DavResponse[] = []
  let syncToken: string | null = null
  for (const piece of piecesOf(text)) {
    for (const child of parse(piece).children) {
      if (isNamed(child, DAV, 'response')) responses.push(responseOf(child))
      if (isNamed(child, DAV, 'sync-token')) syncToken = textIn(child)
    }
    await othersTurn()
  }
  return { responses, syncToken }
}

export const textIn = (node: XmlNode | null): string => (node?.text ?? '').trim()

export const childOf = (node: XmlNode | null, namespace: string, name: string): XmlNode | null =>
  node?.children.find((child) => isNamed(child, namespace, name)) ?? null

/** The hrefs within a property. */
export const hrefsIn = (node: XmlNode | null): readonly string[] =>
  (node?.children ?? [])
    .filter((child) => isNamed(child, DAV, 'href'))
    .map(textIn)
    .filter((href) => href !== '')

const isNamed = (node: XmlNode, namespace: string, name: string): boolean =>
  node.namespace === namespace && node.name === name

function nodeOf(element: Element): XmlNode {
  const children: XmlNode[] = []
  let text = ''
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === child.ELEMENT_NODE) children.push(nodeOf(child as Element))
    else if (child.nodeType !== child.COMMENT_NODE) text += child.nodeValue ?? ''
  }
  return { namespace: element.namespaceURI, name: element.localName ?? '', text, children }
}

function parse(text: string): XmlNode {
  let root: XmlNode | null = null
  try {
    const parser = new DOMParser({ onError: stopAt, locator: false })
    const { documentElement } = parser.parseFromString(text, 'text/xml')
    root = documentElement && nodeOf(documentElement)
  } catch (error) {
    throw new CrmFailure('badAnswer', `no XML: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (root && isNamed(root, DAV, 'multistatus')) return root
  throw new CrmFailure('badAnswer', `a multistatus was expected, not ${root?.name ?? 'nothing'}`)
}

function stopAt(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message)
}

function responseOf(node: XmlNode): DavResponse {
  const found = node.children
    .filter((child) => isNamed(child, DAV, 'propstat'))
    .filter((propstat) => statusIn(childOf(propstat, DAV, 'status')) === 200)
    .flatMap((propstat) => childOf(propstat, DAV, 'prop')?.children ?? [])
  return {
    href: textIn(childOf(node, DAV, 'href')),
    status: statusIn(childOf(node, DAV, 'status')),
    prop: (namespace, name) => found.find((property) => isNamed(property, namespace, name)) ?? null,
  }
}

/** Of a status line: `HTTP/1.1 404 Not Found`. */
function statusIn(node: XmlNode | null): number | null {
  const [, status] = /^HTTP\/\S+ (\d{3})/.exec(textIn(node)) ?? []
  return status === undefined ? null : Number(status)
}

/** The document, or several with some of its responses each. */
function* piecesOf(text: string): Generator<string> {
  if (/<!DOCTYPE/i.test(text)) throw new CrmFailure('badAnswer', 'a document type, which WebDAV has none of')
  const [before] = /^[\s\S]*?<(?:[\w.-]+:)?multistatus(?:\s[^>]*)?>/.exec(text.slice(0, 4_096)) ?? []
  const [end] = /<\/(?:[\w.-]+:)?multistatus\s*>\s*$/.exec(text) ?? []
  // In a card that stands in a CDATA section, what looks like the end of a response may be none.
  if (before === undefined || end === undefined || text.includes('<![CDATA[') || text.includes('<!--')) {
    yield text
    return
  }
  let from = before.length
  let count = 0
  for (const { index, 0: closing } of text.matchAll(/<\/(?:[\w.-]+:)?response\s*>/g)) {
    count += 1
    if (count % AT_ONCE !== 0) continue
    const to = index + closing.length
    yield before + text.slice(from, to) + end
    from = to
  }
  yield before + text.slice(from)
}
