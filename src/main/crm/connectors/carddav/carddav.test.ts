import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callWords } from '../../call-words.ts'
import type { Page, Session } from '../../connector.ts'
import type { Http } from '../../http/http.ts'
import { openAddressBooks } from './session.ts'
import {
  acceptingHttp,
  answer,
  type BookManners,
  multistatus,
  type ScriptedBook,
  scriptedBook,
} from './testing/scripted-book.ts'

const contact = 'contact'
const card = (name: string): string => `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nN:${name};;;;\nEND:VCARD\n`

const open = (http: Http, server: string): Session =>
  openAddressBooks({
    settings: { server, user: 'agent' },
    http,
    secret: () => Promise.resolve('secret'),
    fields: {},
    words: callWords('en'),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  })
const session = ({ http, url }: ScriptedBook): Session => open(http, url)

async function readOn(book: ScriptedBook, from: string | null): Promise<{ pages: Page[]; cursor: string }> {
  const pages: Page[] = []
  let cursor = from
  for (let more = true; more; ) {
    // Another session each time: nothing depends on what one of them remembers.
    const page = await session(book).pull(contact, cursor)
    pages.push(page)
    cursor = page.cursor
    more = page.more
  }
  return { pages, cursor: cursor ?? '' }
}

const idsIn = (pages: readonly Page[]): string[] =>
  pages.flatMap(({ records }) => records.map(({ id }) => id)).sort()

const filled = (manners: BookManners, count: number): { book: ScriptedBook; ids: string[] } => {
  const book = scriptedBook(manners)
  const names = Array.from({ length: count }, (_, at) => `c${at}.vcf`)
  for (const name of names) book.put(name, card(name))
  return { book, ids: names.map((name) => `contacts/${name}`).sort() }
}

describe('servers without sync-collection', () => {
  it('are read by their etags, and asked for nothing more while nothing changes', async () => {
    const { book, ids } = filled({ sync: 'none' }, 120)
    const { pages, cursor } = await readOn(book, null)
    expect(idsIn(pages)).toEqual(ids)
    book.asked.length = 0
    const quiet = await readOn(book, cursor)
    expect(idsIn(quiet.pages)).toEqual([])
    expect(book.asked.filter((asked) => asked.startsWith('REPORT'))).toEqual([])
  })

  it.each([true, false])('tell what was made and changed (with a change tag: %s)', async (changeTag) => {
    const { book } = filled({ sync: 'none', changeTag }, 120)
    const { cursor } = await readOn(book, null)
    book.put('c7.vcf', card('changed'))
    book.put('new.vcf', card('new'))
    const { pages } = await readOn(book, cursor)
    const names = pages.flatMap(({ records }) => records.map(({ values }) => values.name))
    expect(names).toEqual(expect.arrayContaining(['changed', 'new']))
    // Only the parts of the book that they are in are read again.
    expect(names.length).toBeLessThan(20)
  })

  it('say by their ids what is gone', async () => {
    const { book, ids } = filled({ sync: 'none' }, 3)
    book.remove('c1.vcf')
    const listed = await session(book).listIds(contact, null)
    expect(listed).toEqual({ ids: ids.filter((id) => id !== 'contacts/c1.vcf'), cursor: null })
  })

  it('need no longer cursor for a large book', async () => {
    const [small, large] = await Promise.all(
      [200, 1_000].map(
        async (count) => (await readOn(filled({ sync: 'none' }, count).book, null)).cursor.length,
      ),
    )
    expect(large).toBeLessThan(Number(small) * 1.6)
  })
})

