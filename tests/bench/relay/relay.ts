import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type Bench, type BenchOptions, type Measurement, quantile } from '../measurement.ts'
import { memoryRows } from './relay-memory.ts'
import {
  age,
  FRAME_MS,
  pause,
  type RelayedCall,
  type RelayRig,
  stampedFrame,
  startRelay,
  talk,
  until,
} from './relay-rig.ts'

const STAGES = [1, 3, 10] as const
const MOST_CALLS = 10

async function openCalls(rig: RelayRig, count: number): Promise<readonly RelayedCall[]> {
  const calls: RelayedCall[] = []
  while (calls.length < count) calls.push(await rig.call())
  return calls
}

/** Packets straight from one socket to another in this process, for as long as the calls talk. */
async function talkDirectly(): Promise<{ readonly stop: () => readonly number[] }> {
  const [from, to] = [createSocket('udp4'), createSocket('udp4')]
  const delays: number[] = []
  to.on('message', (payload) => delays.push(age(payload)))
  to.bind(0, '127.0.0.1')
  await once(to, 'listening')
  const { port } = to.address()
  const timer = setInterval(() => from.send(stampedFrame(), port, '127.0.0.1'), FRAME_MS)
  return {
    stop: () => {
      clearInterval(timer)
      from.close()
      to.close()
      return delays
    },
  }
}

type Stage = {
  readonly calls: number
  readonly sent: number
  readonly lost: number
  readonly through: readonly number[]
  readonly direct: readonly number[]
  /** Of one core, per call. */
  readonly cpu: number
}

async function stage(rig: RelayRig, count: number, seconds: number): Promise<Stage> {
  const calls = await openCalls(rig, count)
  const through: number[] = []
  for (const { peer } of calls) peer.listen = ({ payload }) => through.push(age(payload))
  const direct = await talkDirectly()
  const talking = calls.map((call, index) => talk(call, (index * FRAME_MS) / count))
  await pause(500)
  const [before, began] = [await rig.usage(), performance.now()]
  await pause(seconds * 1_000)
  const [after, ended] = [await rig.usage(), performance.now()]
  const sent = talking.reduce((sum, one) => sum + 2 * one.stop(), 0)
  const arrived = (): number =>
    calls.reduce((sum, { end, peer }) => sum + end.seen.length + peer.heard.length, 0)
  // What is still on its way counts as arrived; what isn't there then is lost.
  await until('the last packets', () => arrived() >= sent).catch(() => undefined)
  const result = {
    calls: count,
    sent,
    lost: sent - arrived(),
    through,
    direct: direct.stop(),
    cpu: (after.cpu - before.cpu) / 1_000 / (ended - began) / count,
  }
  for (const call of calls) await call.release()
  return result
}

function delayRow({ through, direct, calls }: Stage): Measurement {
  const [mine, other] = [quantile(through, 0.99), quantile(direct, 0.99)]
  const added = mine - other
  return {
    id: 'relay-delay',
    what: `one-way delay added by the relay, p99, ${calls} calls (p50 ${(quantile(through, 0.5) - quantile(direct, 0.5)).toFixed(2)} ms)`,
    value: added,
    unit: 'ms',
    against: `straight from socket to socket, p99 ${other.toFixed(2)} ms`,
    ratio: mine / other,
    target: '≤ 5 ms',
    holds: added <= 5,
  }
}

const lossRow = ({ calls, sent, lost }: Stage, seconds: number): Measurement => ({
  id: 'relay-loss',
  what: `packets lost at ${calls} ${calls === 1 ? 'call' : 'calls'} in ${seconds} s`,
  value: lost,
  unit: 'packets',
  against: `${sent} sent, both ways`,
  ratio: lost / sent,
  target: '0',
  holds: lost === 0,
})

const cpuRow = ({ calls, cpu }: Stage): Measurement => ({
  id: 'relay-cpu',
  what: `CPU per call, ${calls} calls`,
  value: 100 * cpu,
  unit: '%',
  against: 'one core',
  ratio: cpu,
  target: '≤ 0.05',
  holds: cpu <= 0.05,
})

async function streamRows(soakSeconds: number): Promise<readonly Measurement[]> {
  const rig = await startRelay()
  const rows: Measurement[] = []
  try {
    for (const count of STAGES) {
      const measured = await stage(rig, count, soakSeconds)
      rows.push(lossRow(measured, soakSeconds))
      if (count === MOST_CALLS) rows.unshift(delayRow(measured), cpuRow(measured))
    }
  } finally {
    await rig.close()
  }
  return rows
}

async function measure({ soakSeconds, only }: BenchOptions): Promise<readonly Measurement[]> {
  const rows: Measurement[] = []
  if (only !== 'relay-memory') rows.push(...(await streamRows(soakSeconds)))
  if (only === undefined || only === 'relay-memory') rows.push(...(await memoryRows()))
  return rows
}

export const relayBench: Bench = {
  ids: ['relay-delay', 'relay-loss', 'relay-cpu', 'relay-memory'],
  measure,
}
