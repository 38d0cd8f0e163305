import { hash } from 'node:crypto'
import type { RemoteChange, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Written } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type FetchedCard, fetchCards } from './cards.ts'
import { changeCard, newCard } from './change-card.ts'
import type { Dav } from './dav.ts'
import type { AddressBooks } from './discovery.ts'
import { CONTACT } from './fields.ts'
import { idOfUrl, respelled, urlOfId } from './hrefs.ts'
import { ETAGS } from './requests.ts'
import { DAV, textIn } from './xml.ts'

type Place = { readonly dav: Dav; readonly books: AddressBooks; readonly now: number }

const CARD = 'text/vcard; charset=utf-8'
const TAKEN = 412
/** The card is written by then: not to hear its etag is no failure. */
const SILENT = [400, 403, 404, 405, 501]

/** The card with this id as it is now; `missing` where there is none. */
export async function cardOf({ dav, books }: Pick<Place, 'dav' | 'books'>, id: string): Promise<FetchedCard> {
  const url = urlOfId(id, books.base)
  const [card = { url, kind: 'missing' } as const] = await fetchCards(dav, new URL('.', url).href, [url])
  return card
}

/** Changes a card in what is meant of it, and only as long as it is the one that `rev` names. */
export async function updateCard(
  place: Place,
  { id }: RemoteRef,
  change: RemoteChange,
  rev: string | null,
): Promise<Written> {
  const card = await cardOf(place, id)
  if (card.kind === 'missing') throw new CrmFailure('notFound', `${id} is not there any more`)
  if (card.kind === 'bad') throw new CrmFailure('rejected', `${id}: ${card.why}`)
  if (rev !== null && rev !== card.etag)
    throw new CrmFailure('conflict', `${id} was changed meanwhile: ${card.etag}, not ${rev}`)
  // XML has taken the carriage returns out of the line ends.
  const text = card.text.replace(/\r?\n/g, '\r\n')
  const changed = changeCard(text, change, place.now)
  if (changed === text) return { id, rev: card.etag, updated: null }
  const condition = card.etag === '' ? '*' : strong(card.etag)
  const etag = await put(place, card.url, changed, { 'if-match': condition })
  return { id, rev: etag, updated: null }
}

/** Makes a card whose place and UID follow from the key: asked again, it is the one that was made. */
export async function createCard(place: Place, change: RemoteChange, key: string): Promise<Written> {
  const url = placeFor(place, key)
  const text = newCard(uidFor(key), change, place.now)
  const answer = await place.dav.ask({
    method: 'PUT',
    url,
    headers: { 'content-type': CARD, 'if-none-match': '*' },
    body: text,
    accept: [TAKEN],
  })
  const moved = answer.headers.get('location')
  const at = moved === null ? url : respelled(moved, url).href
  return { id: idOfUrl(at, place.books.base), rev: await etagAt(place, at), updated: null }
}

/** The id of the card that was made with this key; null where there is none. */
export async function madeWith(place: Place, key: string): Promise<string | null> {
  const id = idOfUrl(placeFor(place, key), place.books.base)
  return (await cardOf(place, id)).kind === 'missing' ? null : id
}

/** New cards go to the first address book that takes any. */
function placeFor({ books }: Place, key: string): string {
  const book = books.books.find(({ writable }) => writable)
  if (!book) throw new CrmFailure('forbidden', 'no address book here may be written to')
  return new URL(`${uidFor(key)}.vcf`, book.url).href
}

/** In the shape of a UUID (RFC 9562 §5.8), which is what servers and programs expect. */
function uidFor(key: string): string {
  const hex = hash('sha256', `${CONTACT}/${key}`, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function put(
  place: Place,
  url: string,
  body: string,
  condition: Readonly<Record<string, string>>,
): Promise<string | null> {
  await place.dav.ask({ method: 'PUT', url, headers: { 'content-type': CARD, ...condition }, body })
  return etagAt(place, url)
}

/**
 * Asked for as the lists give it: a server that changed the card in storing it says nothing in its answer (RFC 6352
 * §6.3.2.3), and one behind a compressing proxy says something else.
 */
async function etagAt({ dav }: Place, url: string): Promise<string | null> {
  const { found } = await dav.propfind({ url, body: ETAGS, accept: SILENT })
  const etag = textIn(found?.responses[0]?.prop(DAV, 'getetag') ?? null)
  return etag === '' ? null : etag
}

/** If-Match compares strongly (RFC 9110 §13.1.1): a proxy's weak mark would never match. Some lists leave the quotes out. */
function strong(etag: string): string {
  const plain = etag.replace(/^W\//, '')
  return plain.startsWith('"') ? plain : `"${plain}"`
}
