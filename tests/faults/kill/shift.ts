import type { CallView } from '../../../src/contract/view.ts'
import type { CallId } from '../../../src/domain/call/facts.ts'
import type { CallToAgent, PracticeLine } from '../../../src/practice/practice-line.ts'
import { pick, type Random } from '../../../src/practice/random.ts'
import { type Phone, USER } from '../harness/phone.ts'
import type { Ledger } from './ledger.ts'
import type { Watch } from './watch.ts'

/** What an agent or a customer does. */
export const STEPS = [
  'ring',
  'answer',
  'draft',
  'mute',
  'unmute',
  'hold',
  'resume',
  'dial',
  'blind transfer',
  'attended transfer',
  'hang up',
  'the customer hangs up',
  'the customer gives up',
  'wrap-up finished',
] as const
export type Step = (typeof STEPS)[number]

export type ShiftParts = {
  readonly phone: Phone
  readonly line: PracticeLine
  readonly watch: Watch
  readonly ledger: Ledger
  readonly random: Random
  /** Told before each step. */
  readonly moment: (step: Step) => void
}

/** An agent at work, one call after another, in an order that the random numbers give. Ends only by an error. */
export async function workShift(parts: ShiftParts): Promise<never> {
  const { random } = parts
  await finishWrapUps(parts)
  for (;;) {
    await pick(random, [inbound, inbound, outbound, missed, refused, blindTransfer, attendedTransfer])(parts)
    await finishWrapUps(parts)
  }
}

const isOpen = ({ wrapUp }: CallView): boolean => wrapUp === 'open'

const seen =
  (id: CallId, fits: (call: CallView) => boolean) =>
  ({ calls }: { calls: readonly CallView[] }) =>
    calls.find((call) => call.id === id && fits(call))

function must(reply: { readonly ok: boolean }, what: string): void {
  if (!reply.ok) throw new Error(`${what} was refused: ${JSON.stringify(reply)}`)
}

async function draft({ phone, ledger, random, moment }: ShiftParts, call: CallId): Promise<void> {
  const typed = {
    disposition: pick(random, [null, 'resolved']),
    notes: `notes ${Math.floor(random() * 1e9)}`,
  }
  moment('draft')
  const acknowledge = ledger.drafted(call, typed)
  must(await phone.call('wrapUp.draft', { call, ...typed }), 'the draft')
  acknowledge()
}

async function finishWrapUps(parts: ShiftParts): Promise<void> {
  const { phone, watch, ledger, random, moment } = parts
  for (;;) {
    const call = await watch.until('a view', ({ calls }) => ({ open: calls.find(isOpen) }))
    if (!call.open) return
    const { id } = call.open
    if (random() < 0.7) await draft(parts, id)
    const form = { disposition: 'callback', notes: `done ${Math.floor(random() * 1e9)}` }
    moment('wrap-up finished')
    must(await phone.call('wrapUp.finish', { call: id, ...form }), 'the end of the wrap-up')
    ledger.finished(id, form)
    await watch.until('the wrap-up is closed', ({ calls }) => !calls.some((one) => one.id === id))
  }
}

