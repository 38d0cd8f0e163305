import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrations } from './migrations/all.ts'
import { openCustomers, openForImport } from './open.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-remote-'))
  file = join(folder, 'customers.db')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('opens a file from before any CRM was followed, with all its customers', () => {
  const old = new Database(file)
  for (const sql of migrations.slice(0, 2)) old.exec(sql)
  old.pragma('user_version = 2')
  old.exec(
    `INSERT INTO customer (id, name, company, email, city, country, notes, source)
     VALUES ('csv:old/1', 'Ann', '', '', '', '', '', 'csv:old')`,
  )
  old.close()
  const { customers, rebuilt } = openCustomers(file)
  expect(rebuilt).toBe(false)
  expect(customers.get('csv:old/1')?.name).toBe('Ann')
  expect(customers.remote('csv:old/1')).toBeNull()
  expect(customers.gone('csv:old/1')).toBeNull()
  customers.close()
})

it('begins to read everything again when the file had to be replaced', () => {
  openCustomers(file).customers.close()
  const db = openForImport(file)
  db?.exec("INSERT INTO sync (connection, object, cursor) VALUES ('crm1', 'contact', 'far')")
  db?.exec('DROP TABLE field')
  db?.close()
  const { customers, rebuilt } = openCustomers(file)
  expect(rebuilt).toBe(true)
  const rebuiltDb = openForImport(file)
  expect(rebuiltDb?.prepare('SELECT COUNT(*) FROM sync').pluck().get()).toBe(0)
  rebuiltDb?.close()
  customers.close()
})
