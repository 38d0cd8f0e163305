import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallId } from '../../src/domain/call/facts.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { talk } from './harness/call.ts'
import {
  giveAgain,
  isRegistered,
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from './harness/phone.ts'
import { readJournal } from './kill/journal-copy.ts'

let line: PracticeLine
let phone: Phone

beforeEach(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  phone = await startPhone(newFolder())
  await signIn(phone, line)
})

afterEach(async () => {
  await phone.electron.quit()
  await line.close()
  removeFolder(phone.userData)
})

/** One call from ring to wrap-up. */
async function takeCall(): Promise<CallId> {
  const { id } = await talk(phone, line)
  await phone.call('call.hangUp', { call: id })
  await phone.until('wrap-up', ({ calls }) => calls.find((call) => call.wrapUp === 'open'))
  const finished = await phone.call('wrapUp.finish', {
    call: id,
    disposition: 'resolved',
    notes: 'as agreed',
  })
  expect(finished).toMatchObject({ ok: true })
  await phone.until('closed', ({ calls }) => calls.length === 0)
  return id
}

/** Quits, does something to the files, and starts again. The password was for the session only. */
async function restartAfter(change: () => void): Promise<void> {
  await phone.electron.quit()
  change()
  phone = await startPhone(phone.userData)
  expect(await giveAgain(phone, PASSWORD)).toMatchObject({ ok: true })
  await phone.until('registered', isRegistered)
}

const problem = async (kind: string) => (await phone.view()).problems.find((one) => one.kind === kind)

const history = async () => {
  const page = await phone.call('history.list', {
    ...{ text: '', filter: 'all', customer: null, before: null, limit: 50 },
  })
  return 'rows' in page ? page.rows : []
}

test('a damaged customers.db is rebuilt, the agent is told, and what was written by hand is back', async () => {
  const saved = await phone.call('customer.save', {
    id: null,
    name: 'Grace Hopper',
    ...{ company: '', email: '', city: '', country: 'US', notes: '', fields: [] },
    numbers: [{ label: 'work', raw: '+12025550143' }],
  })
  expect(saved).toMatchObject({ ok: true })
  const id = await takeCall()

  await restartAfter(() => writeFileSync(phone.file('customers.db'), Buffer.alloc(64 * 1024, 0xa5)))
  expect(await problem('customersRebuilt')).toMatchObject({
    subject: phone.file('customers.db'),
    action: 'dismiss',
  })
  expect(await history()).toMatchObject([{ id }])
  expect((await phone.view()).customers.count).toBe(1)

  const customer = line.call({ to: USER, from: '+12025550143' })
  const popped = await phone.until('it rings', ({ calls }) => calls[0])
  expect(popped.pop).toMatchObject({ kind: 'customer', customer: { name: 'Grace Hopper' } })
  await customer.hangUp()
  await phone.call('problem.dismiss', { kind: 'customersRebuilt' })
  expect(await problem('customersRebuilt')).toBeUndefined()
})

/** Overwrites the page that a table of the journal begins at. */
function damageTable(file: string, table: string): void {
  const db = new Database(file)
  const page = db.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table) as number
  const size = db.pragma('page_size', { simple: true }) as number
  db.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, (page - 1) * size, page * size)
  writeFileSync(file, bytes)
}

test('a journal.db with a damaged page is kept aside, and every fact that can be read is saved', async () => {
  const id = await takeCall()
  const file = phone.file('journal.db')
  const before = await history()
  await phone.electron.quit()
  const { facts } = readJournal(phone.userData)

  await restartAfter(() => damageTable(file, 'call'))
  const restored = await problem('journalRestored')
  expect(restored).toMatchObject({ detail: String(facts.get(id)?.length), action: 'dismiss' })
  expect(existsSync(restored?.subject ?? '')).toBe(true)
  expect(readJournal(phone.userData).facts.get(id)).toEqual(facts.get(id))
  expect(await history()).toEqual(before)
  expect((await phone.view()).readOnly).toBe(false)
  const next = await takeCall()
  expect((await history()).map((row) => row.id)).toEqual([next, id])
})

test('a journal.db that is no database any more is kept aside, and restored from the last backup', async () => {
  const id = await takeCall()
  const file = phone.file('journal.db')

  await restartAfter(() => {
    mkdirSync(phone.file('backups'), { recursive: true })
    writeFileSync(phone.file(`backups/journal-${Date.now()}.db`), readFileSync(file))
    writeFileSync(file, Buffer.alloc(64 * 1024, 0xa5))
  })
  const restored = await problem('journalRestored')
  expect(existsSync(restored?.subject ?? '')).toBe(true)
  expect(readFileSync(restored?.subject ?? '').every((byte) => byte === 0xa5)).toBe(true)
  expect(await history()).toMatchObject([{ id, disposition: 'Resolved', notes: 'as agreed' }])
  await takeCall()
})

test('a newer journal.db is only read: calls work, and their facts wait beside it until the version fits', async () => {
  const file = phone.file('journal.db')
  const pending = phone.file('journal-pending.ndjson')
  const first = await takeCall()
  const setVersion = (version: number): void => {
    const db = new Database(file)
    db.pragma(`user_version = ${version}`)
    db.close()
  }
  await phone.electron.quit()
  const db = new Database(file, { readonly: true })
  const version = Number(db.pragma('user_version', { simple: true }))
  db.close()

  await restartAfter(() => setVersion(version + 1))
  expect(await phone.view()).toMatchObject({ readOnly: true })
  expect(await problem('journalNewer')).toMatchObject({ subject: file })
  const second = await takeCall()
  const third = await talk(phone, line)
  const kept = readFileSync(pending, 'utf8')
  expect(kept).toContain(second)
  expect(readJournal(phone.userData).facts.has(second)).toBe(false)

  // The app dies in the middle of a call before the version fits again.
  await phone.electron.kill()
  await restartAfter(() => setVersion(version))
  expect(existsSync(pending)).toBe(false)
  const view = await phone.view()
  expect(view.readOnly).toBe(false)
  expect(view.calls).toMatchObject([{ id: third.id, phase: 'ended', wrapUp: 'open' }])
  expect(view.calls[0]?.ended).toMatchObject({ cause: 'crash' })
  const { facts } = readJournal(phone.userData)
  expect(facts.get(second)?.map(({ fact }) => fact.kind)).toEqual([
    ...['offered', 'answered', 'ended', 'wrapUpOpened', 'wrapUpClosed'],
  ])
  const closed = await phone.call('wrapUp.finish', { call: third.id, disposition: 'resolved', notes: '' })
  expect(closed).toMatchObject({ ok: true })
  await phone.until('closed', ({ calls }) => calls.length === 0)
  expect((await history()).map(({ id }) => id)).toEqual([third.id, second, first])
})