async function ring(parts: ShiftParts): Promise<{ readonly id: CallId; readonly customer: CallToAgent }> {
  const { line, watch, ledger, random, moment } = parts
  moment('ring')
  ledger.cause()
  const customer = line.call({
    to: USER,
    from: `+1202555${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
    displayName: 'Ada Byron',
  })
  const id = await watch.until('ringing', ({ calls }) => calls.find(({ phase }) => phase === 'ringing')?.id)
  return { id, customer }
}

async function answered(parts: ShiftParts): Promise<{ readonly id: CallId; readonly customer: CallToAgent }> {
  const { phone, watch, moment } = parts
  const { id, customer } = await ring(parts)
  moment('answer')
  must(await phone.call('call.answer', { call: id }), 'the answer')
  await watch.until(
    'connected',
    seen(id, ({ phase }) => phase === 'connected'),
  )
  return { id, customer }
}

async function hold({ phone, watch, moment }: ShiftParts, call: CallId, held: boolean): Promise<void> {
  moment(held ? 'hold' : 'resume')
  must(await phone.call(held ? 'call.hold' : 'call.resume', { call }), 'hold')
  await watch.until(
    held ? 'held' : 'resumed',
    seen(call, (one) => one.held === held),
  )
}

async function mute({ phone, watch, moment }: ShiftParts, call: CallId, muted: boolean): Promise<void> {
  moment(muted ? 'mute' : 'unmute')
  must(await phone.call(muted ? 'call.mute' : 'call.unmute', { call }), 'mute')
  await watch.until(
    muted ? 'muted' : 'unmuted',
    seen(call, (one) => one.muted === muted),
  )
}

async function hangUp({ phone, watch, moment }: ShiftParts, call: CallId): Promise<void> {
  moment('hang up')
  must(await phone.call('call.hangUp', { call }), 'hanging up')
  await watch.until(
    'hung up',
    ({ calls }) => !calls.some(({ id, phase }) => id === call && phase !== 'ended'),
  )
}

async function inbound(parts: ShiftParts): Promise<void> {
  const { watch, random, moment } = parts
  const { id, customer } = await answered(parts)
  if (random() < 0.5) await draft(parts, id)
  const mutes = random() < 0.5
  if (mutes) await mute(parts, id, true)
  await hold(parts, id, true)
  if (random() < 0.7) await hold(parts, id, false)
  if (mutes) await mute(parts, id, false)
  if (random() < 0.5) await draft(parts, id)
  if (random() < 0.5) return hangUp(parts, id)
  moment('the customer hangs up')
  await Promise.all([
    customer.hangUp(),
    watch.until(
      'hung up',
      seen(id, ({ phase }) => phase === 'ended'),
    ),
  ])
}

async function missed(parts: ShiftParts): Promise<void> {
  const { watch, moment } = parts
  const { id, customer } = await ring(parts)
  moment('the customer gives up')
  await Promise.all([
    customer.cancel(),
    watch.until('missed', ({ calls }) => !calls.some((call) => call.id === id)),
  ])
}

async function dial(
  { phone, watch, ledger, moment }: ShiftParts,
  to: string,
  from: CallId | null,
): Promise<CallId> {
  moment('dial')
  ledger.cause()
  const dialed = await phone.call('call.dial', { to, from })
  must(dialed, 'dialling')
  const id = 'value' in dialed ? dialed.value : ''
  ledger.dialed(id)
  // The answer to the command may be here before the view that shows the call.
  await watch.until('dialled', ({ calls, notices }) => [...calls, ...notices].some((call) => call.id === id))
  return id
}

async function outbound(parts: ShiftParts): Promise<void> {
  const id = await dial(parts, '200', null)
  await parts.watch.until(
    'connected',
    seen(id, ({ phase }) => phase === 'connected'),
  )
  await draft(parts, id)
  await hangUp(parts, id)
}

async function refused(parts: ShiftParts): Promise<void> {
  const id = await dial(parts, '486', null)
  await parts.watch.until('refused', ({ calls }) => !calls.some((call) => call.id === id))
}

async function blindTransfer(parts: ShiftParts): Promise<void> {
  const { phone, watch, random, moment } = parts
  const { id } = await answered(parts)
  const to = pick(random, ['200', '486'])
  moment('blind transfer')
  must(await phone.call('call.transferBlind', { call: id, to }), 'the transfer')
  const settled = await watch.until(
    'transferred',
    seen(id, ({ phase, transfer }) => phase === 'ended' || transfer?.state === 'failed'),
  )
  if (settled.phase !== 'ended') await hangUp(parts, id)
}

async function attendedTransfer(parts: ShiftParts): Promise<void> {
  const { phone, watch, moment } = parts
  const { id } = await answered(parts)
  const consult = await dial(parts, '200', id)
  await watch.until(
    'consulting',
    seen(consult, ({ phase }) => phase === 'connected'),
  )
  moment('attended transfer')
  must(await phone.call('call.transferAttended', { call: id, consult }), 'the transfer')
  await watch.until(
    'transferred',
    seen(id, ({ phase }) => phase === 'ended'),
  )
  await watch.until('the consultation is over', ({ calls }) => !calls.some((call) => call.id === consult))
}
