import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startPracticeLine } from '../../src/practice/practice-line.ts'
import { root } from '../../tools/paths.ts'
import { withDisplay } from '../../tools/xvfb.ts'
import { customersFile } from './customers-file.ts'
import { madeUpNumber } from './made-up.ts'
import { type Bench, type Measurement, quantile } from './measurement.ts'
import { run } from './run.ts'
import { benchUserData } from './user-data.ts'

const CALLS = 60
const WARM_UP = 10
const FEW = 1_000
const MANY = 1_000_000
/** Two of three calls come from a customer that is known; the third look-up has to go all its ways. */
const KNOWN = 3

type Painted = { readonly call: string; readonly at: number }

/** One running Offhook with so many customers, and the line that calls it. */
async function openDesk(customers: number, display: NodeJS.ProcessEnv) {
  const line = await startPracticeLine({ users: { agent: 'agent' }, media: 'none' })
  const userData = benchUserData({
    journal: null,
    customers: await customersFile(customers),
    server: line.url,
    user: 'agent',
    domain: line.domain,
  })
  const offhook = await run(root, userData, { ...display, OFFHOOK_PASSWORD: 'agent' })
  await line.registered('agent')
  let sent = 0
  line.onMessage((direction, text) => {
    if (direction === 'out' && text.startsWith('INVITE ')) sent = performance.timeOrigin + performance.now()
  })
  const log = join(userData, 'logs', 'offhook.log')
  const painted = (): readonly Painted[] =>
    (existsSync(log) ? readFileSync(log, 'utf8') : '').split('\n').flatMap((row) => {
      const at = row.indexOf(' info pop {')
      return at < 0 ? [] : [JSON.parse(row.slice(at + ' info pop '.length)) as Painted]
    })
  let seen = 0
  /** Milliseconds from the INVITE that the peer sends to the card on the agent's screen. */
  const call = async (round: number): Promise<number> => {
    const from = madeUpNumber((round * 7_919) % customers)
    const invited = line.call({ to: 'agent', from: round % KNOWN === 0 ? `${from}9` : from })
    const deadline = performance.now() + 10_000
    while (painted().length <= seen) {
      if (performance.now() > deadline) throw new Error('no card was painted within 10 s')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    seen = painted().length
    const at = painted().at(-1)?.at ?? Number.NaN
    await invited.hangUp()
    // Five new calls a second are taken at most.
    await new Promise((resolve) => setTimeout(resolve, 220))
    return at - sent
  }
  const close = async (): Promise<void> => {
    await offhook.stop()
    await line.close()
    rmSync(userData, { recursive: true, force: true })
  }
  return { call, close }
}

/** Each has a display to itself: nothing is painted in a window that another one covers. */
const onTwoDisplays = <T>(
  work: (one: NodeJS.ProcessEnv, other: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> =>
  withDisplay((one) => withDisplay((other) => work(one, other), { headless: true }), { headless: true })

const measure = (): Promise<readonly Measurement[]> => onTwoDisplays(measureOn)

async function measureOn(one: NodeJS.ProcessEnv, other: NodeJS.ProcessEnv): Promise<readonly Measurement[]> {
  const few = await openDesk(FEW, one)
  const many = await openDesk(MANY, other)
  const pairs: [many: number, few: number][] = []
  for (let round = 0; round < WARM_UP + CALLS; round += 1) {
    const pair: [number, number] = [await many.call(round), await few.call(round)]
    if (round >= WARM_UP) pairs.push(pair)
  }
  await few.close()
  await many.close()
  const atMany = pairs.map(([ms]) => ms)
  const atFew = pairs.map(([, ms]) => ms)
  const p95 = quantile(atMany, 0.95)
  const ratio = p95 / quantile(atFew, 0.95)
  return [
    {
      id: 'screen-pop',
      what: `INVITE → card painted, 1 M customers, p95 (p50 ${quantile(atMany, 0.5).toFixed(1)} ms)`,
      value: p95,
      unit: 'ms',
      against: '50 ms',
      ratio: p95 / 50,
      target: '≤ 1 (50 ms)',
      holds: p95 <= 50,
    },
    {
      id: 'screen-pop-scale',
      what: 'the same, p95 at 1 M',
      value: p95,
      unit: 'ms',
      against: `p95 at 1 k, ${quantile(atFew, 0.95).toFixed(1)} ms`,
      ratio,
      target: '≤ 1.15',
      holds: ratio <= 1.15,
    },
  ]
}

export const screenPopBench: Bench = { ids: ['screen-pop', 'screen-pop-scale'], measure }
