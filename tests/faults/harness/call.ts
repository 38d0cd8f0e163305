import type { CallId } from '../../../src/domain/call/facts.ts'
import type { CallToAgent, PracticeLine } from '../../../src/practice/practice-line.ts'
import type { Phone } from './phone.ts'
import { USER } from './phone.ts'
import { until } from './until.ts'

/** RMS that speech stays above and silence below; the line's voices have about 0.1. */
const AUDIBLE = 0.01

/** Sound that never stopped may seem to, where the machine is busy; sound that did stop stays away for longer. */
export const MOST_SILENCE_MS = 3_000

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

/** Watches what the customer hears, in slices: `silentFor` is the longest time without sound, in milliseconds. */
export function listen(customer: CallToAgent): { readonly stop: () => { readonly silentFor: number } } {
  const SLICE_MS = 200
  let silentFor = 0
  let silentSince: number | null = null
  const look = (): void => {
    const now = performance.now()
    if (customer.stats(SLICE_MS / 1000).heard.rms > AUDIBLE / 2) silentSince = null
    else silentSince ??= now - SLICE_MS
    if (silentSince !== null) silentFor = Math.max(silentFor, now - silentSince)
  }
  const timer = setInterval(look, SLICE_MS / 2)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return { silentFor }
    },
  }
}
