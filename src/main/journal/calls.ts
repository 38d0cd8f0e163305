import type Database from 'better-sqlite3'
import type { Call } from '../../domain/call/call.ts'
import type { CallFact, CallId, StampedFact } from '../../domain/call/facts.ts'
import { replay } from '../../domain/call/transition.ts'

type FactRow = { seq: number; call: string; run: string; mono: number; wall: number; payload: string }

const INSERT_CALL = `
INSERT INTO call (id, direction, line, number, display_name, phase, started_wall, answered_wall, ended_wall, ended_by,
  cause, sip_code, sip_reason, customer, customer_name, from_call, consult_call, wrap_up, disposition,
  disposition_label, notes)
VALUES (@id, @direction, @line, @number, @displayName, @phase, @startedWall, @answeredWall, @endedWall, @endedBy,
  @cause, @sipCode, @sipReason, @customer, @customerName, @fromCall, @consultCall, @wrapUp, @disposition,
  @dispositionLabel, @notes)`

/** What a call's beginning said never changes, but a call that was picked up becomes its caller's with the answer. */
const UPDATE_CALL = `
UPDATE call SET direction = @direction, number = @number, display_name = @displayName, phase = @phase, answered_wall = @answeredWall, ended_wall = @endedWall, ended_by = @endedBy,
  cause = @cause, sip_code = @sipCode, sip_reason = @sipReason, customer = @customer, customer_name = @customerName,
  consult_call = @consultCall, wrap_up = @wrapUp, disposition = @disposition, disposition_label = @dispositionLabel,
  notes = @notes
WHERE id = @id`

/** The row of the `call` table that a call's facts add up to. */
export function callRow(call: Call): Record<string, string | number | null> {
  return {
    id: call.id,
    direction: call.direction,
    line: call.line,
    number: call.party.number,
    displayName: call.party.displayName,
    phase: call.phase,
    startedWall: call.startedAt.wall,
    answeredWall: call.answeredAt?.wall ?? null,
    endedWall: call.endedAt?.wall ?? null,
    endedBy: call.ended?.by ?? null,
    cause: call.ended?.cause ?? null,
    sipCode: call.ended?.sip?.code ?? null,
    sipReason: call.ended?.sip?.reason ?? null,
    customer: call.customer?.id ?? null,
    customerName: call.customer?.name ?? null,
    fromCall: call.from,
    consultCall: call.transfer?.consult ?? null,
    wrapUp: call.wrapUp,
    disposition: call.disposition?.id ?? null,
    dispositionLabel: call.disposition?.label ?? null,
    notes: call.notes,
  }
}

export function stampedFact(row: Omit<FactRow, 'seq'>): StampedFact {
  return {
    call: row.call,
    at: { run: row.run, mono: row.mono, wall: row.wall },
    fact: JSON.parse(row.payload) as CallFact,
  }
}

function rowWriter(db: Database.Database): (call: Call) => void {
  const insert = db.prepare(INSERT_CALL)
  const update = db.prepare(UPDATE_CALL)
  return (call) => {
    const row = callRow(call)
    if (update.run(row).changes === 0) insert.run(row)
  }
}

/** Writes a fact and the call it leads to. To be called inside a transaction. */
export function callWriter(db: Database.Database): (stamped: StampedFact, call: Call) => void {
  const insertFact = db.prepare(
    'INSERT INTO fact (call, run, mono, wall, kind, payload) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const writeRow = rowWriter(db)
  return ({ call: id, at, fact }, call) => {
    insertFact.run(id, at.run, at.mono, at.wall, fact.kind, JSON.stringify(fact))
    writeRow(call)
  }
}

/** Facts of one call in journal order, with their place in the journal. */
export function factsOf(db: Database.Database): (call: CallId) => readonly (StampedFact & { seq: number })[] {
  const select = db.prepare<[string], FactRow>(
    'SELECT seq, call, run, mono, wall, payload FROM fact WHERE call = ? ORDER BY seq',
  )
  return (call) => select.all(call).map((row) => ({ ...stampedFact(row), seq: row.seq }))
}

/** Rebuilds the whole `call` table from the facts. */
export function projectAll(db: Database.Database): void {
  const facts = factsOf(db)
  const ids = db.prepare('SELECT call FROM fact GROUP BY call ORDER BY min(seq)').pluck().all() as string[]
  const writeRow = rowWriter(db)
  db.transaction(() => {
    for (const id of ids) {
      const call = replay(facts(id))
      if (call) writeRow(call)
    }
  })()
}
