import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { createRandom, pick } from '../../src/practice/random.ts'
import { spawnElectron } from './harness/electron.ts'
import {
  giveAgain,
  isRegistered,
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from './harness/phone.ts'
import { killApp } from './harness/processes.ts'
import { speechFile } from './harness/speech-file.ts'
import { type JournalCopy, readJournal } from './kill/journal-copy.ts'
import { judge, toRecover } from './kill/judge.ts'
import { createLedger } from './kill/ledger.ts'
import { STEPS, type Step, workShift } from './kill/shift.ts'
import { type Watch, watchViews } from './kill/watch.ts'

/** A failure says its seed; the same one gives the same shift and the same kills, as far as processes can be timed. */
const seed = Number(process.env.OFFHOOK_FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const KILLS = Number(process.env.OFFHOOK_FAULTS_KILLS ?? 100)
/** One of so many kills comes while the app is still starting, which is when it recovers from the one before. */
const IN_START = 10
/** One of so many kills comes long after its step, so that heartbeats have something to say. */
const LATE = 40
/** Otherwise it comes this many steps into the shift at most, and up to so many milliseconds after its step began. */
const MOST_STEPS = 16
const MOST_DELAY_MS = 120
const LATE_MS = 8_000

const random = createRandom(seed)
const userData = newFolder()
const ledger = createLedger()
const steps = new Map<string, number>()
let line: PracticeLine

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD }, media: 'silent' })
})

afterAll(async () => {
  await line.close()
  removeFolder(userData)
})

test(`kill -9 at ${KILLS} random moments of a shift loses nothing that was acknowledged (seed ${seed})`, {
  timeout: 30 * 60_000,
}, async () => {
  const began = performance.now()
  let left: JournalCopy | null = null
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const where = kill % IN_START === 0 ? await killInStart() : await killInShift(left, kill % LATE === 1)
    steps.set(where, (steps.get(where) ?? 0) + 1)
    left = readJournal(userData)
    const wrong = judge(left, ledger)
    expect(wrong, `seed ${seed}, kill ${kill} after: ${where}`).toEqual([])
  }
  const seconds = Math.round((performance.now() - began) / 1000)
  const sorted = [...steps].sort(([, a], [, b]) => b - a)
  console.log(
    `${KILLS} kills, ${ledger.accounts.size} calls, ${seconds} s; killed after: ` +
      sorted.map(([step, times]) => `${step} ${times}`).join(', '),
  )
})

async function killInStart(): Promise<string> {
  const startedAt = performance.now()
  const { pid } = await spawnElectron({ userData, microphone: speechFile(userData) })
  await delay(random() * 1_500)
  await killApp(pid)
  ledger.ran({ startedAt, endedAt: performance.now() })
  return 'start'
}

/** Starts the app, looks at what it made of the last kill, works, and kills it. Gives the step that was the last. */
async function killInShift(left: JournalCopy | null, late: boolean): Promise<string> {
  const startedAt = performance.now()
  const phone = await startPhone(userData)
  const watch = await watchViews(phone, ledger.saw)
  try {
    if (left) await expectRecovered(watch, left)
    await goOnDuty(phone)
    return await workUntilKilled(phone, watch, late ? LATE_MS : random() * MOST_DELAY_MS)
  } finally {
    watch.stop()
    await phone.electron.kill()
    ledger.ran({ startedAt, endedAt: performance.now() })
    for (const call of line.calls()) void call.hangUp().catch(() => undefined)
  }
}

async function expectRecovered(watch: Watch, left: JournalCopy): Promise<void> {
  const { wrapUps, ended } = toRecover(left)
  const view = await watch.until('a view', (one) => one)
  const open = view.calls.map(({ id, phase, wrapUp, draft }) => ({ id, phase, wrapUp, draft }))
  const expected = [...wrapUps].map(([id, draft]) => ({ id, phase: 'ended', wrapUp: 'open', draft }))
  expect(open.sort(byId), `seed ${seed}: the open wrap-ups`).toEqual(expected.sort(byId))
  const now = readJournal(userData)
  for (const id of [...wrapUps.keys(), ...ended]) {
    const facts = now.facts.get(id)?.map(({ fact }) => fact) ?? []
    expect(
      facts.filter(({ kind }) => kind === 'ended'),
      `seed ${seed}: the ends of ${id}`,
    ).toHaveLength(1)
  }
  for (const id of ended) {
    const last = now.facts.get(id)?.at(-1)?.fact
    expect(last, `seed ${seed}: the end of ${id}`).toMatchObject({ kind: 'ended', cause: 'crash' })
  }
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1

/** At first with the account, then with the password alone: without a keyring it is kept for the session only. */
async function goOnDuty(phone: Phone): Promise<void> {
  const { accounts } = await phone.view()
  if (accounts.length === 0) return signIn(phone, line)
  const signedIn = await giveAgain(phone, PASSWORD)
  expect(signedIn).toMatchObject({ ok: true })
  await phone.until('registered', isRegistered)
}

/** Half of the kills come after a number of steps, the others at a kind of step, so that each kind has its turn. */
async function workUntilKilled(phone: Phone, watch: Watch, waitMs: number): Promise<string> {
  const most = 1 + Math.floor(random() * MOST_STEPS)
  const kind = random() < 0.5 ? pick(random, STEPS) : null
  let taken = 0
  let last: Step | null = null
  let strike: () => void = () => undefined
  const struck = new Promise<void>((resolve) => {
    strike = resolve
  })
  const moment = (step: Step): void => {
    if (last) return
    taken += 1
    if (kind ? step !== kind && taken < MOST_STEPS : taken < most) return
    last = step
    setTimeout(strike, waitMs)
  }
  const working = workShift({ phone, line, watch, ledger, random, moment })
  try {
    await Promise.race([struck, working])
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}\n${phone.electron.output().slice(-3_000)}`)
  }
  await phone.electron.kill()
  watch.stop()
  // What the agent was doing at that moment ends with an error, as it must.
  await working.catch(() => undefined)
  return last ?? ''
}
