import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  callItemId,
  isWaiting,
  laneOf,
  type OutboxItem,
  type OutboxWork,
  retryItem,
  sendItem,
  settleItem,
  wantItem,
} from '../../src/domain/crm/outbox.ts'
import { deliver } from '../../src/main/crm/push/deliver.ts'
import { createMirror } from '../../src/main/crm/push/mirror.ts'
import { someCall } from '../../src/main/crm/testing/contract-calls.ts'
import { type ScriptedCrm, startScriptedCrm } from '../../src/main/crm/testing/scripted-crm.ts'
import type { Fault } from '../../src/main/crm/testing/scripted-faults.ts'
import { ANSWER_FAULTS } from './testing/faults.ts'
import { type ScriptedDesk, scriptedDesk, there } from './testing/scripted-desk.ts'

let crm: ScriptedCrm
let desk: ScriptedDesk

beforeEach(async () => {
  crm = await startScriptedCrm()
  crm.store.pageSize = 10
  for (let at = 0; at < 40; at++)
    crm.store.put(`p${1_000 + at}`, { name: `Customer ${at}`, phone: `030 2312${5_000 + at}` })
})

afterEach(async () => {
  await desk.close()
  await crm.stop()
})

/** Main's part: sends it until it is done. What the CRM turned down, the agent sends again. */
async function write(work: OutboxWork, key: string): Promise<OutboxItem> {
  const id = callItemId(key, desk.connection.id)
  const want = { id, connection: desk.connection.id, lane: laneOf(work), work, at: Date.now(), notBefore: 0 }
  let item = wantItem(null, want)
  const { searchLagMs } = desk.connector.capabilities
  while (item.state !== 'done') {
    await delay(Math.max(0, item.nextAt - Date.now()))
    if (!isWaiting(item)) item = retryItem(item, { now: Date.now(), searchLagMs })
    const unknown = item.doubtful
    item = sendItem(item)
    const { connection, session } = desk
    const delivered = await deliver(
      { item: item.id, connection: connection.id, work, unknown, remoteId: item.remoteId },
      {
        connection,
        capabilities: desk.connector.capabilities,
        session,
        mirror: createMirror(desk.db, connection, desk.storage, Date.now),
      },
    )
    item = settleItem(item, delivered, { now: Date.now(), random: () => 0.01, searchLagMs })
  }
  return item
}

/** Each fault strikes before anything was done, and where it can, after everything was. */
const MOMENTS = ANSWER_FAULTS.flatMap(([name, fault]) => [
  [`${name}, before`, fault] as const,
  [`${name}, after`, (): Fault => ({ ...fault(), afterwards: true })] as const,
])
/** Refusals are only refusals where nothing was done. */
const REAL = MOMENTS.filter(([name]) => !/^4\d\d.*after$/.test(name))

it.each(REAL.flatMap(([name, fault]) => [['key', name, fault] as const, ['probe', name, fault] as const]))(
  'with a server that goes by %s, after a fault (%s) both sides agree: every row, and each call once',
  async (idempotency, _name, fault) => {
    crm.store.keepsKeys = idempotency === 'key'
    desk = scriptedDesk(crm, { idempotency })
    crm.fail(fault(), 1, '/people', 1)
    crm.fail(fault(), 2, '/calls')
    desk.follower.start()
    const keys = ['c1', 'c2', 'c3']
    const written = keys.map((key, at) => {
      const customer = at < 2 ? `crm:scripted/contact/p${1_000 + at}` : null
      const log = someCall(key, { notes: `noted in ${key}`, number: '+12025550199' })
      return write({ kind: 'call', log, customer }, key)
    })
    await Promise.all([desk.upToDate(), ...written])
    await desk.lookTomorrow()
    expect(crm.unmet()).toBe(0)
    expect(desk.held()).toEqual(there(crm))
    expect(crm.store.calls.map(({ key }) => key).toSorted()).toEqual(keys)
    for (const { key, text } of crm.store.calls) expect(text).toContain(`noted in ${key}`)
  },
)
