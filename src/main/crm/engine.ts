import { isDeepStrictEqual } from 'node:util'
import type Database from 'better-sqlite3'
import { NOTHING_READ } from '../../contract/crm.ts'
import type { Followed, SyncOrder, SyncReport } from '../../contract/sync.ts'
import { openForImport } from '../customers/open.ts'
import { createAsking } from './ask.ts'
import type { Connector } from './connector.ts'
import { faultOf } from './failure.ts'
import { type FollowedConnection, followConnection } from './followed-connection.ts'
import type { BudgetClock } from './http/budget.ts'
import { forget } from './pull/forget.ts'
import { createSecretSource } from './secrets.ts'
import { openSessions } from './sessions.ts'
import { tryConnection } from './try-connection.ts'

export type EngineParts = {
  readonly customersFile: string
  readonly connectors: readonly Connector[]
  readonly report: (report: SyncReport) => void
  readonly clock: BudgetClock
  /** Epoch ms. */
  readonly now: () => number
}

/** What speaks to CRMs, in the worker: it follows connections, delivers what main hands it, and looks things up. */
export type Engine = {
  readonly take: (order: SyncOrder) => void
  /** Ends once what was let go of touches the database no more. */
  readonly idle: () => Promise<void>
}

/** How long until a customers' file that main hasn't put in order yet is looked at again. */
const AGAIN_MS = 5_000

export function createEngine(parts: EngineParts): Engine {
  const { connectors, report, clock, now } = parts
  const secrets = createSecretSource(report)
  const followed = new Map<string, FollowedConnection>()
  let db: Database.Database | null = null
  let wanted: readonly Followed[] = []
  /** Letting go of a connection takes until its page is stored; what comes after it waits. */
  let last: Promise<void> = Promise.resolve()

  const inTurn = (task: () => Promise<void> | void): void => {
    last = last.then(task).catch((error: unknown) => {
      const fault = faultOf(error)
      for (const { id } of wanted)
        report({ kind: 'crm.state', connection: id, state: { ...NOTHING_READ, phase: 'problem', fault } })
    })
  }
  const connectorOf = ({ connector }: Followed): Connector | null =>
    connectors.find(({ id }) => id === connector) ?? null

  /** Main puts another file in the place of a damaged one: then everything begins anew in that. */
  const reopenSoon = (file: Database.Database): void => {
    clock.after(AGAIN_MS, () =>
      inTurn(async () => {
        if (db !== file) return
        for (const one of followed.values()) await one.stop()
        followed.clear()
        db = null
        file.close()
        await follow()
      }),
    )
  }

  const begin = (file: Database.Database, connection: Followed): void => {
    const connector = connectorOf(connection)
    if (!connector) return
    secrets.forget(connection.id)
    const sessions = openSessions({ connector, connection, ...secrets.of(connection.id), clock, now })
    followed.set(
      connection.id,
      followConnection({
        connection,
        connector,
        sessions,
        db: file,
        now,
        random: clock.random,
        report: (message) => {
          report(message)
          if (message.kind !== 'crm.state' || message.state.fault?.reason !== 'customersUnusable') return
          if (followed.get(connection.id)?.db === file) reopenSoon(file)
        },
      }),
    )
  }

  const follow = async (): Promise<void> => {
    for (const [id, one] of followed) {
      const next = wanted.find((connection) => connection.id === id)
      if (next && isDeepStrictEqual({ ...next, paused: false }, { ...one.connection, paused: false })) {
        one.pause(next.paused)
        continue
      }
      await one.stop()
      followed.delete(id)
    }
    if (wanted.length === 0) return
    db ??= openForImport(parts.customersFile)
    if (db === null) return void clock.after(AGAIN_MS, () => inTurn(follow))
    for (const connection of wanted) if (!followed.has(connection.id)) begin(db, connection)
  }

  const test = async ({ job, connection, secret }: Extract<SyncOrder, { kind: 'crm.test' }>) => {
    const connector = connectorOf(connection)
    if (!connector) throw new Error(`no connector ${connection.connector}`)
    const given = { secret: () => Promise.resolve(secret), renew: () => Promise.resolve(null) }
    const open = (mapping: Followed['mapping']) =>
      openSessions({ connector, connection: { ...connection, mapping }, ...given, clock, now })('push')
    const value = await tryConnection(open, connection.mapping)
    report({ kind: 'crm.tested', job, result: { ok: true, value } })
  }

  const asking = createAsking({ followed, db: () => db, clock, now, report })

  return {
    idle: () => last,
    take: (order) => {
      switch (order.kind) {
        case 'crm.follow':
          wanted = order.connections
          return inTurn(follow)
        case 'crm.secret':
          return secrets.answer(order)
        case 'crm.test':
          void test(order).catch((error: unknown) =>
            report({ kind: 'crm.tested', job: order.job, result: { ok: false, fault: faultOf(error) } }),
          )
          return
        case 'crm.deliver':
          // Main sends it right behind the connections, whose file may still be opened.
          return inTurn(() => asking.deliver(order.delivery))
        case 'crm.find':
          return asking.find(order)
        case 'crm.activities':
          return asking.activities(order)
        case 'crm.syncNow':
          for (const [id, one] of followed) {
            if (order.connection !== null && order.connection !== id) continue
            secrets.forget(id)
            one.follower.syncNow()
          }
          return
        case 'crm.readAll':
          return followed.get(order.connection)?.follower.readAll()
        case 'crm.vanish':
          return followed.get(order.connection)?.follower.vanish(order.really)
        case 'crm.forget':
          return inTurn(async () => {
            db ??= openForImport(parts.customersFile)
            if (db !== null && !followed.has(order.connection)) await forget(db, order.connection)
          })
      }
    },
  }
}