describe('reading cards', () => {
  it('goes one by one where the server has no multiget', async () => {
    const { book, ids } = filled({ multiget: 0 }, 12)
    expect(idsIn((await readOn(book, null)).pages)).toEqual(ids)
    expect(book.asked.filter((asked) => asked.startsWith('GET'))).toHaveLength(12)
  })

  it('asks for fewer at a time where an answer would be too large', async () => {
    const { book, ids } = filled({ multiget: 7 }, 40)
    expect(idsIn((await readOn(book, null)).pages)).toEqual(ids)
    expect(book.asked.filter((asked) => asked.startsWith('GET'))).toEqual([])
  })

  it.each(['fails', 'tooLarge'] as const)('puts a card aside that %s, and reads all others', async (how) => {
    const { book, ids } = filled({}, 30)
    book.spoil('c11.vcf', how)
    const { pages } = await readOn(book, null)
    expect(idsIn(pages)).toEqual(ids.filter((id) => id !== 'contacts/c11.vcf'))
    expect(pages.flatMap(({ bad }) => bad.map(({ id }) => id))).toEqual(['contacts/c11.vcf'])
  })

  it('doesn’t take a card that can’t be had for one that is gone', async () => {
    const { book } = filled({}, 2)
    book.spoil('c1.vcf', 'fails')
    await expect(session(book).get({ object: contact, id: 'contacts/c1.vcf' })).rejects.toMatchObject({
      reason: 'badAnswer',
    })
    expect(await session(book).get({ object: contact, id: 'contacts/none.vcf' })).toBeNull()
  })

  it('reads the other cards where one makes the answer unreadable', async () => {
    const { book, ids } = filled({}, 5)
    book.put('odd.vcf', card('A &own; B'))
    const { pages } = await readOn(book, null)
    expect(idsIn(pages)).toEqual([...ids, 'contacts/odd.vcf'].sort())
  })

  it('puts nothing aside where something else answers in the server’s place', async () => {
    const { book } = filled({}, 5)
    const { http } = book
    const portal: Http = {
      ...http,
      ask: async (request) => {
        const isList = request.body?.includes('sync-collection') || request.method === 'PROPFIND'
        return isList ? http.ask(request) : answer(200, '<html>Sign in to the network</html>')
      },
    }
    await expect(open(portal, book.url).pull(contact, null)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('puts aside what is no card, with its text', async () => {
    const { book } = filled({}, 1)
    book.put('odd.vcf', 'Good morning')
    const { pages } = await readOn(book, null)
    expect(pages.flatMap(({ bad }) => bad)).toEqual([
      { id: 'contacts/odd.vcf', why: expect.any(String), raw: 'Good morning' },
    ])
  })

  it('reads on where a server tells its changes a few at a time', async () => {
    const { book, ids } = filled({ sync: 'truncating' }, 9)
    const { pages, cursor } = await readOn(book, null)
    expect(idsIn(pages)).toEqual(ids)
    for (const name of ['a', 'b', 'c']) book.put(name, card(name))
    book.remove('c0.vcf')
    const delta = await readOn(book, cursor)
    expect(idsIn(delta.pages)).toEqual(['contacts/a', 'contacts/b', 'contacts/c'])
    expect(delta.pages.flatMap(({ gone }) => gone)).toEqual(['contacts/c0.vcf'])
  })

  it('knows a card by one id, however its path is written', async () => {
    const spell = (path: string): string => path.replace('@', '%40').replace('dav', '%64av')
    const [plain, odd] = await Promise.all(
      [undefined, spell].map(async (spelled) => {
        const book = scriptedBook(spelled ? { spell: spelled } : {})
        book.put('anna@example.com.vcf', card('Anna'))
        return idsIn((await readOn(book, null)).pages)
      }),
    )
    expect(odd).toEqual(plain)
    expect(plain).toEqual(['contacts/anna@example.com.vcf'])
  })

  it('says that the server fails where it fails altogether, and doesn’t begin anew for that', async () => {
    const { book } = filled({}, 3)
    const { cursor } = await readOn(book, null)
    const running = session(book)
    await running.pull(contact, cursor)
    book.answerAll(500)
    await expect(running.pull(contact, cursor)).rejects.toMatchObject({ reason: 'server' })
    await expect(running.get({ object: contact, id: 'contacts/c1.vcf' })).rejects.toMatchObject({
      reason: 'server',
    })
  })

  it('holds what the server holds, whatever is changed between any two pages', async () => {
    const step = fc.record({
      name: fc.integer({ min: 0, max: 150 }).map((at) => `c${at}.vcf`),
      remove: fc.boolean(),
      before: fc.nat({ max: 4 }),
    })
    const manners = fc.record({ sync: fc.constantFrom('whole' as const, 'truncating' as const) })
    await fc.assert(
      fc.asyncProperty(manners, fc.array(step, { maxLength: 12 }), async (how, steps) => {
        const { book, ids } = filled(how, 130)
        const held = new Map<string, string | undefined>()
        const expected = new Map(ids.map((id) => [id, id.slice('contacts/'.length)]))
        let cursor: string | null = null
        const last = 6 + (how.sync === 'truncating' ? 100 : 0)
        for (let turn = 0; turn < last; turn += 1) {
          for (const { name, remove } of steps.filter(({ before }) => before === turn)) {
            if (remove) {
              book.remove(name)
              expected.delete(`contacts/${name}`)
            } else {
              book.put(name, card(`again ${name}`))
              expected.set(`contacts/${name}`, `again ${name}`)
            }
          }
          const page: Page = await session(book).pull(contact, cursor)
          for (const { id, values } of page.records) held.set(id, values.name)
          for (const id of page.gone) held.delete(id)
          cursor = page.cursor
        }
        expect([...held].sort()).toEqual([...expected].sort())
      }),
      { numRuns: 20 },
    )
  })
})

describe('finding address books', () => {
  const home = (books: string): string =>
    `<d:response><d:href>/home/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>${books}`
  const found = (href: string, properties: string): string =>
    `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
  const book = (href: string, privilege = '<d:all/>'): string =>
    found(
      href,
      `<d:resourcetype><d:collection/><card:addressbook/></d:resourcetype><d:displayname>${href}</d:displayname><d:current-user-privilege-set><d:privilege>${privilege}</d:privilege></d:current-user-privilege-set>`,
    )

  /** A server by what it answers at each URL: a multistatus, a redirect, or nothing. */
  const site = (places: Readonly<Record<string, string>>) => {
    const asked: string[] = []
    const http = acceptingHttp(({ url, method }) => {
      asked.push(url)
      const place = places[url]
      if (place === undefined) return answer(method === 'PROPFIND' ? 404 : 201)
      return place.startsWith('https://') || place.startsWith('http://')
        ? answer(301, '', { location: place })
        : multistatus(place)
    })
    return { http, asked }
  }

  it('goes by the well-known place, to a neighbour of the server too', async () => {
    const { http } = site({
      'https://contacts.example.com/.well-known/carddav': 'https://contacts.example.com/dav/',
      'https://contacts.example.com/dav/': found(
        '/dav/',
        '<d:current-user-principal><d:href>/who/</d:href></d:current-user-principal>',
      ),
      'https://contacts.example.com/who/': found(
        '/who/',
        '<card:addressbook-home-set><d:href>https://p42.example.com/home/</d:href></card:addressbook-home-set>',
      ),
      'https://p42.example.com/home/': home(book('/home/b/') + book('/home/a/')),
    })
    expect((await open(http, 'https://contacts.example.com').describe()).identity).toBe(
      'agent: /home/a/, /home/b/',
    )
  })

  it.each([
    ['another site', 'https://elsewhere.org/dav/'],
    ['a connection that isn’t encrypted', 'http://contacts.example.com/dav/'],
  ])('doesn’t take the password to %s', async (_, location) => {
    const { http, asked } = site({ 'https://contacts.example.com/.well-known/carddav': location })
    await expect(open(http, 'https://contacts.example.com').describe()).rejects.toMatchObject({
      reason: 'rejected',
    })
    expect(asked).not.toContain(location)
  })

  it('looks on where a web page stands, and not where nothing does: it may have been one book alone', async () => {
    const { http } = site({
      'https://example.com/.well-known/carddav': found(
        '/',
        '<card:addressbook-home-set><d:href>/home/</d:href></card:addressbook-home-set>',
      ),
      'https://example.com/home/': home(book('/home/a/')),
    })
    const withPage: Http = {
      ...http,
      ask: async (request) =>
        request.url === 'https://example.com/apps/contacts'
          ? answer(200, '<!DOCTYPE html><html></html>')
          : http.ask(request),
    }
    expect((await open(withPage, 'https://example.com/apps/contacts').describe()).identity).toBe(
      'agent: /home/a/',
    )
    await expect(open(withPage, 'https://example.com/home/gone/').describe()).rejects.toMatchObject({
      reason: 'notFound',
    })
  })

  it('says so where there are none', async () => {
    const { http } = site({})
    await expect(open(http, 'https://example.com').describe()).rejects.toMatchObject({ reason: 'notFound' })
  })

  it('doesn’t go round in circles', async () => {
    const { http } = site({
      'https://example.com/.well-known/carddav': 'https://example.com/.well-known/carddav',
    })
    await expect(open(http, 'https://example.com').describe()).rejects.toMatchObject({ reason: 'rejected' })
  })

  it('puts new contacts into the first book that may be written to', async () => {
    const { http } = site({
      'https://example.com/home/': found(
        '/home/',
        '<card:addressbook-home-set><d:href>/home/</d:href></card:addressbook-home-set>',
      ),
    })
    const at = 'https://example.com/home/'
    const everything: Http = {
      ...http,
      ask: async (request) =>
        request.url === at && request.headers?.depth === '1'
          ? multistatus(home(book('/home/a/', '<d:read/>') + book('/home/b/', '<d:write-content/>')))
          : http.ask(request),
    }
    const written = await open(everything, at).create(
      contact,
      { values: { name: 'Ada' }, numbers: null },
      'key',
    )
    expect(written.id).toMatch(/^b\/[0-9a-f-]{36}\.vcf$/)
  })
})

describe('changing cards', () => {
  it('takes a weak etag for the card that it marks', async () => {
    const { book } = filled({}, 1)
    const { http } = book
    const weak: Http = {
      ...http,
      ask: async (request) => {
        const given = await http.ask(request)
        return { ...given, text: given.text.replaceAll('<d:getetag>"', '<d:getetag>W/"') }
      },
    }
    const one = open(weak, book.url)
    const before = await one.get({ object: contact, id: 'contacts/c0.vcf' })
    expect(before?.rev).toBe('W/"1"')
    const written = await one.update(
      { object: contact, id: 'contacts/c0.vcf' },
      { values: { name: 'Changed' }, numbers: null },
      before?.rev ?? null,
    )
    expect(written.rev).toBe('W/"2"')
  })

  it('writes nothing where nothing would change', async () => {
    const { book } = filled({}, 1)
    await session(book).update(
      { object: contact, id: 'contacts/c0.vcf' },
      { values: { name: 'c0.vcf' }, numbers: [] },
      null,
    )
    expect(book.asked.filter((asked) => asked.startsWith('PUT'))).toEqual([])
  })
})
