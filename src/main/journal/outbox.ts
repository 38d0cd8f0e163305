import type Database from 'better-sqlite3'
import type { CrmTold } from '../../contract/crm.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { CrmFault } from '../../domain/crm/failure.ts'
import { type OutboxItem, type OutboxWork, type Want, wantItem } from '../../domain/crm/outbox.ts'

/** Items in the order in which they came about, and what the agent is told. */
export type OutboxTable = {
  readonly get: (id: string) => OutboxItem | null
  readonly ofCall: (call: CallId) => readonly OutboxItem[]
  readonly ofLane: (lane: string) => readonly OutboxItem[]
  /** Everything but what is done or dropped. */
  readonly notOver: () => readonly OutboxItem[]
  /** Newest first, those that came about before `before` (epoch ms). Dropped ones aren't listed. */
  readonly list: (filter: 'all' | 'done', before: number | null, limit: number) => readonly OutboxItem[]
  readonly told: () => readonly CrmTold[]
  /** Forgets what was over before `wall` (epoch ms), and all that is over but the newest `keep`; gives how many. */
  readonly forgetDone: (wall: number, keep: number) => number
}

export type OutboxWriter = {
  readonly want: (want: Want) => void
  readonly unwant: (id: string) => void
  readonly put: (item: OutboxItem) => void
  readonly tell: (id: string, told: CrmTold | null) => void
}

type Row = {
  id: string
  connection: string
  lane: string
  call: CallId | null
  work: string
  state: OutboxItem['state']
  doubtful: number
  wanted: number
  sent: number
  attempts: number
  nextAt: number
  fault: string | null
  remoteId: string | null
  since: number
  doneAt: number | null
}

const SELECT = `
SELECT id, connection, lane, call, work, state, doubtful, wanted, sent, attempts, next_wall AS nextAt, fault,
  remote AS remoteId, since_wall AS since, done_wall AS doneAt
FROM outbox`

const UPSERT = `
INSERT INTO outbox (id, connection, lane, call, work, state, doubtful, wanted, sent, attempts, next_wall, fault, remote,
  since_wall, done_wall)
VALUES (@id, @connection, @lane, @call, @work, @state, @doubtful, @wanted, @sent, @attempts, @nextAt, @fault, @remoteId,
  @since, @doneAt)
ON CONFLICT (id) DO UPDATE SET lane = excluded.lane, work = excluded.work, state = excluded.state,
  doubtful = excluded.doubtful, wanted = excluded.wanted, sent = excluded.sent, attempts = excluded.attempts,
  next_wall = excluded.next_wall, fault = excluded.fault, remote = excluded.remote, done_wall = excluded.done_wall`

function itemOf({ call: _, work, doubtful, fault, ...row }: Row): OutboxItem {
  return {
    ...row,
    work: JSON.parse(work) as OutboxWork,
    doubtful: doubtful === 1,
    fault: fault === null ? null : (JSON.parse(fault) as CrmFault),
  }
}

function rowOf({ work, doubtful, fault, nextAt, ...item }: OutboxItem): Row {
  return {
    ...item,
    call: work.kind === 'call' ? work.log.key : null,
    work: JSON.stringify(work),
    doubtful: doubtful ? 1 : 0,
    nextAt: Math.round(nextAt),
    fault: fault && JSON.stringify(fault),
  }
}

export function outboxTable(db: Database.Database): OutboxTable {
  const selectOne = db.prepare<[string], Row>(`${SELECT} WHERE id = ?`)
  const selectCall = db.prepare<[string], Row>(`${SELECT} WHERE call = ? ORDER BY seq`)
  const selectLane = db.prepare<[string], Row>(`${SELECT} WHERE lane = ? ORDER BY seq`)
  const selectNotOver = db.prepare<[], Row>(`${SELECT} WHERE state NOT IN ('done', 'dropped') ORDER BY seq`)
  const listAll = db.prepare<[number, number], Row>(
    `${SELECT} WHERE state <> 'dropped' AND since_wall < ? ORDER BY since_wall DESC, seq DESC LIMIT ?`,
  )
  const listDone = db.prepare<[number, number], Row>(
    `${SELECT} WHERE state = 'done' AND since_wall < ? ORDER BY since_wall DESC, seq DESC LIMIT ?`,
  )
  const selectTold = db.prepare<[], string>('SELECT told FROM told ORDER BY seq').pluck()
  const forget = db.prepare<[number, number]>(
    `DELETE FROM outbox WHERE state IN ('done', 'dropped') AND coalesce(done_wall, since_wall) < ?
       OR state IN ('done', 'dropped') AND seq <= (SELECT max(seq) FROM outbox) - ?`,
  )
  return {
    get: (id) => {
      const row = selectOne.get(id)
      return row ? itemOf(row) : null
    },
    ofCall: (call) => selectCall.all(call).map(itemOf),
    ofLane: (lane) => selectLane.all(lane).map(itemOf),
    notOver: () => selectNotOver.all().map(itemOf),
    list: (filter, before, limit) =>
      (filter === 'all' ? listAll : listDone).all(before ?? Number.MAX_SAFE_INTEGER, limit).map(itemOf),
    told: () => selectTold.all().map((text) => JSON.parse(text) as CrmTold),
    forgetDone: (wall, keep) => forget.run(wall, keep).changes,
  }
}

/** To be called inside a transaction. */
export function outboxWriter(db: Database.Database): OutboxWriter {
  const { get } = outboxTable(db)
  const upsert = db.prepare(UPSERT)
  const unwant = db.prepare('DELETE FROM outbox WHERE id = ? AND sent = 0')
  const tell = db.prepare('INSERT INTO told (id, told) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
  const dismiss = db.prepare('DELETE FROM told WHERE id = ?')
  const put = (item: OutboxItem): void => {
    upsert.run(rowOf(item))
  }
  return {
    want: (want) => put(wantItem(get(want.id), want)),
    unwant: (id) => {
      unwant.run(id)
    },
    put,
    tell: (id, told) => {
      if (told) tell.run(id, JSON.stringify(told))
      else dismiss.run(id)
    },
  }
}
