import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerDraft } from '../../domain/customer/customer.ts'
import { digitsOf } from '../../domain/phone-number.ts'
import type { Customers } from './customers.ts'
import { openCustomers, openForImport } from './open.ts'
import { giveWay } from './write-soon.ts'

let folder: string
let file: string
let customers: Customers

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-customers-'))
  file = join(folder, 'customers.db')
  customers = openCustomers(file).customers
})

afterEach(() => {
  customers.close()
  rmSync(folder, { recursive: true, force: true })
})

function draft(name: string, ...numbers: string[]): CustomerDraft {
  return {
    id: null,
    name,
    company: '',
    email: '',
    city: '',
    country: '',
    notes: '',
    numbers: numbers.map((raw) => ({ label: 'work', raw })),
    fields: [],
  }
}

function create(changes: Partial<CustomerDraft> & { name: string }, ...numbers: string[]): string {
  const saved = customers.save({ ...draft(changes.name, ...numbers), ...changes }, 'DE')
  if (!saved.ok) throw new Error(saved.reason)
  return saved.value.id
}

const namesFor = (raw: string, country = 'DE') =>
  customers.find(raw, country).map(({ customer, by }) => `${customer.name} ${by}`)
const namesOf = (text: string, limit = 20) => customers.search(text, limit).map(({ name }) => name)

