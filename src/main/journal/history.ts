import type Database from 'better-sqlite3'
import type { FactRow, HistoryPage, HistoryRow } from '../../contract/agent.ts'
import type { PastCall } from '../../contract/view.ts'
import { durations, handleSpans } from '../../domain/call/durations.ts'
import type { CallId, Direction, EndCause } from '../../domain/call/facts.ts'
import { PRACTICE_DOMAIN } from '../../domain/line.ts'
import type { ClosedCall } from '../../domain/metrics/today.ts'
import { elapsed } from '../../domain/time.ts'
import { factsOf } from './calls.ts'

type Row = {
  id: string
  direction: Direction
  started_wall: number
  answered_wall: number | null
  number: string
  display_name: string | null
  customer: string | null
  customer_name: string | null
  cause: EndCause | null
  disposition_label: string | null
  notes: string
  from_call: string | null
  consult_call: string | null
}

export type HistoryQuery = {
  readonly text: string
  readonly filter: 'all' | 'inbound' | 'outbound' | 'missed' | 'handled'
  readonly customer: string | null
  readonly before: number | null
  readonly limit: number
}

/** Calls that are over, newest first. Handle times are folded from the facts of the rows that are asked for. */
export type History = {
  readonly list: (query: HistoryQuery) => HistoryPage
  readonly facts: (call: CallId) => readonly FactRow[]
  /** The last calls with a customer, or with a number where no customer is known. */
  readonly past: (
    who: { readonly customer: string } | { readonly number: string },
    most: number,
  ) => readonly PastCall[]
  /** Calls that began at or after a wall time and whose wrap-up, if any, is closed: practice calls, or the others. */
  readonly closedSince: (wall: number, practice: boolean) => readonly (ClosedCall & { readonly id: CallId })[]
}

/** `missed` says in SQL what `wasMissed` says of a call. */
const FILTERS: Record<HistoryQuery['filter'], string> = {
  all: '1',
  inbound: `direction = 'inbound'`,
  outbound: `direction = 'outbound'`,
  missed: `direction = 'inbound' AND answered_wall IS NULL AND cause NOT IN ('answeredElsewhere', 'declined')`,
  handled: 'answered_wall IS NOT NULL',
}

/** Trigrams find three characters and more; shorter texts are looked for among the newest calls only. */
const NEWEST = 2_000

export function createHistory(db: Database.Database): History {
  const facts = factsOf(db)
  const selectLinked = db
    .prepare<[string, string], string>('SELECT id FROM call WHERE from_call = ? OR consult_call = ?')
    .pluck()
  const selectPastByCustomer = db.prepare<[string, number], Row>(
    `SELECT * FROM call WHERE customer = ? AND phase = 'ended' ORDER BY started_wall DESC LIMIT ?`,
  )
  const selectPastByNumber = db.prepare<[string, number], Row>(
    `SELECT * FROM call WHERE number = ? AND phase = 'ended' ORDER BY started_wall DESC LIMIT ?`,
  )
  const selectClosed = db.prepare<
    [number, number],
    { id: string; answered_wall: number | null; missed: number }
  >(
    `SELECT id, answered_wall, ${FILTERS.missed} AS missed FROM call
     WHERE started_wall >= ? AND phase = 'ended' AND wrap_up <> 'open' AND from_call IS NULL
       AND (line LIKE '%@${PRACTICE_DOMAIN}') = ?`,
  )

  /** Handle times of closed calls never change again. */
  const handleTimes = new Map<CallId, Pick<ClosedCall, 'handleMs' | 'handling'>>()
  const handleTime = (call: CallId): Pick<ClosedCall, 'handleMs' | 'handling'> => {
    const known = handleTimes.get(call)
    if (known !== undefined) return known
    const ofCall = facts(call)
    const time = { handleMs: durations(ofCall, null).handle, handling: handleSpans(ofCall) }
    handleTimes.set(call, time)
    return time
  }

  const historyRow = (row: Row): HistoryRow => {
    const ofCall = facts(row.id)
    const { running: _, ...spent } = durations(ofCall, null)
    const linked = new Set(selectLinked.all(row.id, row.id))
    if (row.from_call) linked.add(row.from_call)
    if (row.consult_call) linked.add(row.consult_call)
    for (const { fact } of ofCall) if (fact.kind === 'conferenceJoined') linked.add(fact.with)
    return {
      id: row.id,
      direction: row.direction,
      startedAt: row.started_wall,
      party: { number: row.number, displayName: row.display_name },
      customer: row.customer ? { id: row.customer, name: row.customer_name ?? '' } : null,
      cause: row.cause,
      durations: spent,
      disposition: row.disposition_label,
      notes: row.notes,
      linked: [...linked],
    }
  }

  const pastCall = (row: Row): PastCall => {
    const spent = durations(facts(row.id), null)
    return {
      id: row.id,
      direction: row.direction,
      startedAt: row.started_wall,
      cause: row.cause,
      handled: row.answered_wall !== null,
      talkMs: spent.talk,
      handleMs: spent.handle,
      disposition: row.disposition_label,
      notes: row.notes,
    }
  }

  const textCondition = (text: string): { sql: string; values: readonly string[] } => {
    const wanted = text.trim()
    if (wanted === '') return { sql: '1', values: [] }
    if (wanted.length >= 3) {
      return {
        sql: 'number_in_journal IN (SELECT rowid FROM call_text WHERE call_text MATCH ?)',
        values: [`"${wanted.replaceAll('"', '""')}"`],
      }
    }
    const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
    return {
      sql: `number_in_journal > (SELECT max(number_in_journal) FROM call) - ${NEWEST}
        AND (number LIKE ? ESCAPE '\\' OR customer_name LIKE ? ESCAPE '\\' OR display_name LIKE ? ESCAPE '\\')`,
      values: [like, like, like],
    }
  }

  return {
    list: (query) => {
      const text = textCondition(query.text)
      const rows = db
        .prepare<(string | number)[], Row>(
          `SELECT * FROM call WHERE phase = 'ended' AND ${FILTERS[query.filter]} AND ${text.sql}
             ${query.customer === null ? '' : 'AND customer = ?'}
             ${query.before === null ? '' : 'AND started_wall < ?'}
           ORDER BY started_wall DESC, number_in_journal DESC LIMIT ?`,
        )
        .all(
          ...text.values,
          ...(query.customer === null ? [] : [query.customer]),
          ...(query.before === null ? [] : [query.before]),
          query.limit + 1,
        )
      return { rows: rows.slice(0, query.limit).map(historyRow), more: rows.length > query.limit }
    },
    facts: (call) => {
      const all = facts(call)
      const first = all[0]
      return all.map(({ seq, at, fact }) => ({
        seq,
        wall: at.wall,
        offset: first && first.at.run === at.run ? elapsed(first.at, at) : null,
        fact,
      }))
    },
    past: (who, most) =>
      ('customer' in who
        ? selectPastByCustomer.all(who.customer, most)
        : selectPastByNumber.all(who.number, most)
      ).map(pastCall),
    closedSince: (wall, practice) =>
      selectClosed.all(wall, practice ? 1 : 0).map((row) => ({
        id: row.id,
        handled: row.answered_wall !== null,
        missed: row.missed === 1,
        ...handleTime(row.id),
      })),
  }
}
