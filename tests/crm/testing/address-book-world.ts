import type { World } from '../../../src/main/crm/testing/contract-world.ts'
import type { AddressBookServer } from '../servers/address-book-server.ts'
import { inParallel, shelfOf } from './cards.ts'

/** An address book of a running server, for the suite of all connectors. */
export async function addressBookWorld(server: AddressBookServer): Promise<World> {
  const folder = 'suite'
  const book = await server.addBook(folder, 'Suite')
  const shelf = shelfOf(server, book)
  const nameOf = (id: string): string => decodeURIComponent(id.slice(folder.length + 1))
  let made = 0
  return {
    settings: { server: book, user: server.user },
    secret: server.password,
    object: 'contact',
    add: async (people) => {
      const named = people.map((person) => {
        made += 1
        return { ...person, card: `person-${made}.vcf` }
      })
      await inParallel(named, ({ card, name, number }) =>
        shelf.put(
          card,
          `FN:${name}`,
          `N:${name.split(' ').reverse().join(';')};;;`,
          `TEL;TYPE=WORK:${number}`,
        ),
      )
      return named.map(({ card }) => `${folder}/${card}`)
    },
    change: (id, { name, number }) =>
      shelf.put(
        nameOf(id),
        `FN:${name}`,
        `N:${name.split(' ').reverse().join(';')};;;`,
        `TEL;TYPE=WORK:${number}`,
      ),
    remove: (id) => shelf.remove(nameOf(id)),
    people: async () => {
      const people: { id: string; name: string }[] = []
      await inParallel(await shelf.names(), async (card) => {
        const [, name = ''] = /^FN:(.*?)\r?$/m.exec(await shelf.text(card)) ?? []
        people.push({ id: `${folder}/${card}`, name })
      })
      return people
    },
    settle: () => Promise.resolve(),
    // The file that the server was started for stops it.
    close: () => Promise.resolve(),
  }
}
