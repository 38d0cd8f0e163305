import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call } from '../domain/call/call.ts'
import type { StampedFact } from '../domain/call/facts.ts'
import { ended, offered, story, wrapUpClosed } from '../domain/call/testing/facts.ts'
import { transition } from '../domain/call/transition.ts'
import type { Entry } from './journal/journal.ts'
import { openStore } from './store.ts'

let folder: string
let problems: string[]
const file = () => join(folder, 'journal.db')
const pendingFile = () => join(folder, 'journal-pending.ndjson')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-store-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

let runs = 0
function open() {
  runs += 1
  problems = []
  return openStore({
    file: file(),
    pendingFile: pendingFile(),
    backups: join(folder, 'backups'),
    version: '0.0.0',
    now: { run: `run-${runs}`, mono: 0, wall: 1_760_000_000_000 },
    raise: ({ kind }) => problems.push(kind),
    clear: (kind) => {
      problems = problems.filter((one) => one !== kind)
    },
  })
}

const handled = (id: string): readonly StampedFact[] =>
  story(
    id,
    [0, offered('+12025550101')],
    [4, { kind: 'answered' }],
    [64, ended()],
    [64, { kind: 'wrapUpOpened' }],
    [84, wrapUpClosed('Resolved', '')],
  )

function entriesOf(facts: readonly StampedFact[]): Entry[] {
  let call: Call | null = null
  return facts.flatMap((stamped): Entry[] => {
    call = transition(call, stamped)
    return call ? [{ kind: 'fact', stamped, call }] : []
  })
}

const account: Entry = { kind: 'setting', key: 'account', value: '{"server":"wss://sip.example.com"}' }
const everything = { text: '', filter: 'all', customer: null, before: null, limit: 10 } as const

/** A journal with an account and one call, closed in good order. */
function used(): void {
  const store = open()
  store.writer.append([account, ...entriesOf(handled('before'))])
  store.journal.close()
}

test('what happens beside a newer journal can be looked up in the same run, and is taken up later', () => {
  used()
  const db = new Database(file())
  const version = Number(db.pragma('user_version', { simple: true }))
  db.pragma(`user_version = ${version + 1}`)
  db.close()

  const newer = open()
  expect([newer.readOnly, problems]).toEqual([true, ['journalNewer']])
  expect(newer.journal.setting('account')).toContain('sip.example.com')
  newer.writer.append(entriesOf(handled('beside')))
  expect(newer.history.list(everything).rows.map(({ id }) => id)).toEqual(['beside'])
  newer.journal.close()

  const again = new Database(file())
  again.pragma(`user_version = ${version}`)
  again.close()
  const store = open()
  expect([store.readOnly, problems]).toEqual([false, []])
  expect(
    store.history
      .list(everything)
      .rows.map(({ id }) => id)
      .sort(),
  ).toEqual(['before', 'beside'])
  store.journal.close()
})

test('a journal that nothing can be written to costs neither the account nor a fact', () => {
  used()
  // Where the log should be is something else: SQLite can't open the file, as on a disk without any room.
  mkdirSync(`${file()}-wal`)

  const store = open()
  expect([store.readOnly, problems]).toEqual([true, ['journalUnwritable']])
  expect(store.journal.setting('account')).toContain('sip.example.com')
  expect(store.writer.append(entriesOf(handled('beside')))).toBe('readOnly')
  expect(problems).toEqual(['journalUnwritable'])
  expect(store.history.list(everything).rows.map(({ id }) => id)).toEqual(['beside'])
  store.journal.close()

  rmdirSync(`${file()}-wal`)
  const next = open()
  expect([next.readOnly, problems]).toEqual([false, []])
  expect(
    next.history
      .list(everything)
      .rows.map(({ id }) => id)
      .sort(),
  ).toEqual(['before', 'beside'])
  expect(existsSync(pendingFile())).toBe(false)
  next.journal.close()
})

test('another program that holds the journal for a while makes facts wait, all of them and in order', () => {
  const opened = open()
  const other = new Database(file())
  other.exec('BEGIN IMMEDIATE')
  const facts = entriesOf(handled('a'))
  for (const fact of facts) opened.writer.append([fact])
  expect(opened.writer.waiting()).toBe(facts.length)
  other.exec('COMMIT')
  other.close()
  opened.writer.flush()
  expect(opened.writer.waiting()).toBe(0)
  expect(opened.journal.facts('a')).toHaveLength(facts.length)
  opened.journal.close()
})

test('a journal that another program holds at the start is worked beside', () => {
  used()
  const other = new Database(file())
  other.exec('BEGIN IMMEDIATE')
  const store = open()
  expect([store.readOnly, problems]).toEqual([true, ['journalUnwritable']])
  store.writer.append(entriesOf(handled('beside')))
  store.journal.close()
  other.exec('ROLLBACK')
  other.close()
  const next = open()
  expect(next.history.list(everything).rows).toHaveLength(2)
  next.journal.close()
})
