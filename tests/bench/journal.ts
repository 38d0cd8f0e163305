import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import type { CallFact } from '../../src/domain/call/facts.ts'
import { transition } from '../../src/domain/call/transition.ts'
import { createJournal } from '../../src/main/journal/journal.ts'
import { openJournal } from '../../src/main/journal/open.ts'
import { createWriter } from '../../src/main/journal/writer.ts'
import { type Bench, type Measurement, median } from './measurement.ts'

const ROUNDS = 15
const COMMITS = 200

const STORY: readonly CallFact[] = [
  {
    kind: 'offered',
    line: 'bench',
    party: { number: '+12025550101', displayName: 'Ana' },
    sipCallId: 'x',
    headers: {},
  },
  { kind: 'answered' },
  { kind: 'held' },
  { kind: 'resumed' },
  { kind: 'ended', by: 'far', cause: 'hungUp', sip: null },
]

/** Commits a second of the product's facts, each with its call row, in a journal on this disk. */
function productRound(folder: string): number {
  const opened = openJournal(join(folder, 'journal.db'), [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  const journal = createJournal(opened.value.db)
  const writer = createWriter(journal, { sideFile: null, onState: () => {} })
  const begin = performance.now()
  for (let n = 0; n < COMMITS / STORY.length; n += 1) {
    let call = null
    for (const fact of STORY) {
      const stamped = {
        call: `call-${begin}-${n}`,
        at: { run: 'bench', mono: performance.now(), wall: Date.now() },
        fact,
      }
      call = transition(call, stamped)
      if (!call) throw new Error('a fact of the bench did not fit')
      if (writer.append([{ kind: 'fact', stamped, call }]) !== 'ok') throw new Error('not written')
    }
  }
  const rate = COMMITS / ((performance.now() - begin) / 1000)
  journal.close()
  return rate
}

/** Commits a second of single rows at the same durability, with nothing around them. */
function rawRound(folder: string): number {
  const db = new Database(join(folder, 'raw.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE IF NOT EXISTS fact (seq INTEGER PRIMARY KEY, call TEXT, mono REAL, payload TEXT)')
  const insert = db.prepare('INSERT INTO fact (call, mono, payload) VALUES (?, ?, ?)')
  const payload = JSON.stringify(STORY[0])
  const begin = performance.now()
  for (let n = 0; n < COMMITS; n += 1) insert.run('call', n, payload)
  const rate = COMMITS / ((performance.now() - begin) / 1000)
  db.close()
  return rate
}

async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-journal-'))
  const pairs: [product: number, raw: number][] = []
  for (let round = 0; round < ROUNDS; round += 1) pairs.push([productRound(folder), rawRound(folder)])
  rmSync(folder, { recursive: true })
  const product = median(pairs.map(([rate]) => rate))
  const raw = median(pairs.map(([, rate]) => rate))
  const ratio = median(pairs.map(([mine, other]) => mine / other))
  return [
    {
      id: 'journal',
      what: 'journalled facts, each committed with FULL',
      value: product,
      unit: 'commits/s',
      against: `raw single-row FULL commits, ${raw.toFixed(0)}/s`,
      ratio,
      target: '≥ 0.5',
      holds: ratio >= 0.5,
    },
  ]
}

export const journalBench: Bench = { ids: ['journal'], measure }
