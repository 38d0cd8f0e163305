import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import type { Page } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { fetchCards } from './cards.ts'
import { type Changes, changesIn } from './changes.ts'
import { type Cursor, firstCursor, readCursor, writeCursor } from './cursor.ts'
import type { Dav } from './dav.ts'
import type { Entry } from './digests.ts'
import type { AddressBooks } from './discovery.ts'
import { idOfUrl } from './hrefs.ts'
import { readCard } from './record.ts'

/** How many cards are fetched at once, and how many changes make a page. */
export const PAGE_SIZE = 100
/** Of a card that can't be read, for whoever looks into it. */
const LONGEST_RAW = 100_000

type Place = { readonly dav: Dav; readonly books: AddressBooks }
type Reading = { readonly book: string; readonly changes: Changes }

/** Reads page by page. What is still to come of a book is kept at hand only to spare the server asking again. */
export function createPull(): (place: Place, cursor: string | null) => Promise<Page> {
  let reading: Reading | null = null

  const changesOf = async ({ dav }: Place, cursor: Cursor, book: string): Promise<Changes> => {
    if (cursor.within && reading?.book === book) return reading.changes
    return changesIn(dav, book, cursor.tokens[book] ?? null)
  }

  return async (place, text) => {
    const urls = place.books.books.map(({ url }) => url)
    let cursor = begun(text === null ? firstCursor(urls) : readCursor(text), urls)
    for (;;) {
      const [book] = cursor.left
      if (book === undefined) return pageOf(cursor, nothing, null)
      const changes = await changesOf(place, cursor, book)
      const { entries, next } = pageIn(cursor, book, changes)
      reading = next.within ? { book, changes } : null
      const total = totalOf(next, changes)
      cursor = next
      // A book in which nothing has changed makes no page of its own.
      if (entries.length > 0 || cursor.left.length === 0)
        return pageOf(cursor, await read(place, book, entries), total)
    }
  }
}

/** A cursor at the beginning of a round looks at all books; one that knows a book which is gone begins anew. */
function begun(cursor: Cursor, books: readonly string[]): Cursor {
  if ([...cursor.left, ...Object.keys(cursor.tokens)].some((book) => !books.includes(book)))
    throw new CrmFailure('cursorExpired', 'an address book isn’t there any more')
  return cursor.left.length > 0 ? cursor : { ...cursor, left: [...books] }
}

/** The next entries of a book, and where it goes on after them. */
function pageIn(
  cursor: Cursor,
  book: string,
  changes: Changes,
): { readonly entries: readonly Entry[]; readonly next: Cursor } {
  const { within } = cursor
  const from = within ? changes.entries.findIndex(({ url }) => url > within.after) : 0
  const rest = from < 0 ? [] : changes.entries.slice(from)
  const entries = rest.slice(0, PAGE_SIZE)
  const read = cursor.read + entries.length
  // The first list's token: what changed while its pages were read is told again after it.
  const token = within?.next ?? changes.next
  const truncated = within?.truncated ?? changes.truncated
  const last = entries.at(-1)
  if (last && rest.length > entries.length)
    return { entries, next: { ...cursor, read, within: { after: last.url, next: token, truncated } } }
  const left = truncated ? cursor.left : cursor.left.slice(1)
  return {
    entries,
    next: { ...cursor, read, left, within: null, tokens: { ...cursor.tokens, [book]: token } },
  }
}

/** Known only while the last book is read whole. */
function totalOf(next: Cursor, changes: Changes): number | null {
  if (next.phase !== 'full' || changes.truncated || next.left.length > 1) return null
  const { within } = next
  return next.read + (within ? changes.entries.filter(({ url }) => url > within.after).length : 0)
}

type Content = Pick<Page, 'records' | 'gone' | 'bad'>
const nothing: Content = { records: [], gone: [], bad: [] }

async function read({ dav, books }: Place, book: string, entries: readonly Entry[]): Promise<Content> {
  const idOf = ({ url }: { readonly url: string }): string => idOfUrl(url, books.base)
  const gone = entries.filter(({ etag }) => etag === null).map(idOf)
  const there = entries.filter(({ etag }) => etag !== null).map(({ url }) => url)
  const records: RemoteRecord[] = []
  const bad: Page['bad'][number][] = []
  for (const card of await fetchCards(dav, book, there)) {
    const id = idOf(card)
    if (card.kind === 'missing') gone.push(id)
    if (card.kind === 'bad') bad.push({ id, why: card.why, raw: '' })
    if (card.kind !== 'card') continue
    const found = readCard(id, card.etag, card.text)
    if (found.kind === 'record') records.push(found.record)
    if (found.kind === 'unreadable')
      bad.push({ id, why: 'no vCard, or one without an end', raw: card.text.slice(0, LONGEST_RAW) })
    // What was a contact may have become a list of others.
    if (found.kind === 'group') gone.push(id)
  }
  return { records, gone, bad }
}

function pageOf(cursor: Cursor, content: Content, total: number | null): Page {
  const more = cursor.left.length > 0
  const next: Cursor = more ? cursor : { ...cursor, phase: 'delta', read: 0 }
  return { phase: cursor.phase, ...content, deals: [], cursor: writeCursor(next), more, total }
}
