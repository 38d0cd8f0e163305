import { expect } from 'vitest'
import type { CallId } from '../../../src/domain/call/facts.ts'
import type { CallToAgent, PracticeLine } from '../../../src/practice/practice-line.ts'
import type { Phone } from './phone.ts'
import { USER } from './phone.ts'
import { until } from './until.ts'

/** RMS that speech stays above and silence below; the line's voices have about 0.1. */
const AUDIBLE = 0.01

/** A customer calls and the agent answers: both hear each other when it resolves. */
export async function talk(
  phone: Phone,
  line: PracticeLine,
  displayName = 'Ada Byron',
): Promise<{ readonly id: CallId; readonly customer: CallToAgent }> {
  const customer = line.call({ to: USER, from: '+12025550143', displayName })
  const id = await phone.until('it rings', ({ calls }) => calls.find(({ phase }) => phase === 'ringing')?.id)
  const answered = await phone.call('call.answer', { call: id })
  if (!answered.ok) throw new Error(`the call was not answered: ${answered.reason}`)
  await customer.answered()
  await hearEachOther(phone, customer)
  return { id, customer }
}

/** Resolves when sound goes both ways from now on: whatever was heard before doesn't count. */
export async function hearEachOther(phone: Phone, customer: CallToAgent, timeoutMs?: number): Promise<void> {
  const SECONDS = 0.3
  await phone.forgetSound()
  const from = performance.now() + SECONDS * 1000
  await until(
    'the customer hears the agent',
    () => performance.now() > from && customer.stats(SECONDS).heard.rms > AUDIBLE,
    timeoutMs,
  )
  await until('the agent hears the customer', async () => (await phone.heardRms()) > AUDIBLE, timeoutMs)
}

/** Longest times in milliseconds without a packet, and without sound in what came. */
export type Gaps = { readonly packets: number; readonly sound: number }

/**
 * Watches what the customer hears from now on. Waits first for Chromium to let the voice through: in the first seconds
 * of a call it takes it for noise now and then.
 */
export async function listen(customer: CallToAgent): Promise<{ readonly stop: () => Gaps }> {
  const SLICE_MS = 200
  await until('the agent is heard loud and clear', () => customer.stats(1.5).heard.rms > 0.04)
  const packets = createGap()
  const sound = createGap()
  const look = (): void => {
    const { heard } = customer.stats(SLICE_MS / 1000)
    packets.look(heard.recentPackets > 0, SLICE_MS)
    sound.look(heard.rms > AUDIBLE / 2, SLICE_MS)
  }
  const timer = setInterval(look, SLICE_MS / 2)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return { packets: Math.round(packets.longest()), sound: Math.round(sound.longest()) }
    },
  }
}

function createGap() {
  let longest = 0
  let since: number | null = null
  return {
    look: (there: boolean, sliceMs: number): void => {
      const now = performance.now()
      if (there) since = null
      else since ??= now - sliceMs
      if (since !== null) longest = Math.max(longest, now - since)
    },
    longest: () => longest,
  }
}

/** A machine that is busy delivers late, and noise suppression swallows a word; sound that stopped stays away. */
export function expectSound(gaps: Gaps): void {
  expect(gaps.packets).toBeLessThan(1_500)
  expect(gaps.sound).toBeLessThan(4_000)
}
