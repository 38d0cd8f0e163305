// The calls of the scripted shift: three customers call, one is put on hold, one is transferred, one is called, and one
// is pushed by a dialer over UDP.
import { setTimeout as delay } from 'node:timers/promises'
import type { CallView } from '../../src/contract/view.ts'
import type { EndCause } from '../../src/domain/call/facts.ts'
import type { AgentWindow } from '../agent/agent-window.ts'
import type { Hands } from '../agent/hands.ts'
import { AUDIBLE } from './levels.ts'

export type Stage = {
  readonly desk: AgentWindow
  readonly hands: Hands
  readonly picture: (name: string) => Promise<void>
}

/** A call as it was played, and what must be on record of it. */
export type Played = {
  readonly what: string
  readonly id: string
  readonly direction: 'inbound' | 'outbound'
  readonly cause: EndCause
  readonly disposition: string
  readonly note: string
  /** What a stopwatch beside the window says, milliseconds. */
  readonly watched: { readonly talk: number; readonly hold: number }
  /** The loudest that arrived here (RMS of full scale). */
  readonly heardHere: number
}

/** Each part of a conversation; the sound of both sides is measured by the second. */
const TALK_MS = 2_500
/** Long enough to hold one whole second of silence, wherever the seconds begin. */
const HOLD_MS = 2_200

export const CALLS: readonly ((stage: Stage) => Promise<Played>)[] = [
  plain,
  held,
  transferred,
  outbound,
  pushed,
]

async function plain(stage: Stage): Promise<Played> {
  const { hands, picture } = stage
  const call = await answerNext(stage, 'inbound')
  const talk = stopwatch()
  const heardHere = await converse(stage, call)
  await picture('inbound-call')
  await hands.hangUp(call)
  const watched = { talk: talk(), hold: 0 }
  const ending = await wrapUp(stage, call, 'inbound', 'Resolved', 'Invoice explained')
  return {
    what: 'inbound',
    id: call.id,
    direction: 'inbound',
    cause: 'hungUp',
    watched,
    heardHere,
    ...ending,
  }
}

async function held(stage: Stage): Promise<Played> {
  const { hands, picture } = stage
  const call = await answerNext(stage, 'held')
  const before = stopwatch()
  const heardHere = await converse(stage, call)
  await hands.hold(call)
  const talkBefore = before()
  const hold = stopwatch()
  await delay(HOLD_MS)
  await picture('held-on-hold')
  await hands.resume(call)
  const watchedHold = hold()
  const after = stopwatch()
  await converse(stage, call)
  await hands.hangUp(call)
  const watched = { talk: talkBefore + after(), hold: watchedHold }
  const ending = await wrapUp(stage, call, 'held', 'Callback', 'Promised to call back on Monday')
  return {
    what: 'inbound, held',
    id: call.id,
    direction: 'inbound',
    cause: 'hungUp',
    watched,
    heardHere,
    ...ending,
  }
}

async function transferred(stage: Stage): Promise<Played> {
  const { hands, picture } = stage
  const call = await answerNext(stage, 'transferred')
  const talk = stopwatch()
  const heardHere = await converse(stage, call)
  await hands.openTransfer('200')
  await picture('transferred-to')
  await hands.transferNow(call)
  const watched = { talk: talk(), hold: 0 }
  const ending = await wrapUp(stage, call, 'transferred', 'Escalated', 'Needs the second line')
  return {
    what: 'inbound, transferred',
    id: call.id,
    direction: 'inbound',
    cause: 'transferred',
    watched,
    heardHere,
    ...ending,
  }
}

/** Speaks, hangs up and wraps up a call that counts as one to the customer. */
async function sell(
  stage: Stage,
  call: CallView,
  as: { readonly what: string; readonly wrapUp: string; readonly notes: string },
): Promise<Played> {
  const talk = stopwatch()
  const heardHere = await converse(stage, call)
  await stage.picture(`${as.wrapUp}-call`)
  await stage.hands.hangUp(call)
  const watched = { talk: talk(), hold: 0 }
  const ending = await wrapUp(stage, call, as.wrapUp, 'Sale', as.notes)
  return { what: as.what, id: call.id, direction: 'outbound', cause: 'hungUp', watched, heardHere, ...ending }
}

async function outbound(stage: Stage): Promise<Played> {
  const call = await stage.hands.callCustomer('Björn Demir')
  return sell(stage, call, { what: 'outbound', wrapUp: 'outbound', notes: 'Renewed for a year' })
}

/** On a plain line a dialer's call is answered by itself, pops its lead and counts as a call to the customer. */
async function pushed(stage: Stage): Promise<Played> {
  const { desk, hands } = stage
  await desk.ask('practice.plain', { on: true })
  await desk.until(
    'the plain line',
    ({ accounts, lines }) =>
      accounts.some(({ transport }) => transport === 'udp') &&
      lines.some(({ state }) => state === 'registered'),
  )
  await desk.ask('practice.autoAnswer', { on: true })
  await desk.ask('settings.save', {
    headerRules: [
      { id: 'lead', header: 'X-Lead-Id', part: '', to: 'lead', label: 'Lead' },
      { id: 'campaign', header: 'X-Campaign', part: '', to: 'campaign', label: '' },
      { id: 'customer', header: 'X-Customer', part: '', to: 'customerNumber', label: '' },
    ],
  })
  await desk.page.getByRole('button', { name: 'Have the dialer push a call' }).click()
  const call = await desk.until('the pushed call', ({ calls }) =>
    calls.find(({ phase }) => phase === 'connected'),
  )
  if (call.pop.kind === 'several') await hands.chooseFirst(call)
  return sell(stage, call, { what: 'pushed, plain line', wrapUp: 'pushed', notes: 'Renewed on the phone' })
}

/** A practice customer calls, is answered by the key, and named where several share the number. */
async function answerNext({ desk, hands, picture }: Stage, name: string): Promise<CallView> {
  await desk.page.getByRole('button', { name: 'Have a practice customer call' }).click()
  const ringing = await hands.waitForRing()
  await picture(`${name}-ringing`)
  const call = await hands.answer(ringing)
  if (call.pop.kind === 'several') await hands.chooseFirst(call)
  return call
}

/** Talks for a while, and until both sides have spoken; gives the loudest that arrived. */
async function converse({ desk }: Stage, { id }: CallView): Promise<number> {
  const talked = stopwatch()
  let heard = 0
  let spoken = 0
  await desk.until('both sides to speak', ({ calls }) => {
    const quality = calls.find((call) => call.id === id)?.quality
    heard = Math.max(heard, quality?.heardLevel ?? 0)
    spoken = Math.max(spoken, quality?.spokenLevel ?? 0)
    return heard > AUDIBLE && spoken > AUDIBLE && talked() > TALK_MS
  })
  return heard
}

async function wrapUp(
  { hands, picture }: Stage,
  call: CallView,
  name: string,
  disposition: string,
  note: string,
): Promise<{ disposition: string; note: string }> {
  await hands.fillWrapUp(call, disposition, note)
  await picture(`${name}-wrap-up`)
  await hands.finishWrapUp(call)
  return { disposition, note }
}

function stopwatch(): () => number {
  const from = performance.now()
  return () => performance.now() - from
}
