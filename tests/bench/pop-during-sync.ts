import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { withDisplay } from '../../tools/xvfb.ts'
import { type FollowingWorker, followInWorker } from '../crm/testing/followed-by-worker.ts'
import { heldCustomersFile } from './held-customers-file.ts'
import { type Bench, type Measurement, quantile } from './measurement.ts'
import { startPeopleServer } from './people-server.ts'
import { openPopDesk } from './pop-desk.ts'

const CUSTOMERS = 1_000_000
const CALLS = 150
const WARM_UP = 10
/** Records that are read from one call to the next. */
const BETWEEN = 1_000
const PAUSE_MS = 100

type PopDesk = Awaited<ReturnType<typeof openPopDesk>>

/** Each call comes when `ready` says so. */
async function pops(desk: PopDesk, from: number, ready: () => Promise<void>): Promise<readonly number[]> {
  const taken: number[] = []
  for (let round = 0; round < CALLS; round += 1) {
    await ready()
    taken.push(await desk.call(from + round))
  }
  return taken
}

/** The hardest of all reads: everybody is there already, and every record has changed. */
async function measureOn(display: NodeJS.ProcessEnv): Promise<readonly Measurement[]> {
  const desk = await openPopDesk(await heldCustomersFile(CUSTOMERS), CUSTOMERS, display)
  const crm = await startPeopleServer(CUSTOMERS, true)
  let worker: FollowingWorker | null = null
  try {
    for (let round = 0; round < WARM_UP; round += 1) await desk.call(round)
    const idle = await pops(desk, WARM_UP, () => setTimeout(PAUSE_MS))
    worker = followInWorker(join(desk.userData, 'customers.db'), crm)
    while (crm.handedOut() < 10_000) await setTimeout(20)
    const before = crm.handedOut()
    // The sync rests while a call rings: each one comes when it is in the middle of its work again.
    const during = await pops(desk, WARM_UP + CALLS, async () => {
      const seen = crm.handedOut()
      while (crm.handedOut() < seen + BETWEEN) await setTimeout(5)
    })
    const read = crm.handedOut() - before
    const phase = worker.state()?.phase
    if (phase !== 'full') throw new Error(`the sync was over before the calls were (${phase})`)
    const p99 = quantile(during, 0.99)
    const ratio = p99 / quantile(idle, 0.99)
    const what = `INVITE → card painted while 1 M changed records are read (${read.toLocaleString('en')} meanwhile), p99`
    const against = `p99 with nothing to read, ${quantile(idle, 0.99).toFixed(1)} ms`
    return [
      {
        id: 'pop-during-sync',
        what,
        value: p99,
        unit: 'ms',
        against,
        ratio,
        target: '≤ 1.5',
        holds: ratio <= 1.5,
      },
      {
        id: 'pop-during-sync-wall',
        what: `the same (p50 ${quantile(during, 0.5).toFixed(1)} ms)`,
        value: p99,
        unit: 'ms',
        against: '50 ms',
        ratio: p99 / 50,
        target: '≤ 1 (50 ms)',
        holds: p99 <= 50,
      },
    ]
  } finally {
    await worker?.kill()
    await desk.close()
    await crm.stop()
  }
}

export const popDuringSyncBench: Bench = {
  ids: ['pop-during-sync', 'pop-during-sync-wall'],
  measure: () => withDisplay(measureOn, { headless: true }),
}
