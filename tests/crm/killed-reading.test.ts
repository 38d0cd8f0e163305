import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ScriptedCrm, startScriptedCrm } from '../../src/main/crm/testing/scripted-crm.ts'
import type { Customers } from '../../src/main/customers/customers.ts'
import { openCustomers, openForImport } from '../../src/main/customers/open.ts'
import { createRandom } from '../../src/practice/random.ts'
import { type FollowingWorker, followInWorker } from './testing/followed-by-worker.ts'

const seed = Number(process.env.OFFHOOK_CRM_SEED ?? Math.floor(Math.random() * 2 ** 31))
const PEOPLE = 20_000
const PAGE = 100
const KILLS = 6
const WAIT = { timeout: 90_000, interval: 20 }

let folder: string
let file: string
let customers: Customers
let crm: ScriptedCrm
let worker: FollowingWorker | null = null

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-killed-'))
  file = join(folder, 'customers.db')
  customers = openCustomers(file).customers
  crm = await startScriptedCrm()
  crm.store.pageSize = PAGE
  for (let at = 0; at < PEOPLE; at++) crm.store.put(idOf(at), { name: `Customer ${at}`, phone: numberOf(at) })
})

afterEach(async () => {
  await worker?.kill()
  customers.close()
  await crm.stop()
  rmSync(folder, { recursive: true, force: true })
})

const idOf = (at: number): string => `p${100_000 + at}`
const numberOf = (at: number): string => `030 2${String(1_000_000 + at)}`

function held(): ReadonlyMap<string, string> {
  const db = openForImport(file)
  if (!db) throw new Error('no database')
  const rows = db
    .prepare<[], { readonly id: string; readonly text: string }>(
      `SELECT r.id, c.name || ', ' || (SELECT raw FROM number n WHERE n.customer = c.place) AS text
       FROM remote r JOIN customer c ON c.place = r.customer`,
    )
    .all()
  db.close()
  return new Map(rows.map(({ id, text }) => [id, text]))
}
const read = (): number => customers.count()

it(`resumes at its cursor after kill -9 at any moment, and ends with what the CRM has (seed ${seed})`, async () => {
  const random = createRandom(seed)
  let before = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const running = followInWorker(file, crm)
    worker = running
    // Somewhere in what is left, and within a page as well.
    const until = before + Math.floor(random() * ((PEOPLE - before) / (KILLS - kill)))
    await vi.waitFor(() => expect(read()).toBeGreaterThan(until), WAIT)
    await delay(random() * 30)
    await running.kill()
    expect(read()).toBeGreaterThanOrEqual(before)
    before = read()
  }
  worker = followInWorker(file, crm)
  const last = worker
  await vi.waitFor(() => expect(last.state()).toMatchObject({ phase: 'idle', fault: null }), WAIT)
  const there = new Map(
    [...crm.store.people.values()].map(({ id, values }) => [id, `${values.name}, ${values.phone}`]),
  )
  expect(held()).toEqual(there)
  expect(customers.count()).toBe(PEOPLE)
  const some = Math.floor(random() * PEOPLE)
  expect(customers.find(numberOf(some), 'DE')[0]?.customer.name).toBe(`Customer ${some}`)
  expect(customers.search(`Customer ${some}`, 5).map(({ name }) => name)).toContain(`Customer ${some}`)
  // A page that was under way when the worker died is asked for again, nothing else; deals take a page each time.
  expect(crm.asked()).toBeLessThanOrEqual(PEOPLE / PAGE + 2 * KILLS + 10)
})
