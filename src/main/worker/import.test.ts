import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customers } from '../customers/customers.ts'
import { openCustomers } from '../customers/open.ts'
import type { ImportOrder } from './batch.ts'
import { importFile } from './import-file.ts'
import type { Progress } from './progress.ts'

let folder: string
let customersFile: string
let customers: Customers

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-import-'))
  customersFile = join(folder, 'customers.db')
  customers = openCustomers(customersFile).customers
})
afterEach(() => {
  customers.close()
  rmSync(folder, { recursive: true, force: true })
})

const MAPPING = {
  '0': 'key',
  '1': 'name',
  '2': 'company',
  '3': 'number:Phone',
  '4': 'email',
  '5': 'field:Tier',
}
const HEADER = 'ID,Name,Company,Phone,Email,Tier'

async function run(
  content: string | Uint8Array,
  chosen: Partial<ImportOrder> = {},
  isCancelled = () => false,
  name = 'customers.csv',
): Promise<{ last: Progress; reports: readonly Progress[] }> {
  const file = join(folder, name)
  writeFileSync(file, content)
  const reports: Progress[] = []
  const order: ImportOrder = {
    kind: 'import',
    job: 1,
    file,
    encoding: 'utf-8',
    delimiter: ',',
    hasHeader: true,
    mapping: MAPPING,
    country: 'DE',
    ...chosen,
  }
  await importFile(order, {
    customersFile,
    threadScript: null,
    isCancelled,
    report: (progress) => reports.push(progress),
  })
  const last = reports.at(-1)
  if (!last) throw new Error('no report')
  return { last, reports }
}

const table = (rows: number): string[] => [
  HEADER,
  ...Array.from(
    { length: rows },
    (_, at) => `K${at},Customer ${at},Company ${at % 7},030 ${20_000_000 + at},c${at}@example.com,gold`,
  ),
]

/** Every row of every table that holds customers, as one text. */
function content(): string {
  const db = new Database(customersFile, { readonly: true })
  const tables = ['customer', 'number', 'field', 'figure'].map((name) =>
    db.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).raw().all(),
  )
  db.close()
  return JSON.stringify(tables)
}

