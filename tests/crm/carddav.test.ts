import { describe, expect, it } from 'vitest'
import type { Session } from '../../src/main/crm/connector.ts'
import { carddav } from '../../src/main/crm/connectors/carddav/carddav.ts'
import { allIds } from '../../src/main/crm/testing/contract-session.ts'
import { startRadicale } from './servers/radicale.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startXandikos } from './servers/xandikos.ts'
import { type CardShelf, inParallel, shelfOf } from './testing/cards.ts'
import { openSession } from './testing/open-session.ts'
import { readAll } from './testing/read-all.ts'

const contact = 'contact'
let books = 0

describe.each([
  ['Radicale', startRadicale],
  ['Xandikos', startXandikos],
])('CardDAV at %s', (_, start) => {
  const server = serverOfFile(start)

  const at = (url: string, secret = server().password): Session =>
    openSession(carddav, { server: url, user: server().user }, secret).session

  /** An address book of the test's own, what reads it, and the other program that writes into it. */
  async function bookOfTest(): Promise<{
    readonly url: string
    readonly session: () => Session
    readonly shelf: CardShelf
    readonly id: (card: string) => string
  }> {
    books += 1
    const folder = `book-${books}`
    const url = await server().addBook(folder, `Book ${books}`)
    return {
      url,
      session: () => at(url),
      shelf: shelfOf(server(), url),
      id: (card) => `${folder}/${encodeURIComponent(card)}`,
    }
  }

  it('finds the address books from the server, the user’s place and one book alone', async () => {
    const { url, user, book, addBook } = server()
    await addBook('found', 'Found')
    const named = async (place: string): Promise<string> => (await at(place).describe()).identity
    expect(await named(url)).toMatch(/^agent: .*Found/)
    expect(await named(new URL(`${user}/`, url).href)).toMatch(/^agent: .*Found/)
    expect(await named(book)).not.toMatch(/Found/)
    await expect(named(new URL(`${user}/nowhere/`, url).href)).rejects.toMatchObject({ reason: 'notFound' })
  })

  it('reads a book page by page, going on after a crash from any of its cursors', async () => {
    const { session, shelf, id } = await bookOfTest()
    const names = Array.from({ length: 205 }, (_, at) => `card ${at}.vcf`)
    await inParallel(names, (card) => shelf.put(card, `FN:Person ${card}`, 'TEL;TYPE=CELL:+49 171 1234567'))

    const { records, pages, cursor, bad } = await readAll(session, contact)
    expect(records.map((record) => record.id).sort()).toEqual(names.map(id).sort())
    expect(pages.map((page) => [page.phase, page.records.length, page.more])).toEqual([
      ['full', 100, true],
      ['full', 100, true],
      ['full', 5, false],
    ])
    expect(pages.at(-1)?.total).toBe(205)
    expect(bad).toEqual([])
    expect(records[0]).toMatchObject({
      object: contact,
      values: { name: expect.stringMatching(/^Person card/) },
      numbers: [{ label: 'mobile', raw: '+49 171 1234567' }],
      rev: expect.stringMatching(/^"/),
    })
    // However many cards there are, a cursor names none of them but one.
    expect(Math.max(...pages.map((page) => page.cursor.length))).toBeLessThan(1_000)
    const again = await readAll(session, contact, cursor)
    expect(again.pages.map((page) => [page.phase, page.records, page.gone])).toEqual([['delta', [], []]])
  })

  it('reads what was made, changed and deleted since the last time, and only that', async () => {
    const { session, shelf, id } = await bookOfTest()
    for (const card of ['a', 'b', 'c']) await shelf.put(card, `FN:First ${card}`)
    const before = await readAll(session, contact)

    await shelf.put('b', 'FN:Second b')
    await shelf.remove('a')
    await shelf.put('d', 'FN:First d')
    const { records, gone } = await readAll(session, contact, before.cursor)
    expect(records.map(({ values }) => values.name).sort()).toEqual(['First d', 'Second b'])
    expect(gone).toEqual([id('a')])
    const revOf = (all: readonly { id: string; rev: string | null }[], card: string) =>
      all.find((record) => record.id === id(card))?.rev
    expect(revOf(records, 'b')).not.toBe(revOf(before.records, 'b'))
    expect(await allIds(session(), contact)).toEqual([id('b'), id('c'), id('d')])
  })

  it('loses nothing that changes while a book is read', async () => {
    const { session, shelf, id } = await bookOfTest()
    const names = Array.from({ length: 110 }, (_, at) => `n${String(at).padStart(3, '0')}`)
    await inParallel(names, (card) => shelf.put(card, `FN:Before ${card}`))
    const first = await session().pull(contact, null)

    // Read already, still to be read, and new on either side.
    await shelf.put('n000', 'FN:After n000')
    await shelf.remove('n001')
    await shelf.put('n109', 'FN:After n109')
    await shelf.remove('n108')
    await shelf.put('a', 'FN:After a')
    await shelf.put('z', 'FN:After z')

    const rest = await readAll(session, contact, first.cursor)
    const delta = await readAll(session, contact, rest.cursor)
    const held = new Map<string, string | undefined>()
    for (const page of [first, ...rest.pages, ...delta.pages]) {
      for (const record of page.records) held.set(record.id, record.values.name)
      for (const gone of page.gone) held.delete(gone)
    }
    const there = [...names.filter((card) => card !== 'n001' && card !== 'n108'), 'a', 'z']
    expect([...held.keys()].sort()).toEqual(there.map(id).sort())
    for (const card of ['n000', 'n109', 'a', 'z']) expect(held.get(id(card))).toBe(`After ${card}`)
  })

  it('takes more changes than a page holds in several, from any session', async () => {
    const { session, shelf, id } = await bookOfTest()
    await shelf.put('kept', 'FN:Kept')
    const { cursor } = await readAll(session, contact)
    const names = Array.from({ length: 110 }, (_, at) => `n${at}`)
    await inParallel(names, (card) => shelf.put(card, `FN:New ${card}`))
    const { records, pages } = await readAll(session, contact, cursor)
    expect(pages.map((page) => [page.phase, page.records.length])).toEqual([
      ['delta', 100],
      ['delta', 10],
    ])
    expect(records.map((record) => record.id).sort()).toEqual(names.map(id).sort())
  })

  it('asks for everything anew where the server doesn’t know the token, or the cursor is none', async () => {
    const { session, shelf } = await bookOfTest()
    await shelf.put('a', 'FN:A')
    const { cursor } = await readAll(session, contact)
    const forged = cursor.replace(/("token":")[^"]*/, '$1http://example.invalid/not-a-token')
    expect(forged).not.toBe(cursor)
    await expect(session().pull(contact, forged)).rejects.toMatchObject({ reason: 'cursorExpired' })
    await expect(session().pull(contact, '{"phase":1}')).rejects.toMatchObject({ reason: 'cursorExpired' })
  })

  it('asks for everything anew when an address book is gone, and finds a new one by itself', async () => {
    const { url, user, book } = server()
    const all = () => at(url)
    const { cursor } = await readAll(all, contact)
    const added = await bookOfTest()
    await added.shelf.put('later', 'FN:Later')
    const { records, cursor: next } = await readAll(all, contact, cursor)
    expect(records.map(({ values }) => values.name)).toEqual(['Later'])

    const authorization = carddav.authorization?.(server().password, { user }) ?? ''
    await fetch(added.url, { method: 'DELETE', headers: { authorization } })
    await expect(all().pull(contact, next)).rejects.toMatchObject({ reason: 'cursorExpired' })
    expect(book).toContain(url)
  })

  it('gives one contact, and null for one that isn’t there', async () => {
    const { session, shelf, id } = await bookOfTest()
    await shelf.put('ü & <1>', 'FN:Ada', 'item1.TEL:+44 20 7946 0123', 'item1.X-ABLabel:Office')
    expect(await session().get({ object: contact, id: id('ü & <1>') })).toMatchObject({
      id: id('ü & <1>'),
      values: { name: 'Ada' },
      numbers: [{ label: 'Office', raw: '+44 20 7946 0123' }],
    })
    expect(await session().get({ object: contact, id: id('nobody') })).toBeNull()
  })

  it('changes what is meant of a card and keeps everything else of it', async () => {
    const { session, shelf, id } = await bookOfTest()
    await shelf.put(
      'card',
      'FN:Anna Weber',
      'item1.TEL;TYPE=pref:+49 30 23125000',
      'item1.X-ABLABEL:Büro',
      'EMAIL:anna@example.com',
      'X-OWN;X-PARAM=1:not for us\\, kept',
      'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEASABIAADA',
    )
    const before = await session().get({ object: contact, id: id('card') })
    const written = await session().update(
      { object: contact, id: id('card') },
      { values: { name: 'Anna Schmidt', city: 'Köln' }, numbers: [{ label: 'Büro', raw: '+49 221 1' }] },
      before?.rev ?? null,
    )
    const after = await session().get({ object: contact, id: id('card') })
    expect(after).toMatchObject({
      values: { name: 'Anna Schmidt', city: 'Köln', email: 'anna@example.com' },
      numbers: [{ label: 'Büro', raw: '+49 221 1' }],
      rev: written.rev,
    })
    expect(written.rev).not.toBe(before?.rev)
    const text = await shelf.text('card')
    expect(text).toMatch(/X-OWN;X-PARAM=1:not for us\\, kept/)
    expect(text).toMatch(/PHOTO;.*:\/9j\/4AAQSkZJRgABAQEASABIAAD/)
    expect(text).toMatch(/item1\.TEL;TYPE=pref:\+49 221 1/i)
  })

  it('doesn’t write over what somebody else wrote meanwhile, nor bring back what is gone', async () => {
    const { session, shelf, id } = await bookOfTest()
    await shelf.put('card', 'FN:Before')
    const ref = { object: contact, id: id('card') }
    const before = await session().get(ref)
    await shelf.put('card', 'FN:Theirs')
    const change = { values: { name: 'Ours' }, numbers: null }
    await expect(session().update(ref, change, before?.rev ?? null)).rejects.toMatchObject({
      reason: 'conflict',
    })
    expect((await session().get(ref))?.values.name).toBe('Theirs')

    await shelf.remove('card')
    await expect(session().update(ref, change, null)).rejects.toMatchObject({ reason: 'notFound' })
    expect(await shelf.status('card')).toBe(404)
  })

  it('makes one contact for one key, however often it is asked', async () => {
    const { session } = await bookOfTest()
    const change = {
      values: { name: 'Ada Lovelace', company: 'Analytical Engines', city: 'London', note: 'two\nlines' },
      numbers: [{ label: 'work', raw: '+44 20 7946 0123' }],
    }
    expect(await session().probe('customer-1', null)).toBeNull()
    const made = await session().create(contact, change, 'customer-1')
    expect(await session().create(contact, change, 'customer-1')).toEqual(made)
    expect(await session().probe('customer-1', null)).toBe(made.id)
    const { records } = await readAll(session, contact)
    expect(records).toEqual([
      {
        object: contact,
        id: made.id,
        rev: made.rev,
        updated: null,
        url: null,
        owner: null,
        values: { ...change.values, firstName: 'Ada', lastName: 'Lovelace' },
        numbers: change.numbers,
      },
    ])
  })

  it('passes over lists of cards', async () => {
    const { session, shelf, id } = await bookOfTest()
    await shelf.put('person', 'FN:Ada')
    await shelf.put('team', 'FN:Team', 'X-ADDRESSBOOKSERVER-KIND:group')
    const { records, cursor } = await readAll(session, contact)
    expect(records.map(({ values }) => values.name)).toEqual(['Ada'])
    await shelf.put('person', 'FN:Now a team', 'X-ADDRESSBOOKSERVER-KIND:group')
    expect((await readAll(session, contact, cursor)).gone).toEqual([id('person')])
  })

  it('says that nobody is let in with a wrong password', async () => {
    const { url } = server()
    await expect(at(url, 'wrong').describe()).rejects.toMatchObject({ reason: 'signIn' })
  })
})
