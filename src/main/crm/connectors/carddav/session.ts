import type { Access, Session } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { etagsOf } from './changes.ts'
import { createDav } from './dav.ts'
import { type AddressBooks, findAddressBooks } from './discovery.ts'
import { CONTACT, FIELDS } from './fields.ts'
import { idOfUrl } from './hrefs.ts'
import { createPull } from './pull.ts'
import { readCard } from './record.ts'
import { cardOf, createCard, madeWith, updateCard } from './write.ts'

/** For how long the list of address books is believed. */
const KNOWN_FOR_MS = 60 * 60_000

export function openAddressBooks({ settings, http, now }: Access): Session {
  const server = settings.server ?? ''
  if (!URL.canParse(server)) throw new CrmFailure('rejected', 'the server’s address is none')
  const dav = createDav(http, server)
  const pull = createPull()

  let found: { readonly at: number; readonly books: Promise<AddressBooks> } | null = null
  /** As they are now: another one may have been made, or one taken away. */
  const placeAnew = async () => {
    const books = findAddressBooks(dav, server)
    found = { at: now(), books }
    try {
      return { dav, books: await books, now: now() }
    } catch (error) {
      found = null
      throw error
    }
  }
  const place = async () =>
    found && now() - found.at < KNOWN_FOR_MS ? { dav, books: await found.books, now: now() } : placeAnew()

  return {
    objects: [CONTACT],
    describe: async () => {
      const { books } = await placeAnew()
      const labels = books.books.map(({ label }) => label).join(', ')
      return {
        identity: `${settings.user ?? ''}: ${labels}`,
        objects: [{ key: CONTACT, label: 'Contacts' }],
        fields: FIELDS,
        dispositions: [],
      }
    },
    pull: async (_, cursor) => pull(cursor === null ? await placeAnew() : await place(), cursor),
    listIds: async (_, cursor) => {
      const { books } = cursor === null ? await placeAnew() : await place()
      const at = Number(cursor ?? 0)
      const book = books.books[at]
      if (!book) throw new CrmFailure('cursorExpired', 'an address book isn’t there any more')
      const ids = (await etagsOf(dav, book.url)).map(({ url }) => idOfUrl(url, books.base))
      return { ids, cursor: at + 1 < books.books.length ? String(at + 1) : null }
    },
    get: async ({ id }) => {
      const card = await cardOf(await place(), id)
      if (card.kind === 'missing') return null
      // It is there, and mustn't be taken for one that isn't.
      if (card.kind === 'bad') throw new CrmFailure('badAnswer', `${id}: ${card.why}`)
      const read = readCard(id, card.etag, card.text)
      return read.kind === 'record' ? read.record : null
    },
    // Servers' own search is unreliable (Xandikos fails on it), and all that there is is read anyway.
    findByPhone: () => Promise.resolve([]),
    activities: () => Promise.resolve([]),
    update: async (ref, change, rev) => updateCard(await place(), ref, change, rev),
    create: async (_, change, key) => createCard(await place(), change, key),
    note: () => Promise.reject(new CrmFailure('rejected', 'an address book has no place for notes')),
    logCall: () => Promise.reject(new CrmFailure('rejected', 'an address book has no place for calls')),
    probe: async (key, ref) => (ref === null ? madeWith(await place(), key) : null),
  }
}
