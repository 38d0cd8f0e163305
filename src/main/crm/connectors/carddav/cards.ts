import { CrmFailure } from '../../failure.ts'
import { type Dav, placeAt } from './dav.ts'
import { respelled } from './hrefs.ts'
import { CHANGE_TAG, cardsAt } from './requests.ts'
import { CARDDAV, DAV, textIn } from './xml.ts'

export type FetchedCard =
  | { readonly url: string; readonly kind: 'card'; readonly etag: string; readonly text: string }
  | { readonly url: string; readonly kind: 'missing' }
  /** The server can't give it, or it is larger than any card. */
  | { readonly url: string; readonly kind: 'bad'; readonly why: string }

/** What single cards are refused with; what isn't listed (401, 429 ...) concerns the whole server. */
const REFUSED = [400, 403, 405, 406, 409, 413, 415, 422, 500, 501]
const GONE = [404, 410]

/**
 * The cards at these URLs of one book, in this order: by one multiget, in halves where the answer would be too large, one
 * by one where the server won't have it.
 */
export async function fetchCards(
  dav: Dav,
  book: string,
  urls: readonly string[],
): Promise<readonly FetchedCard[]> {
  if (urls.length === 0) return []
  const found = await multiget(dav, book, urls)
  if (found === 'tooLarge' && urls.length > 1) {
    const half = Math.ceil(urls.length / 2)
    return [
      ...(await fetchCards(dav, book, urls.slice(0, half))),
      ...(await fetchCards(dav, book, urls.slice(half))),
    ]
  }
  const byUrl = found instanceof Map ? found : NONE
  const cards: FetchedCard[] = []
  for (const url of urls) cards.push(byUrl.get(url) ?? (await getCard(dav, url)))
  // One card may have made the answer unreadable; where there are no cards at all, something else answers.
  if (found instanceof CrmFailure && !cards.some(isCard)) throw found
  // A server that fails on every single one may have failed altogether: then this is refused too.
  if (cards.every(({ kind }) => kind === 'bad')) await dav.propfind({ url: book, body: CHANGE_TAG })
  return cards
}

async function multiget(
  dav: Dav,
  book: string,
  urls: readonly string[],
): Promise<Map<string, FetchedCard> | 'refused' | 'tooLarge' | CrmFailure> {
  const hrefs = urls.map((url) => new URL(url).pathname + new URL(url).search)
  let answer: Awaited<ReturnType<Dav['report']>>
  try {
    answer = await dav.report({ url: book, depth: '1', body: cardsAt(hrefs), accept: [...REFUSED, ...GONE] })
  } catch (error) {
    if (!(error instanceof CrmFailure)) throw error
    if (error.reason === 'tooLarge') return 'tooLarge'
    if (error.reason === 'badAnswer') return error
    throw error
  }
  if (!answer.found) return 'refused'
  const cards = new Map<string, FetchedCard>()
  for (const response of answer.found.responses) {
    const url = respelled(placeAt(response.href, answer.url, book)).href
    const data = response.prop(CARDDAV, 'address-data')
    if (response.status !== null && GONE.includes(response.status)) cards.set(url, { url, kind: 'missing' })
    else if (data)
      cards.set(url, {
        url,
        kind: 'card',
        etag: textIn(response.prop(DAV, 'getetag')),
        text: data.text,
      })
  }
  return cards
}

const NONE: ReadonlyMap<string, FetchedCard> = new Map()

const isCard = (card: FetchedCard): boolean =>
  card.kind === 'card' && /BEGIN[ \t]*:[ \t]*VCARD/i.test(card.text)

async function getCard(dav: Dav, url: string): Promise<FetchedCard> {
  try {
    const { status, headers, text } = await dav.ask({ method: 'GET', url, accept: [...REFUSED, ...GONE] })
    if (GONE.includes(status)) return { url, kind: 'missing' }
    if (REFUSED.includes(status)) return { url, kind: 'bad', why: `the server answers ${status}` }
    return { url, kind: 'card', etag: headers.get('etag') ?? '', text }
  } catch (error) {
    if (error instanceof CrmFailure && error.reason === 'tooLarge')
      return { url, kind: 'bad', why: error.detail }
    throw error
  }
}
