import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call } from '../../domain/call/call.ts'
import type { StampedFact } from '../../domain/call/facts.ts'
import { anyStory } from '../../domain/call/testing/arbitrary.ts'
import { dialed, ended, offered, story, wrapUpClosed } from '../../domain/call/testing/facts.ts'
import { transition } from '../../domain/call/transition.ts'
import { projectAll } from './calls.ts'
import { createHistory } from './history.ts'
import { createJournal, type Entry } from './journal.ts'
import { migrations } from './migrations/all.ts'
import { openJournal } from './open.ts'
import { absorbSideFile, createSideFile, createWriter, type WriterState } from './writer.ts'

let folder: string
const file = () => join(folder, 'journal.db')
const open = () => {
  const opened = openJournal(file(), [], 1_760_000_000_000)
  if (!opened.ok) throw new Error(opened.reason)
  return opened.value
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-journal-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function entriesOf(facts: readonly StampedFact[]): Entry[] {
  let call: Call | null = null
  return facts.flatMap((stamped): Entry[] => {
    const next = transition(call, stamped)
    if (!next) return []
    call = next
    return [{ kind: 'fact', stamped, call: next }]
  })
}

const handled = (id: string, from = 0, number = '+12025550101', notes = '') =>
  story(
    id,
    [from, offered(number)],
    [from + 4, { kind: 'answered' }],
    [from + 64, ended()],
    [from + 64, { kind: 'wrapUpOpened' }],
    [from + 84, wrapUpClosed('Resolved', notes)],
  )

test('the journal commits with FULL, so that a power loss takes nothing that was acknowledged', () => {
  const { db } = open()
  expect(db.pragma('synchronous', { simple: true })).toBe(2)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  db.close()
})

test('the call rows are what the facts add up to, whatever the facts', () => {
  const { db } = open()
  const journal = createJournal(db)
  let count = 0
  fc.assert(
    fc.property(anyStory, (facts) => {
      count += 1
      journal.write(entriesOf(facts.map((stamped) => ({ ...stamped, call: `call-${count}` }))))
    }),
    { numRuns: 60 },
  )
  const projection = () =>
    (db.prepare('SELECT * FROM call ORDER BY number_in_journal').all() as Record<string, unknown>[]).map(
      ({ number_in_journal: _, ...row }) => row,
    )
  const rows = projection()
  db.exec('DELETE FROM call')
  projectAll(db)
  expect(projection()).toEqual(rows)
  expect(rows.length).toBeGreaterThan(10)
  journal.close()
})

test('the history tells durations from the facts, and finds calls by text, number and outcome', () => {
  const { db } = open()
  const journal = createJournal(db)
  journal.write([
    ...entriesOf(handled('a', 0, '+12025550101', 'asks for an invoice')),
    ...entriesOf(story('b', [200, offered('+442079460000', 'Ken Ito')], [220, ended('missed')])),
    ...entriesOf(story('c', [300, dialed('+4930123456')], [310, ended('busy')])),
  ])
  const history = createHistory(db)
  const all = { text: '', filter: 'all', customer: null, before: null, limit: 10 } as const
  const ids = (query: Partial<Parameters<typeof history.list>[0]>) =>
    history.list({ ...all, ...query }).rows.map((row) => row.id)
  expect(ids({})).toEqual(['c', 'b', 'a'])
  expect(ids({ filter: 'missed' })).toEqual(['b'])
  expect(ids({ filter: 'handled' })).toEqual(['a'])
  expect(ids({ filter: 'outbound' })).toEqual(['c'])
  expect(ids({ text: 'invoice' })).toEqual(['a'])
  expect(ids({ text: '794600' })).toEqual(['b'])
  expect(ids({ text: 'Ke' })).toEqual(['b'])
  expect(ids({ text: '"%_' })).toEqual([])
  expect(history.list({ ...all, limit: 2 })).toMatchObject({ more: true })
  expect(history.list(all).rows[2]).toMatchObject({
    durations: { ring: 4000, talk: 60_000, hold: 0, wrapUp: 20_000, handle: 80_000 },
    disposition: 'Resolved',
  })
  journal.close()
})

test('a consultation is linked with the call that it was dialled from', () => {
  const { db } = open()
  const journal = createJournal(db)
  journal.write([
    ...entriesOf(handled('a')),
    ...entriesOf(story('b', [30, dialed('700', 'a')], [40, ended('transferred', 'agent')])),
  ])
  const rows = createHistory(db).list({
    text: '',
    filter: 'all',
    customer: null,
    before: null,
    limit: 10,
  }).rows
  expect(rows.map(({ id, linked }) => [id, linked])).toEqual([
    ['b', ['a']],
    ['a', ['b']],
  ])
  journal.close()
})

test('a journal of a newer app is opened for reading only and left as it is', () => {
  const { db } = open()
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.close()
  const newer = open()
  expect(newer.mode).toBe('newer')
  expect(() => newer.db.exec('DELETE FROM fact')).toThrow(/readonly/)
  newer.db.close()
})

test('what is recorded beside a newer journal is taken up by the app that can write it', () => {
  const sideFile = join(folder, 'journal-pending.ndjson')
  const { db } = open()
  const journal = createJournal(db)
  const states: WriterState[] = []
  const writer = createWriter(journal, {
    sideFile: createSideFile(sideFile),
    onState: (state) => states.push(state),
  })
  writer.append(entriesOf(handled('a')))
  expect(journal.facts('a')).toHaveLength(0)
  writeFileSync(sideFile, `${readFileSync(sideFile, 'utf8')}{"kind":"fact","stamp`)
  expect(absorbSideFile(sideFile, journal)).toBe(5)
  expect(journal.facts('a')).toHaveLength(5)
  expect(existsSync(sideFile)).toBe(false)
  journal.close()
})

test('what was taken up just before a crash is not taken up again', () => {
  const sideFile = join(folder, 'journal-pending.ndjson')
  const journal = createJournal(open().db)
  createSideFile(sideFile).add(entriesOf(handled('a')))
  linkSync(sideFile, join(folder, 'kept'))
  expect(absorbSideFile(sideFile, journal)).toBe(5)
  // The file as it was: the app died before it could remove it.
  renameSync(join(folder, 'kept'), sideFile)
  expect(absorbSideFile(sideFile, journal)).toBe(0)
  expect(journal.facts('a')).toHaveLength(5)
  expect(existsSync(sideFile)).toBe(false)
  journal.close()
})

test('what a full disk took half of beside the journal is written again as a whole', () => {
  const sideFile = join(folder, 'journal-pending.ndjson')
  const journal = createJournal(open().db)
  let room = true
  const { add } = createSideFile(sideFile, (path, text) => {
    appendFileSync(path, room ? text : text.slice(0, text.length / 2))
    if (!room) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  })
  add(entriesOf(handled('a')))
  room = false
  expect(() => add(entriesOf(handled('b', 100)))).toThrow(/no space/)
  room = true
  add(entriesOf(handled('b', 100)))
  expect(absorbSideFile(sideFile, journal)).toBe(10)
  expect([journal.facts('a').length, journal.facts('b').length]).toEqual([5, 5])
  journal.close()
})

test('what a journal that breaks can not take any more is kept beside it for the rest of the run', () => {
  const sideFile = join(folder, 'journal-pending.ndjson')
  const { db } = open()
  const journal = createJournal(db)
  const states: WriterState[] = []
  const refuge = createSideFile(sideFile)
  const writer = createWriter(journal, { sideFile: null, refuge, onState: (state) => states.push(state) })
  writer.append(entriesOf(handled('a')).slice(0, 2))
  db.pragma('query_only = 1')
  writer.append(entriesOf(handled('a')).slice(2, 4))
  db.pragma('query_only = 0')
  writer.append(entriesOf(handled('a')).slice(4))
  expect(writer.waiting()).toBe(0)
  expect(states).toEqual(['readOnly'])
  expect(journal.facts('a')).toHaveLength(2)
  expect(absorbSideFile(sideFile, journal)).toBe(3)
  expect(journal.facts('a')).toHaveLength(5)
  journal.close()
})

test('a full disk makes facts wait in memory, in order, and they are written when there is room again', () => {
  const { db } = open()
  const journal = createJournal(db)
  const states: WriterState[] = []
  const writer = createWriter(journal, { sideFile: null, onState: (state) => states.push(state) })
  const pages = Number(db.pragma('page_count', { simple: true }))
  db.pragma(`max_page_count = ${pages}`)
  const long = 'x'.repeat(20_000)
  writer.append(entriesOf(handled('a', 0, '+12025550101', long)))
  writer.append(entriesOf(handled('b', 100)))
  expect(writer.state()).toBe('full')
  expect(writer.waiting()).toBe(10)
  expect(journal.facts('a')).toHaveLength(0)
  db.pragma('max_page_count = 100000')
  expect(writer.flush()).toBe('ok')
  expect(journal.facts('a')).toHaveLength(5)
  expect(journal.facts('b')).toHaveLength(5)
  expect(states).toEqual(['full', 'ok'])
  journal.close()
})

test('a file that is no database is set aside and a new journal takes its place', () => {
  writeFileSync(
    file(),
    'this is a shopping list, not a database, and it is long enough to be read as one'.repeat(50),
  )
  const { db, restored } = open()
  expect(restored).toMatchObject({ facts: 0 })
  expect(readdirSync(folder).some((name) => name.startsWith('journal.db.bad-'))).toBe(true)
  db.close()
})

test('of a damaged journal every readable fact is saved, and the rest comes from the backup', async () => {
  const { db } = open()
  const journal = createJournal(db)
  for (let n = 0; n < 300; n += 1) journal.write(entriesOf(handled(`call-${n}`, n * 100)))
  const backup = join(folder, 'backup.db')
  await db.backup(backup)
  for (let n = 300; n < 310; n += 1) journal.write(entriesOf(handled(`call-${n}`, n * 100)))
  db.pragma('wal_checkpoint(TRUNCATE)')
  const facts = db.prepare('SELECT count(*) FROM fact').pluck().get()
  db.close()
  const bytes = readFileSync(file())
  // The first page says what the tables are: without it nothing of this file can be read.
  bytes.fill(0xa5, 0, 4096)
  writeFileSync(file(), bytes)
  const opened = openJournal(file(), [backup], 1)
  if (!opened.ok) throw new Error(opened.reason)
  expect(opened.value.restored).toEqual({ kept: `${file()}.bad-1`, facts: 1500 })
  expect(facts).toBe(1550)
  const calls = opened.value.db.prepare(`SELECT count(*) FROM call WHERE wrap_up = 'closed'`).pluck().get()
  expect(calls).toBe(300)
  opened.value.db.close()
})

test('a journal that was cut in the middle gives back what is left of it', () => {
  const { db } = open()
  const journal = createJournal(db)
  for (let n = 0; n < 300; n += 1) journal.write(entriesOf(handled(`call-${n}`, n * 100)))
  db.pragma('wal_checkpoint(TRUNCATE)')
  const pages = Number(db.pragma('page_count', { simple: true }))
  db.close()
  truncateSync(file(), Math.floor(pages / 2) * 4096)
  const { db: mended, restored } = open()
  expect(restored?.facts).toBeGreaterThan(200)
  const damaged = new Database(`${file()}.bad-1760000000000`, { readonly: true })
  damaged.close()
  expect(mended.pragma('integrity_check', { simple: true })).toBe('ok')
  mended.close()
})
