import { setImmediate as othersTurn } from 'node:timers/promises'
import { CrmFailure } from '../../failure.ts'
import type { BookToken } from './cursor.ts'
import { type Dav, placeAt } from './dav.ts'
import { changedEntries, digestsOf, type Entry } from './digests.ts'
import { respelled } from './hrefs.ts'
import { CHANGE_TAG, changesSince, ETAGS } from './requests.ts'
import { CALENDARSERVER, childOf, DAV, type DavResponse, type Multistatus, textIn } from './xml.ts'

export type Changes = {
  /** In the order of their URLs. */
  readonly entries: readonly Entry[]
  /** What the next look begins with, once these are stored. */
  readonly next: BookToken
  /** The server has more to tell after these (RFC 6578 §3.6). */
  readonly truncated: boolean
}

/** Answers by which servers say that they don't do sync-collection, and with a token also that they don't know it. */
const REFUSED = [400, 403, 404, 405, 409, 410, 412, 415, 422, 501]
const FAILED = 500

/**
 * What has changed in a book since a token; everything without one. Servers without sync-collection are asked for their
 * etags. Throws `cursorExpired` where the token isn't known any more.
 */
export async function changesIn(dav: Dav, book: string, since: BookToken | null): Promise<Changes> {
  if (since?.kind === 'etags') return changedEtags(dav, book, since)
  const { status, found, url } = await dav.report({
    url: book,
    body: changesSince(since?.token ?? ''),
    accept: [...REFUSED, FAILED],
  })
  if (found && found.syncToken !== null) return reported(found, url, found.syncToken)
  if (since === null) return allEtags(dav, book)
  // Xandikos fails on a token that it doesn't know; a server that fails altogether answers nothing else either.
  if (status === FAILED) await dav.propfind({ url: book, body: CHANGE_TAG })
  throw new CrmFailure('cursorExpired', `${status} for what has changed since the last time`)
}

async function reported({ responses }: Multistatus, book: string, syncToken: string): Promise<Changes> {
  const entries = await entriesIn(responses, book)
  const truncated = responses.some(({ status }) => status === 507)
  return { entries: entries.sort(byUrl), next: { kind: 'sync', token: syncToken }, truncated }
}

async function changedEtags(
  dav: Dav,
  book: string,
  since: Extract<BookToken, { kind: 'etags' }>,
): Promise<Changes> {
  const tag = await changeTag(dav, book)
  if (tag !== '' && tag === since.tag) return { entries: [], next: since, truncated: false }
  const entries = await etagsOf(dav, book)
  return {
    entries: changedEntries(entries, since.digests),
    next: { kind: 'etags', tag, digests: digestsOf(entries) },
    truncated: false,
  }
}

async function allEtags(dav: Dav, book: string): Promise<Changes> {
  // The tag first: what changes in between is then seen the next time.
  const tag = await changeTag(dav, book)
  const entries = await etagsOf(dav, book)
  return { entries, next: { kind: 'etags', tag, digests: digestsOf(entries) }, truncated: false }
}

/** Changes with everything in the book; empty where the server has none. */
async function changeTag(dav: Dav, book: string): Promise<string> {
  const { found } = await dav.propfind({ url: book, body: CHANGE_TAG })
  return textIn(found?.responses[0]?.prop(CALENDARSERVER, 'getctag') ?? null)
}

/** Every card of a book. */
export async function etagsOf(dav: Dav, book: string): Promise<readonly Entry[]> {
  const { found, url } = await dav.propfind({ url: book, depth: '1', body: ETAGS })
  const entries = await entriesIn(found?.responses ?? [], url)
  return entries.filter(({ etag }) => etag !== null).sort(byUrl)
}

async function entriesIn(responses: readonly DavResponse[], url: string): Promise<Entry[]> {
  const book = respelled(url).href
  const entries: Entry[] = []
  for (const [at, response] of responses.entries()) {
    const entry = entryOf(response, book)
    if (entry) entries.push(entry)
    if (at % 1_000 === 999) await othersTurn()
  }
  return entries
}

/** Null for the book itself and for folders in it. */
function entryOf(response: DavResponse, book: string): Entry | null {
  if (response.status === 507 || childOf(response.prop(DAV, 'resourcetype'), DAV, 'collection')) return null
  const url = respelled(placeAt(response.href, book, book)).href
  if (url.endsWith('/') || url === book) return null
  if (response.status === 404 || response.status === 410) return { url, etag: null }
  const etag = textIn(response.prop(DAV, 'getetag'))
  return { url, etag }
}

const byUrl = (one: Entry, other: Entry): number => (one.url < other.url ? -1 : one.url > other.url ? 1 : 0)