describe('importing a CSV file', () => {
  it('imports 9,997 of 10,000 lines and lists the three bad ones with line, column and reason', async () => {
    const lines = table(10_000)
    lines[100] = 'K99,,,030 123456,nobody@example.com,gold'
    lines[5_000] = '"K4999,Customer 4999,Company 1,030 123457,x@example.com,gold'
    lines[9_999] = 'K9998,Miller, John,Company 2,030 123458,x@example.com,gold'
    const { last, reports } = await run(lines.join('\r\n'))
    expect(last).toMatchObject({
      state: 'done',
      read: 10_000,
      total: 10_000,
      added: 9_997,
      changed: 0,
      unchanged: 0,
      badCount: 3,
      bad: [
        { line: 101, column: 'Name', reason: 'missingName' },
        { line: 5_001, column: 'ID', reason: 'badQuote' },
        { line: 10_000, column: '7', reason: 'tooManyColumns' },
      ],
      message: '',
    })
    expect(reports.slice(0, -1).every(({ state }) => state === 'running')).toBe(true)
    expect(customers.count()).toBe(9_997)
    const [match] = customers.find('+493020009999', 'DE')
    expect(match).toMatchObject({
      by: 'e164',
      customer: {
        id: 'csv:customers/K9999',
        name: 'Customer 9999',
        company: 'Company 3',
        email: 'c9999@example.com',
        numbers: [{ label: 'Phone', raw: '030 20009999', e164: '+493020009999' }],
        fields: [{ label: 'Tier', value: 'gold' }],
        source: 'csv:customers',
      },
    })
  })

  it('changes nothing when the same file comes again, under whatever name a browser gives it', async () => {
    const lines = table(1_000)
    await run(lines.join('\n'))
    const before = content()
    const { last } = await run(lines.join('\n'), {}, undefined, 'Customers (2).csv')
    expect(last).toMatchObject({ added: 0, changed: 0, unchanged: 1_000 })
    expect(content()).toBe(before)
  })

  it('knows a customer without a key by name, company and number, in another order and another format', async () => {
    const mapping = { '0': 'name', '1': 'number:Phone', '2': 'notes' }
    await run('Name,Phone,Notes\nAnna,030 23125000,old\nBert,040 1234567,\nAnna,040 7654321,\n', { mapping })
    const { last } = await run(
      'N,P,X\nBert,+49 40 1234567,\nanna,0049 30 23125000,new\n',
      { mapping },
      undefined,
      'b.csv',
    )
    expect(last).toMatchObject({ added: 0, changed: 2 })
    expect(customers.count()).toBe(3)
    expect(customers.find('+493023125000', 'DE')[0]?.customer).toMatchObject({ name: 'anna', notes: 'new' })
  })

  it('leaves alone what agents changed, and follows the file in everything else', async () => {
    await run(table(3).join('\n'))
    const id = 'csv:customers/K1'
    const stored = customers.get(id)
    if (!stored) throw new Error('not imported')
    customers.save({ ...stored, name: 'Changed by hand' }, 'DE')
    customers.addNumber(id, '0171 7654321', 'DE')
    const lines = table(3)
    lines[2] = 'K1,From the file,New Company,030 11111111,c1@example.com,silver'
    expect((await run(lines.join('\n'))).last).toMatchObject({ changed: 1, unchanged: 2 })
    expect(customers.get(id)).toMatchObject({
      name: 'Changed by hand',
      company: 'New Company',
      fields: [{ label: 'Tier', value: 'silver' }],
    })
    expect(customers.get(id)?.numbers.map(({ e164 }) => e164)).toEqual(['+493011111111', '+491717654321'])
    expect(customers.search('changed', 5)).toHaveLength(1)
    expect(customers.search('file', 5)).toHaveLength(0)
    expect(customers.find('+493020000001', 'DE')).toEqual([])
  })

  it('leaves the list of numbers to the agents once they removed one', async () => {
    await run(table(1).join('\n'))
    const stored = customers.get('csv:customers/K0')
    if (!stored) throw new Error('not imported')
    customers.save({ ...stored, numbers: [{ label: 'work', raw: '040 1234567' }] }, 'DE')
    const lines = table(1).map((line) => line.replace('gold', 'silver'))
    await run(lines.join('\n'))
    const now = customers.get('csv:customers/K0')
    expect(now?.numbers.map(({ raw }) => raw)).toEqual(['040 1234567'])
    expect(now?.fields).toEqual([{ label: 'Tier', value: 'silver' }])
  })

  it('takes the last of two lines with the same key', async () => {
    const { last } = await run(`${HEADER}\nK1,First,,,,\nK1,Second,,,,\n`)
    expect(last).toMatchObject({ read: 2, added: 1 })
    expect(customers.get('csv:customers/K1')?.name).toBe('Second')
  })

  it('keeps what it cannot read: numbers and countries stay as they were written', async () => {
    const mapping = { '0': 'name', '1': 'number:Phone', '2': 'country' }
    await run('Name,Phone,Land\nAnna,1-800-FLOWERS,Atlantis\nBert,0664 1234567,Österreich\n', { mapping })
    const [anna] = customers.search('anna', 1)
    expect(customers.get(anna?.id ?? '')).toMatchObject({
      numbers: [{ raw: '1-800-FLOWERS', e164: null }],
      country: '',
      fields: [{ label: 'Land', value: 'Atlantis' }],
    })
    expect(customers.find('+436641234567', 'DE')[0]?.customer).toMatchObject({ name: 'Bert', country: 'AT' })
  })

  it('takes several numbers out of one cell only when each is one', async () => {
    const mapping = { '0': 'name', '1': 'number:Phone' }
    await run('Name,Phone\nAnna,030 23125000; 0171 1234567\nBert,030 23125001 / ask for Bert\n', { mapping })
    expect(customers.find('+491711234567', 'DE')[0]?.customer.numbers).toHaveLength(2)
    const [bert] = customers.search('bert', 1)
    expect(customers.get(bert?.id ?? '')?.numbers).toHaveLength(1)
  })

  it('reports short lines only when they end before a column that counts', async () => {
    const { last } = await run(
      `${HEADER},Extra\nK1,Anna,,030 23125000,,gold\nK2,Bert\n,,,,,,\n\nK3,Carl,,,,,,,\n`,
    )
    expect(last).toMatchObject({
      added: 2,
      bad: [{ line: 3, column: 'Company', reason: 'tooFewColumns' }],
    })
  })

  it('reads other encodings and delimiters', async () => {
    await run(Buffer.from('Name;Telefon\nJörg Müller;030 23125000\n', 'latin1'), {
      encoding: 'windows-1252',
      delimiter: ';',
      mapping: { '0': 'name', '1': 'number:Telefon' },
    })
    expect(customers.find('+493023125000', 'DE')[0]?.customer.name).toBe('Jörg Müller')
  })

  it('keeps what was committed when it is cancelled', async () => {
    let asked = 0
    const { last } = await run(table(2_000).join('\n'), {}, () => {
      asked += 1
      return asked > 2
    })
    expect(last.state).toBe('cancelled')
    expect(last.added).toBeGreaterThan(0)
    expect(last.added).toBeLessThan(2_000)
    expect(customers.count()).toBe(last.added)
    expect((await run(table(2_000).join('\n'))).last).toMatchObject({
      state: 'done',
      added: 2_000 - last.added,
      unchanged: last.added,
    })
  })

  it('says why it could not begin', async () => {
    expect((await run(HEADER, { mapping: { '0': 'email' } })).last).toMatchObject({
      state: 'failed',
      message: 'noNameColumn',
    })
    expect((await run(HEADER, { file: join(folder, 'none.csv') })).last.message).toBe('fileUnreadable')
    customers.close()
    writeFileSync(customersFile, 'no database '.repeat(500))
    expect((await run(table(1).join('\n'))).last.message).toBe('customersUnusable')
    customers = openCustomers(customersFile).customers
  })

  it('lists the first two hundred bad lines and counts the rest', async () => {
    const { last } = await run(`${HEADER}\n${',,,030 1,,\n'.repeat(300)}`)
    expect(last.bad).toHaveLength(200)
    expect(last).toMatchObject({ badCount: 300, added: 0 })
  })

  it('makes the same customers of any table, once or twice', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'B', 'ü', ' ', '"', ',', '\n'), maxLength: 8 }),
      fc.constantFrom('030 23125000', '205', 'a@example.com', ''),
    )
    const written = (text: string): string => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 30 }), async (rows) => {
        const mapping = { '0': 'name', '1': 'company', '2': 'number:Phone', '3': 'notes' }
        const text = ['a,b,c,d', ...rows.map((row) => row.map(written).join(','))].join('\n')
        const first = await run(text, { mapping })
        const after = content()
        const second = await run(text, { mapping })
        const { added, changed } = second.last
        // Two lines of one customer that differ are written again each time, and end the same.
        expect(added).toBe(0)
        expect(changed).toBeLessThanOrEqual(first.last.read)
        expect(content()).toBe(after)
      }),
      { numRuns: 25 },
    )
  })
})

describe('importing vCards', () => {
  const card = (uid: string, name: string, number: string): string =>
    `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:${uid}\r\nFN:${name}\r\nTEL;TYPE=CELL:${number}\r\nEND:VCARD\r\n`

  it('imports the good cards, lists the bad ones, and repeats without doubles', async () => {
    const text = `${card('1', 'Anna', '030 23125000')}BEGIN:VCARD\r\nFN:Cut\r\n${card('2', 'Bert', '205')}${card('3', '', '1')}`
    const { last } = await run(text, { mapping: {} }, undefined, 'all.vcf')
    expect(last).toMatchObject({
      state: 'done',
      read: 4,
      added: 2,
      bad: [
        { line: 7, column: 'END', reason: 'badCard' },
        { line: 15, column: 'FN', reason: 'missingName' },
      ],
    })
    expect(customers.get('vcard/1')).toMatchObject({ name: 'Anna', source: 'vcard:all' })
    const again = await run(card('1', 'Anna B.', '030 23125000'), { mapping: {} }, undefined, 'anna.vcf')
    expect(again.last).toMatchObject({ added: 0, changed: 1 })
    expect(customers.get('vcard/1')?.name).toBe('Anna B.')
    expect(customers.count()).toBe(2)
  })
})
