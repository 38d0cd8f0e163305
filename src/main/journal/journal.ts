import type Database from 'better-sqlite3'
import type { CrmTold } from '../../contract/crm.ts'
import type { AgentState } from '../../domain/agent/state.ts'
import type { Call } from '../../domain/call/call.ts'
import type { CallId, StampedFact } from '../../domain/call/facts.ts'
import { replay } from '../../domain/call/transition.ts'
import type { OutboxItem, Want } from '../../domain/crm/outbox.ts'
import type { Stamp } from '../../domain/time.ts'
import { callWriter, factsOf } from './calls.ts'
import { type OutboxTable, outboxTable, outboxWriter } from './outbox.ts'

/** One write that must reach the disk. All of a list are one transaction. */
export type Entry =
  | FactEntry
  | { readonly kind: 'agentState'; readonly at: Stamp; readonly state: AgentState }
  | { readonly kind: 'draft'; readonly call: CallId; readonly draft: Draft | null; readonly wall: number }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string | null }
  /** What facts or an agent want of the outbox, whatever state its item is in by then. */
  | { readonly kind: 'want'; readonly want: Want }
  /** What was never sent isn't wanted there any more. */
  | { readonly kind: 'unwant'; readonly id: string }
  /** An item of the outbox as it is now. */
  | { readonly kind: 'outbox'; readonly item: OutboxItem }
  /** Null: the agent has read it. */
  | { readonly kind: 'told'; readonly id: string; readonly told: CrmTold | null }

/** A fact with the call that it led to. */
export type FactEntry = { readonly kind: 'fact'; readonly stamped: StampedFact; readonly call: Call }

export type Draft = { readonly disposition: string | null; readonly notes: string }

export type OpenCall = {
  readonly call: Call
  readonly facts: readonly StampedFact[]
  readonly draft: Draft | null
}

/** The statements of `journal.db`. Every write throws the SQLite error it meets; see `writer.ts` for what follows. */
export type Journal = {
  readonly startRun: (run: string, version: string, at: Stamp) => void
  /** Says that the run is alive; what a crash leaves open is closed at the last beat. */
  readonly beat: (at: Stamp) => void
  readonly lastBeat: (run: string) => Stamp | null
  readonly write: (entries: readonly Entry[]) => void
  readonly facts: (call: CallId) => readonly (StampedFact & { seq: number })[]
  /** Calls that aren't over, or whose wrap-up isn't. */
  readonly openCalls: () => readonly OpenCall[]
  readonly draft: (call: CallId) => Draft | null
  readonly setting: (key: string) => string | null
  readonly outbox: OutboxTable
  /** Agent states that began at or after a wall time, oldest first, with the one that ran at that moment. */
  readonly agentStates: (fromWall: number) => readonly { readonly at: Stamp; readonly state: AgentState }[]
  readonly close: () => void
}

type StateRow = { run: string; mono: number; wall: number; kind: AgentState['kind']; reason: string | null }

export function createJournal(db: Database.Database): Journal {
  const writeCall = callWriter(db)
  const facts = factsOf(db)
  const outbox = outboxWriter(db)
  const insertState = db.prepare(
    'INSERT INTO agent_state (run, mono, wall, kind, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const upsertDraft = db.prepare(
    `INSERT INTO draft (call, disposition, notes, wall) VALUES (?, ?, ?, ?) ON CONFLICT (call) DO UPDATE
     SET disposition = excluded.disposition, notes = excluded.notes, wall = excluded.wall`,
  )
  const deleteDraft = db.prepare('DELETE FROM draft WHERE call = ?')
  const upsertSetting = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const deleteSetting = db.prepare('DELETE FROM setting WHERE key = ?')
  const selectDraft = db.prepare<[string], Draft>('SELECT disposition, notes FROM draft WHERE call = ?')
  const selectSetting = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck()
  const insertRun = db.prepare(
    'INSERT INTO run (id, version, started_wall, beat_mono, beat_wall) VALUES (?, ?, ?, ?, ?)',
  )
  const updateBeat = db.prepare('UPDATE run SET beat_mono = ?, beat_wall = ? WHERE id = ?')
  const selectBeat = db.prepare<[string], { mono: number; wall: number }>(
    'SELECT beat_mono AS mono, beat_wall AS wall FROM run WHERE id = ?',
  )
  const selectOpen = db
    .prepare<[], string>(
      `SELECT id FROM call WHERE phase <> 'ended' OR wrap_up = 'open' ORDER BY started_wall, number_in_journal`,
    )
    .pluck()
  const selectStates = db.prepare<[number, number], StateRow>(
    `SELECT run, mono, wall, kind, reason FROM agent_state
     WHERE seq >= coalesce((SELECT max(seq) FROM agent_state WHERE wall <= ?), 0) AND wall >= ? - 86400000
     ORDER BY seq`,
  )

  const writeOne = (entry: Entry): void => {
    switch (entry.kind) {
      case 'fact':
        writeCall(entry.stamped, entry.call)
        break
      case 'agentState':
        insertState.run(entry.at.run, entry.at.mono, entry.at.wall, entry.state.kind, entry.state.reason)
        break
      case 'draft':
        if (entry.draft) upsertDraft.run(entry.call, entry.draft.disposition, entry.draft.notes, entry.wall)
        else deleteDraft.run(entry.call)
        break
      case 'setting':
        if (entry.value === null) deleteSetting.run(entry.key)
        else upsertSetting.run(entry.key, entry.value)
        break
      case 'want':
        outbox.want(entry.want)
        break
      case 'unwant':
        outbox.unwant(entry.id)
        break
      case 'outbox':
        outbox.put(entry.item)
        break
      case 'told':
        outbox.tell(entry.id, entry.told)
        break
    }
  }

  return {
    startRun: (run, version, at) => {
      insertRun.run(run, version, at.wall, at.mono, at.wall)
    },
    beat: (at) => {
      updateBeat.run(at.mono, at.wall, at.run)
    },
    lastBeat: (run) => {
      const row = selectBeat.get(run)
      return row ? { run, mono: row.mono, wall: row.wall } : null
    },
    write: db.transaction((entries: readonly Entry[]) => {
      for (const entry of entries) writeOne(entry)
    }),
    facts,
    openCalls: () =>
      selectOpen.all().flatMap((id) => {
        const ofCall = facts(id)
        const call = replay(ofCall)
        return call ? [{ call, facts: ofCall, draft: selectDraft.get(id) ?? null }] : []
      }),
    draft: (call) => selectDraft.get(call) ?? null,
    setting: (key) => selectSetting.get(key) ?? null,
    outbox: outboxTable(db),
    agentStates: (fromWall) =>
      selectStates
        .all(fromWall, fromWall)
        .map(({ run, mono, wall, kind, reason }) => ({ at: { run, mono, wall }, state: { kind, reason } })),
    close: () => {
      db.close()
    },
  }
}
