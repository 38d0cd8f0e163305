import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CrmTold } from '../../contract/crm.ts'
import { sendItem, settleItem, wantItem } from '../../domain/crm/outbox.ts'
import { callWork, item, want } from '../../domain/crm/testing/items.ts'
import { createJournal } from './journal.ts'
import { migrations } from './migrations/all.ts'
import { openJournal } from './open.ts'
import { salvage } from './salvage.ts'
import { absorbSideFile, createSideFile } from './writer.ts'

let folder: string
const file = () => join(folder, 'journal.db')
const open = () => {
  const opened = openJournal(file(), [], 1_760_000_000_000)
  if (!opened.ok) throw new Error(opened.reason)
  return opened.value.db
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-outbox-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const chance = { now: 5_000, random: () => 0.5, searchLagMs: 0 }
const told = (id: string): CrmTold => ({
  id,
  at: 1,
  connection: 'a',
  customer: { id: 'crm:a/contact/1', name: 'Ana Ruiz' },
  what: 'conflict',
  fields: [{ field: 'email', ours: 'ana@example.com', theirs: 'ruiz@example.com' }],
})

test('a journal of the first version gets an outbox and keeps what it holds', () => {
  const first = new Database(file())
  first.exec(migrations[0] ?? '')
  first.pragma('user_version = 1')
  first.exec("INSERT INTO setting VALUES ('language', 'de')")
  first.close()
  const db = open()
  const journal = createJournal(db)
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
  expect(journal.setting('language')).toBe('de')
  journal.write([{ kind: 'want', want: want(callWork('c')) }])
  expect(journal.outbox.notOver()).toEqual([item(callWork('c'))])
  journal.close()
})

test('an item comes back from the journal as it went in', () => {
  const journal = createJournal(open())
  const rejected = settleItem(
    sendItem(item(callWork('c', 'ana'))),
    {
      kind: 'failed',
      fault: { reason: 'rejected', detail: 'no such field', retryAfter: null },
      unknown: true,
      remoteId: null,
    },
    chance,
  )
  journal.write([{ kind: 'outbox', item: rejected }])
  expect(journal.outbox.get(rejected.id)).toEqual(rejected)
  expect(journal.outbox.ofCall('c')).toEqual([rejected])
  expect(journal.outbox.ofLane('ana')).toEqual([rejected])
  journal.close()
})

test('what is wanted changes the item that is there, as the rule says', () => {
  const journal = createJournal(open())
  const sent = { ...sendItem(item(callWork('c'))), state: 'done', remoteId: '77', doneAt: 5 } as const
  journal.write([{ kind: 'outbox', item: sent }])
  const corrected = want(callWork('c', null, { notes: 'corrected' }))
  journal.write([{ kind: 'want', want: corrected }])
  expect(journal.outbox.get(sent.id)).toEqual(wantItem(sent, corrected))
  journal.close()
})

test('what is wanted stands or falls with the facts of its transaction', () => {
  const journal = createJournal(open())
  const broken = { kind: 'setting', key: 'key', value: {} as string } as const
  expect(() => journal.write([{ kind: 'want', want: want(callWork('c')) }, broken])).toThrow()
  expect(journal.outbox.notOver()).toEqual([])
  journal.close()
})

test('what was wanted while the journal could not be written is taken up, and finds what is done already', () => {
  const journal = createJournal(open())
  const sent = { ...sendItem(item(callWork('c'))), state: 'done', remoteId: '77', doneAt: 5 } as const
  journal.write([{ kind: 'outbox', item: sent }])
  const beside = join(folder, 'pending.ndjson')
  createSideFile(beside).add([{ kind: 'want', want: want(callWork('c', null, { notes: 'corrected' })) }])
  expect(absorbSideFile(beside, journal)).toBe(1)
  expect(journal.outbox.get(sent.id)).toMatchObject({
    state: 'queued',
    remoteId: '77',
    work: { log: { notes: 'corrected' } },
  })
  journal.close()
})

test('items are listed newest first, page by page, and a dropped one isn’t', () => {
  const journal = createJournal(open())
  for (const at of [1, 2, 3, 4]) {
    journal.write([{ kind: 'want', want: want(callWork(`c${at}`), { at }) }])
  }
  const dropped = journal.outbox.get('call/c3/a')
  if (dropped) journal.write([{ kind: 'outbox', item: { ...dropped, state: 'dropped' } }])
  const ids = (before: number | null) => journal.outbox.list('all', before, 2).map(({ id }) => id)
  expect(ids(null)).toEqual(['call/c4/a', 'call/c2/a'])
  expect(ids(2)).toEqual(['call/c1/a'])
  expect(journal.outbox.notOver().map(({ id }) => id)).toEqual(['call/c1/a', 'call/c2/a', 'call/c4/a'])
  journal.close()
})

test('what was never sent can be taken back, what was sent can’t', () => {
  const journal = createJournal(open())
  const sent = item(callWork('c2'), { sent: 1, state: 'unknown' })
  journal.write([
    { kind: 'want', want: want(callWork('c1')) },
    { kind: 'outbox', item: sent },
    { kind: 'unwant', id: 'call/c1/a' },
    { kind: 'unwant', id: sent.id },
  ])
  expect(journal.outbox.notOver()).toEqual([sent])
  journal.close()
})

test('what is over is kept for a while, so that it isn’t done again, but never without bound', () => {
  const journal = createJournal(open())
  for (const at of [1, 2, 3, 4]) {
    const done = { state: 'done', doneAt: at, since: at, id: `i${at}` } as const
    journal.write([{ kind: 'outbox', item: item(callWork(`c${at}`), done) }])
  }
  journal.write([{ kind: 'outbox', item: item(callWork('c0'), { id: 'waits', since: 0 }) }])
  const left = () => journal.outbox.list('all', null, 9).map(({ id }) => id)
  expect(journal.outbox.forgetDone(2, 100)).toBe(1)
  expect(left()).toEqual(['i4', 'i3', 'i2', 'waits'])
  expect(journal.outbox.forgetDone(0, 2)).toBe(2)
  expect(left()).toEqual(['i4', 'waits'])
  journal.close()
})

test('the agent is told in order, once, until it is dismissed', () => {
  const journal = createJournal(open())
  for (const id of ['1', '2', '1']) journal.write([{ kind: 'told', id, told: told(id) }])
  expect(journal.outbox.told()).toEqual([told('1'), told('2')])
  journal.write([{ kind: 'told', id: '1', told: null }])
  expect(journal.outbox.told()).toEqual([told('2')])
  journal.close()
})

test('what an older copy of the journal says still waits is looked up before it is sent', () => {
  const journal = createJournal(open())
  journal.write([
    { kind: 'want', want: want(callWork('c1')) },
    { kind: 'outbox', item: item(callWork('c2'), { state: 'done', remoteId: '77' }) },
    { kind: 'told', id: '1', told: told('1') },
  ])
  journal.close()
  const copy = join(folder, 'copy.db')
  const opened = openJournal(copy, [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  salvage(opened.value.db, [file()])
  const { outbox, close } = createJournal(opened.value.db)
  expect(outbox.get('call/c1/a')).toMatchObject({ state: 'unknown', doubtful: true })
  expect(outbox.get('call/c2/a')).toMatchObject({ state: 'done', remoteId: '77' })
  expect(outbox.told()).toEqual([told('1')])
  close()
})
