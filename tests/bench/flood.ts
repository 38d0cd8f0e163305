import { setTimeout as wait } from 'node:timers/promises'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import {
  newFolder,
  PASSWORD,
  type Phone,
  type Played,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from '../faults/harness/phone.ts'
import { inviteTo, otherRequest } from './invite.ts'
import { type Bench, type Measurement, median } from './measurement.ts'

const ROUNDS = 5
const CALLS = 1_000
const FLOOD_MS = 1_000
const EVERY_MS = 5
/** How long the sound is watched without a flood, and with one: its second, and what it leaves behind. */
const WATCHED_MS = 4_000
const MOST_LATE = 50
/** Percent of what is played: two packets of 20 ms in the time that is watched. */
const TOLERATED = 1

/** How late the turns of main's event loop came, in milliseconds. */
type Late = { readonly p99: number; readonly most: number }

/** The distance between turns that are asked for every 2 ms; those 2 ms are not taken off. */
const watchLoop = (phone: Phone): Promise<void> =>
  phone.electron.inMain(`
    globalThis.benchLoop = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 2 })
    void globalThis.benchLoop.enable()`)

const stopWatching = (phone: Phone): Promise<Late> =>
  phone.electron.inMain(`(() => {
    const loop = globalThis.benchLoop
    loop.disable()
    return { p99: loop.percentile(99) / 1e6, most: loop.max / 1e6 }
  })()`)

/** Sends evenly over so many milliseconds: in one go they would not find room in the socket. */
async function spread(
  messages: readonly string[],
  ms: number,
  send: (message: string) => void,
): Promise<void> {
  const begun = performance.now()
  for (let sent = 0; sent < messages.length; await wait(EVERY_MS)) {
    const due = Math.min(messages.length, Math.ceil(((performance.now() - begun) / ms) * messages.length))
    for (; sent < due; sent += 1) send(messages[sent] ?? '')
  }
}

/** A thousand callers within a second, at the address that the agent is registered from. */
function createFlood(line: PracticeLine) {
  const server = line.addresses.udp ?? ''
  const answers = new Map<string, string>()
  // The practice line never called anybody by these names, and must not spend its time on the answers.
  line.drop((direction, text) => {
    const callId = text.match(/^Call-ID: (flood-\S+)\r$/m)?.[1]
    if (callId === undefined || direction === 'out') return false
    if (/^SIP\/2\.0 (?:1[^0]|[2-6])[\s\S]*^CSeq: 1 INVITE\r$/m.test(text)) answers.set(callId, text)
    return true
  })
  const inviteOf = (callId: string): string => inviteTo(USER, callId, server)
  let round = 0
  return {
    pour: async (): Promise<void> => {
      round += 1
      const invites = Array.from({ length: CALLS }, (_, at) => inviteOf(`flood-${round}-${at}`))
      await spread(invites, FLOOD_MS, line.inject)
    },
    /** The callers give up, and what was refused isn't said any more. Gives how many calls had an answer. */
    drain: async (): Promise<number> => {
      const answered = answers.size
      // A call that rang is refused by its CANCEL, and that refusal wants its ACK.
      for (let tries = 0; tries < 2; tries += 1) {
        const ends = [...answers].map(([callId, answer]) =>
          answer.startsWith('SIP/2.0 1')
            ? otherRequest(inviteOf(callId), 'CANCEL')
            : otherRequest(inviteOf(callId), 'ACK', answer),
        )
        await spread(ends, FLOOD_MS, line.inject)
        await wait(100)
      }
      answers.clear()
      return answered
    },
  }
}

/** The share of what was played that was made up, in percent. */
const madeUp = (before: Played, after: Played): number =>
  (100 * (after.concealed - before.concealed)) / (after.samples - before.samples)

async function talk(phone: Phone, line: PracticeLine): Promise<void> {
  const customer = line.call({ to: USER, from: '+12025550143', displayName: 'Ada Byron' })
  const call = await phone.until(
    'it rings',
    ({ calls }) => calls.find(({ phase }) => phase === 'ringing')?.id,
  )
  const answer = await phone.call('call.answer', { call })
  if (!answer.ok) throw new Error(`the call was not answered: ${answer.reason}`)
  await customer.answered()
  await customer.whenHearing()
}

async function measureOn(phone: Phone, line: PracticeLine): Promise<readonly Measurement[]> {
  await signIn(phone, line, { server: line.addresses.udp ?? '', transport: 'udp' })
  await talk(phone, line)
  const flood = createFlood(line)
  // The first seconds of a call are spent on finding out how long to hold packets back.
  await wait(WATCHED_MS)

  const late: Late[] = []
  const quiet: number[] = []
  const flooded: number[] = []
  let answered = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await phone.played()
    await wait(WATCHED_MS)
    const before = await phone.played()
    quiet.push(madeUp(first, before))
    await watchLoop(phone)
    await flood.pour()
    await wait(FLOOD_MS)
    late.push(await stopWatching(phone))
    await wait(WATCHED_MS - 2 * FLOOD_MS)
    flooded.push(madeUp(before, await phone.played()))
    answered += await flood.drain()
  }

  const p99 = median(late.map((one) => one.p99))
  const most = Math.max(...late.map((one) => one.most))
  const [without, during] = [median(quiet), median(flooded)]
  return [
    {
      id: 'flood',
      what: `1,000 INVITEs in 1 s during a call: main's event loop late, p99 (${Math.round(answered / ROUNDS)} answered)`,
      value: p99,
      unit: 'ms',
      against: `${MOST_LATE} ms; at worst ${most.toFixed(1)} ms`,
      ratio: p99 / MOST_LATE,
      target: '≤ 1',
      holds: p99 <= MOST_LATE,
    },
    {
      id: 'flood',
      what: 'the same: sound of the call that was made up',
      value: during,
      unit: '%',
      against: `without a flood, ${without.toFixed(2)} %; at worst ${Math.max(...flooded).toFixed(2)}`,
      ratio: during / Math.max(without, TOLERATED),
      target: `≤ without + ${TOLERATED} %`,
      holds: during <= without + TOLERATED,
    },
  ]
}

async function measure(): Promise<readonly Measurement[]> {
  const line = await startPracticeLine({
    users: { [USER]: PASSWORD },
    transports: { websocket: false, udp: true },
  })
  const phone = await startPhone(newFolder())
  try {
    return await measureOn(phone, line)
  } finally {
    await phone.electron.quit()
    await line.close()
    removeFolder(phone.userData)
  }
}

export const floodBench: Bench = { ids: ['flood'], measure }
