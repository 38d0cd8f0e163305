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
  readonly prop: (namespace: string, name: string) => Element | null
}

export type Multistatus = {
  readonly responses: readonly DavResponse[]
  /** RFC 6578; null where there is none. */
  readonly syncToken: string | null
}

/** How many responses are made a tree of at a time: a tree has some thirty times the size of its text. */
const AT_ONCE = 1_000

/**
 * Reads a multistatus. Throws `badAnswer` for anything else. Entities of a document's own are refused. Others get their turn
 * now and then: a list of tens of thousands takes seconds.
 */
export async function readMultistatus(text: string): Promise<Multistatus> {
  const responses: DavResponse[] = []
  let syncToken: string | null = null
  for (const piece of piecesOf(text)) {
    const root = parse(piece)
    for (const child of childrenOf(root)) {
      if (isNamed(child, DAV, 'response')) responses.push(responseOf(child))
      if (isNamed(child, DAV, 'sync-token')) syncToken = textIn(child)
    }
    await othersTurn()
  }
  return { responses, syncToken }
}

export const textIn = (element: Element | null): string => (element?.textContent ?? '').trim()

export const childrenOf = (element: Element): readonly Element[] =>
  [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE)

export const childOf = (element: Element | null, namespace: string, name: string): Element | null =>
  (element ? childrenOf(element) : []).find((child) => isNamed(child, namespace, name)) ?? null

/** The hrefs within a property. */
export const hrefsIn = (element: Element | null): readonly string[] =>
  (element ? childrenOf(element) : [])
    .filter((child) => isNamed(child, DAV, 'href'))
    .map(textIn)
    .filter((href) => href !== '')

const isNamed = (element: Element, namespace: string, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name

function parse(text: string): Element {
  let root: Element | null = null
  try {
    root = new DOMParser({ onError: stopAt, locator: false }).parseFromString(
      text,
      'text/xml',
    ).documentElement
  } catch (error) {
    throw new CrmFailure('badAnswer', `no XML: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (root && isNamed(root, DAV, 'multistatus')) return root
  throw new CrmFailure('badAnswer', `a multistatus was expected, not ${root?.localName ?? 'nothing'}`)
}

function stopAt(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message)
}

function responseOf(element: Element): DavResponse {
  const found = childrenOf(element)
    .filter((child) => isNamed(child, DAV, 'propstat'))
    .filter((propstat) => statusIn(childOf(propstat, DAV, 'status')) === 200)
    .flatMap((propstat) => childOf(propstat, DAV, 'prop') ?? [])
  return {
    href: textIn(childOf(element, DAV, 'href')),
    status: statusIn(childOf(element, DAV, 'status')),
    prop: (namespace, name) => {
      for (const prop of found) {
        const property = childOf(prop, namespace, name)
        if (property) return property
      }
      return null
    },
  }
}

/** Of a status line: `HTTP/1.1 404 Not Found`. */
function statusIn(element: Element | null): number | null {
  const [, status] = /^HTTP\/\S+ (\d{3})/.exec(textIn(element)) ?? []
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
