import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openCustomers } from '../../src/main/customers/open.ts'
import { followInWorker } from '../crm/testing/followed-by-worker.ts'
import type { Bench, Measurement } from './measurement.ts'
import { startPeopleServer } from './people-server.ts'

const CUSTOMERS = 100_000
const MOST_MB = 200

/** Resident memory of a process now and at most until now, in MB (Linux, proc(5)). */
function residentOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1_024
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}

/** What the worker takes beyond its idle size while everything is read for the first time, killed once on the way. */
async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-memory-'))
  const file = join(folder, 'customers.db')
  const { customers } = openCustomers(file)
  const crm = await startPeopleServer(CUSTOMERS, false)
  try {
    const first = followInWorker(file, crm)
    while (customers.count() < CUSTOMERS / 3) await setTimeout(20)
    await first.kill()
    const resumed = customers.count()
    const second = followInWorker(file, crm, { paused: true })
    while (second.state()?.phase !== 'paused') await setTimeout(20)
    await setTimeout(2_000)
    const idle = residentOf(second.pid).now
    second.follow({ paused: false })
    while (second.state()?.phase !== 'idle') await setTimeout(20)
    const over = residentOf(second.pid).most - idle
    await second.kill()
    const again = crm.handedOut() - CUSTOMERS
    if (customers.count() !== CUSTOMERS) throw new Error(`${customers.count()} customers in the end`)
    if (again > 1_000) throw new Error(`${again} records were read twice after the kill at ${resumed}`)
    return [
      {
        id: 'sync-memory',
        what: `the worker's memory in the first sync of ${CUSTOMERS.toLocaleString('en')}, resumed at ${resumed.toLocaleString('en')} after kill -9`,
        value: over,
        unit: 'MB',
        against: `its idle size, ${idle.toFixed(0)} MB, and ${MOST_MB} MB more`,
        ratio: over / MOST_MB,
        target: `≤ 1 (${MOST_MB} MB)`,
        holds: over <= MOST_MB,
      },
    ]
  } finally {
    customers.close()
    await crm.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const syncMemoryBench: Bench = { ids: ['sync-memory'], measure }
