import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Call } from '../../src/domain/call/call.ts'
import type { CallFact } from '../../src/domain/call/facts.ts'
import { transition } from '../../src/domain/call/transition.ts'
import { createJournal, type Entry } from '../../src/main/journal/journal.ts'
import { openJournal } from '../../src/main/journal/open.ts'
import { inRoot } from '../../tools/paths.ts'

const CALLS_A_WRITE = 2_000
const DAY_MS = 24 * 60 * 60_000

const story = (n: number): readonly [secondsLater: number, fact: CallFact][] => [
  [
    0,
    {
      kind: 'offered',
      line: 'agent@bench.example',
      party: { number: `+4930${String(10_000_000 + n)}`, displayName: null },
      sipCallId: `${n}@bench`,
      headers: {},
    },
  ],
  [4, { kind: 'answered' }],
  [100 + (n % 200), { kind: 'ended', by: 'far', cause: 'hungUp', sip: null }],
  [100 + (n % 200), { kind: 'wrapUpOpened' }],
  [
    120 + (n % 200),
    {
      kind: 'wrapUpClosed',
      by: 'agent',
      disposition: { id: 'resolved', label: 'Resolved' },
      notes: `case ${n}`,
    },
  ],
]

function entries(n: number, began: number): readonly Entry[] {
  let call: Call | null = null
  return story(n).flatMap(([later, fact]): Entry[] => {
    const mono = n * 400_000 + later * 1_000
    const stamped = { call: `bench-${n}`, at: { run: 'bench', mono, wall: began + later * 1_000 }, fact }
    call = transition(call, stamped)
    return call ? [{ kind: 'fact', stamped, call }] : []
  })
}

/** A journal of so many handled calls over the last months, made once and kept in `.cache`. Gives its path. */
export function journalFile(calls: number, now: number): string {
  const file = inRoot('.cache', 'bench', `journal-${calls}.db`)
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  rmSync(unfinished, { force: true })
  const opened = openJournal(unfinished, [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  const journal = createJournal(opened.value.db)
  const first = now - 90 * DAY_MS
  for (let at = 0; at < calls; at += CALLS_A_WRITE) {
    const some = Array.from({ length: Math.min(CALLS_A_WRITE, calls - at) }, (_, index) => at + index)
    journal.write(some.flatMap((n) => entries(n, first + (n / calls) * 89 * DAY_MS)))
  }
  opened.value.db.pragma('wal_checkpoint(TRUNCATE)')
  journal.close()
  renameSync(unfinished, file)
  return file
}
