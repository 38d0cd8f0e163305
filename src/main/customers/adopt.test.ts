import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportedCustomer } from '../../domain/customer/import.ts'
import { adoption } from './adopt.ts'
import { byHandFileOf } from './by-hand.ts'
import { createIntake } from './intake.ts'
import { migrations } from './migrations/all.ts'
import { openCustomers, openForImport } from './open.ts'
import { prepareCustomer } from './prepare.ts'

let folder: string
const file = () => join(folder, 'customers.db')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-adopt-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const EVE = {
  id: null,
  name: 'Eve Stein',
  company: '',
  email: 'eve@example.com',
  city: '',
  country: '',
  notes: '',
  numbers: [{ label: '', raw: '+1 202 555 0177' }],
  fields: [],
}
const theirs: ImportedCustomer = {
  ...EVE,
  id: 'crm:a/contact/9',
  source: 'crm:a',
  email: '',
  company: 'Stein Ltd',
  numbers: [{ label: 'Phone', raw: '+1 202 555 0177' }],
}

/** Eve was added here, and is the CRM's by now. */
function adopted() {
  const { customers } = openCustomers(file())
  const eve = customers.save(EVE, 'US')
  const db = openForImport(file())
  if (!eve.ok || !db) throw new Error('no Eve')
  createIntake(db).store([prepareCustomer(theirs, 'US')])
  db.transaction(() => adoption(db, byHandFileOf(file()))(eve.value.id, theirs.id))()
  db.close()
  return { customers, old: eve.value.id }
}

test('of a customer that was added to a CRM there is one, with what both sides know', () => {
  const { customers } = adopted()
  expect(customers.count()).toBe(1)
  expect(customers.find('+12025550177', 'US')).toMatchObject([
    {
      customer: {
        id: theirs.id,
        source: 'crm:a',
        email: 'eve@example.com',
        company: 'Stein Ltd',
        numbers: [{ label: 'Phone' }],
      },
    },
  ])
  customers.close()
})

test('whoever has the old id reads and changes the same customer', () => {
  const { customers, old } = adopted()
  expect(customers.get(old)?.id).toBe(theirs.id)
  expect(customers.save({ ...EVE, id: old, city: 'Malaga' }, 'US')).toMatchObject({
    value: { id: theirs.id },
  })
  expect(customers.count()).toBe(1)
  customers.close()
})

test('after a rebuild there is still one, with what only agents wrote', () => {
  const { customers, old } = adopted()
  customers.close()
  writeFileSync(file(), 'not a database, and long enough to have a header '.repeat(20))
  const again = openCustomers(file()).customers
  expect(again.get(old)).toBeNull()
  expect(again.get(theirs.id)).toMatchObject({ email: 'eve@example.com', source: 'crm:a' })
  expect(again.count()).toBe(1)
  again.close()
})

test('a file of the version before keeps its customers', () => {
  const before = new Database(file())
  for (const sql of migrations.slice(0, 3)) before.exec(sql)
  before.exec(`INSERT INTO customer (id, name, company, email, city, country, notes, source)
    VALUES ('csv:x/1', 'Ann', '', '', '', '', '', 'csv:x')`)
  before.pragma('user_version = 3')
  before.close()
  const { customers, rebuilt } = openCustomers(file())
  expect([rebuilt, customers.get('csv:x/1')?.name, customers.get('csv:x/2')]).toEqual([false, 'Ann', null])
  customers.close()
})