describe('finding a caller', () => {
  it('finds a number however it was written and however the network writes it', () => {
    create({ name: 'Anna Weber' }, '030/2312 5000')
    for (const raw of ['+493023125000', '003023125000', '0049 30 23125000', 'sip:+493023125000@trunk']) {
      expect(namesFor(raw)[0]).toMatch(/^Anna Weber/)
    }
    expect(namesFor('+493023125000', 'US')).toEqual(['Anna Weber e164'])
  })

  it('prefers the whole number to a look-alike', () => {
    create({ name: 'Hamburg' }, '040 23125000')
    expect(namesFor('+493023125000')).toEqual(['Hamburg lastEight'])
    create({ name: 'Berlin' }, '030 23125000')
    expect(namesFor('+493023125000')).toEqual(['Berlin e164'])
  })

  it('matches an extension only by an extension', () => {
    create({ name: 'Reception' }, '205')
    create({ name: 'Someone with ext. 205' }, '+49 30 23125000 ext. 205')
    expect(namesFor('205')).toEqual(['Reception extension'])
    expect(namesFor('+493023125205')).toEqual([])
  })

  it('offers the company first, then its people, then private customers', () => {
    create({ name: 'Zoe Private' }, '030 23125000')
    create({ name: 'Bert Example', company: 'Example GmbH' }, '030 23125000')
    create({ name: 'Example GmbH', company: 'Example GmbH' }, '030 23125000')
    create({ name: 'Ann Other', company: 'Other AG' }, '030 23125000')
    expect(namesFor('+493023125000')).toEqual([
      'Example GmbH e164',
      'Bert Example e164',
      'Ann Other e164',
      'Zoe Private e164',
    ])
  })

  it('gives at most twenty, and each customer once', () => {
    for (let index = 0; index < 30; index++) {
      create({ name: `Twin ${index}` }, '030 23125000', '+49 30 23125000')
    }
    expect(namesFor('+493023125000')).toHaveLength(20)
    expect(new Set(namesFor('+493023125000')).size).toBe(20)
  })

  it('finds nobody for a caller who hides the number', () => {
    create({ name: 'Anna' }, 'anonymous')
    expect(namesFor('anonymous')).toEqual([])
    expect(namesFor('')).toEqual([])
  })

  it('never finds a customer who shares no ending with the caller', () => {
    const number = fc.oneof(
      fc.integer({ min: 10, max: 9_999_999 }).map(String),
      fc.integer({ min: 0, max: 30 }).map((ending) => `+4930231250${ending}`),
      fc.integer({ min: 0, max: 30 }).map((ending) => `040/231250${ending}`),
      fc.integer({ min: 0, max: 30 }).map((ending) => `0231250${ending}`),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), number, (stored, caller) => {
        for (const raw of stored) create({ name: `of ${raw}` }, raw)
        for (const { customer, by } of customers.find(caller, 'DE')) {
          const length = by === 'extension' ? digitsOf(caller).length : 7
          const ending = digitsOf(caller).slice(-length)
          expect(customer.numbers.some(({ raw }) => digitsOf(raw).endsWith(ending))).toBe(true)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('search as you type', () => {
  beforeEach(() => {
    create({ name: 'Jörg Müller', company: 'Groß & Söhne GmbH' }, '030 23125000')
    create({ name: 'Łukasz Wójcik' }, '+48 22 123 45 67')
    create({ name: 'Anna Mueller' }, '205')
    create({ name: "Sinéad O'Brien", company: 'Brien AG' }, '+39 06 6981 2345')
  })

  it.each([
    ['müller', ['Anna Mueller', 'Jörg Müller']],
    ['muel', ['Anna Mueller', 'Jörg Müller']],
    ['muller', ['Jörg Müller']],
    ['joerg mü', ['Jörg Müller']],
    ['lukasz', ['Łukasz Wójcik']],
    ['wojc', ['Łukasz Wójcik']],
    ['grosse', []],
    ['gross', ['Jörg Müller']],
    ['söhne j', ['Jörg Müller']],
    ["o'brien", ["Sinéad O'Brien"]],
    ['MÜLLER anna', ['Anna Mueller']],
    ['a', ['Anna Mueller', "Sinéad O'Brien"]],
  ])('finds %s', (text, names) => {
    expect(namesOf(text)).toEqual(names)
  })

  it.each([
    ['+49 30 231', 'Jörg Müller'],
    ['030 231', 'Jörg Müller'],
    ['030/2312-5000', 'Jörg Müller'],
    ['+49 (0)30 23', 'Jörg Müller'],
    ['0049 30', 'Jörg Müller'],
    ['5000', 'Jörg Müller'],
    ['205', 'Anna Mueller'],
    ['0048 22', 'Łukasz Wójcik'],
    ['4567', 'Łukasz Wójcik'],
    ['06 6981', "Sinéad O'Brien"],
    ['müller 030', 'Jörg Müller'],
  ])('finds the number %s', (text, name) => {
    expect(namesOf(text)[0]).toBe(name)
  })

  it('shows the newest when nothing is typed, and nothing for signs alone', () => {
    expect(namesOf('', 2)).toEqual(["Sinéad O'Brien", 'Anna Mueller'])
    expect(namesOf('"*')).toEqual([])
    expect(namesOf('+')).toEqual([])
  })

  it('shows the number that was typed', () => {
    create({ name: 'Two Numbers' }, '030 1111111', '0171 7654321')
    expect(customers.search('0171 765', 5)).toMatchObject([{ name: 'Two Numbers', number: '+491717654321' }])
    expect(customers.search('two', 5)).toMatchObject([{ name: 'Two Numbers', number: '+49301111111' }])
  })

  it('never takes what is typed for a query of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(() => customers.search(text, 10)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })
})

describe('editing by hand', () => {
  it('creates, changes and finds a customer by what it has become', () => {
    const id = create({ name: 'Ann' }, '030 23125000')
    expect(id).toMatch(/^manual\//)
    const saved = customers.save(
      { ...draft('Berta', '040 1234567'), id, country: 'de', fields: [{ label: 'VIP', value: 'yes' }] },
      'DE',
    )
    expect(saved).toMatchObject({
      ok: true,
      value: { id, name: 'Berta', country: 'DE', source: 'manual', fields: [{ label: 'VIP', value: 'yes' }] },
    })
    expect(namesOf('ann')).toEqual([])
    expect(namesOf('berta')).toEqual(['Berta'])
    expect(namesFor('+493023125000')).toEqual([])
    expect(namesFor('+49401234567')).toEqual(['Berta e164'])
    expect(customers.count()).toBe(1)
  })

  it('keeps a number that it cannot read as it was typed', () => {
    const id = create({ name: 'Ann' }, '1-800-FLOWERS')
    expect(customers.get(id)?.numbers).toEqual([{ label: 'work', raw: '1-800-FLOWERS', e164: null }])
  })

  it('adds a number once, however it is written', () => {
    const id = create({ name: 'Ann' }, '030 23125000')
    customers.addNumber(id, '+493023125000', 'DE')
    customers.addNumber(id, 'sip:+49401234567@trunk', 'DE')
    const numbers = customers.get(id)?.numbers.map(({ e164 }) => e164)
    expect(numbers).toEqual(['+493023125000', '+49401234567'])
    expect(namesFor('+49401234567')).toEqual(['Ann e164'])
  })

  it('refuses to change a customer that is gone', () => {
    expect(customers.save({ ...draft('Ann'), id: 'manual/none' }, 'DE')).toEqual({
      ok: false,
      reason: 'notFound',
    })
    expect(customers.addNumber('manual/none', '205', 'DE')).toEqual({ ok: false, reason: 'notFound' })
    expect(customers.get('manual/none')).toBeNull()
  })
})

describe('by a field', () => {
  it('finds who has the text in the field of that name, or in any', () => {
    const ann = create({ name: 'Ann', fields: [{ label: 'Lead ID', value: '4711' }] })
    create({ name: 'Bea', fields: [{ label: 'Customer no', value: '12' }] })
    create({ name: 'Carl', fields: [{ label: 'Customer no', value: '12' }] })
    const found = (value: string, label: string) => customers.findByField(value, label).map(({ id }) => id)
    expect(found('4711', 'lead id')).toEqual([ann])
    expect(found('4711', '')).toEqual([ann])
    expect(found('4711', 'Customer no')).toEqual([])
    expect(found('12', '')).toHaveLength(2)
  })
})

describe('opening the file', () => {
  it('runs in WAL at NORMAL with foreign keys', () => {
    const db = openForImport(file)
    expect(db?.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db?.pragma('synchronous', { simple: true })).toBe(1)
    expect(db?.pragma('foreign_keys', { simple: true })).toBe(1)
    db?.close()
  })

  it('keeps everything over a restart', () => {
    const id = create({ name: 'Ann' }, '205')
    customers.close()
    const opened = openCustomers(file)
    customers = opened.customers
    expect(opened.rebuilt).toBe(false)
    expect(customers.get(id)?.name).toBe('Ann')
  })

  it.each([
    [
      'is no database',
      () => writeFileSync(file, 'not a database, and long enough to have a header '.repeat(20)),
    ],
    ['was cut off', () => truncateSync(file, 5_000)],
    ['is newer than this app', () => withDatabase((db) => db.pragma('user_version = 999'))],
    ['misses a table', () => withDatabase((db) => db.exec('DROP TABLE field'))],
  ])('replaces a file that %s, and restores what agents wrote', (_what, damage) => {
    const id = create({ name: 'Ann', notes: 'first' }, '030 23125000')
    customers.save({ ...draft('Ann', '040 1234567'), id, notes: 'second' }, 'DE')
    customers.close()
    damage()
    const opened = openCustomers(file)
    customers = opened.customers
    expect(opened).toMatchObject({ rebuilt: true, inMemory: false })
    expect(customers.count()).toBe(1)
    expect(customers.get(id)).toMatchObject({ name: 'Ann', notes: 'second' })
    expect(namesFor('+49401234567')).toEqual(['Ann e164'])
  })

  it('rebuilds when damage shows only in a lookup', () => {
    for (let index = 0; index < 400; index++) create({ name: `Customer ${index}` }, `030 23125${100 + index}`)
    customers.close()
    let told = 0
    customers = openCustomers(file, () => {
      told += 1
    }).customers
    withDatabase((db) => db.exec('DROP TABLE field'))
    expect(namesFor('+493023125100')).toEqual(['Customer 0 e164'])
    expect(told).toBe(1)
    expect(customers.count()).toBe(400)
  })

  it('works in memory where the file is out of reach', () => {
    const opened = openCustomers(join(folder, 'customers.db', 'below-a-file.db'))
    expect(opened).toMatchObject({ rebuilt: false, inMemory: true })
    expect(opened.customers.save(draft('Ann'), 'DE').ok).toBe(true)
    opened.customers.close()
  })
})

function withDatabase(change: (db: Database.Database) => void): void {
  const db = new Database(file)
  change(db)
  db.close()
}

it('rests while a call comes to its card, whoever fills the customers, and goes on by itself', async () => {
  const filling = openForImport(file)
  if (!filling) throw new Error('no database')
  await giveWay(filling)
  customers.hush()
  let rested = true
  const going = giveWay(filling).then(() => {
    rested = false
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(rested).toBe(true)
  await going
  filling.close()
})
