import type { CallToAgent, PracticeCall, PracticeLine } from './api.ts'
import { createRandom, pick, type Random } from './random.ts'
import { concerns } from './sample/people.ts'
import type { SampleCustomer } from './sample/sample-customers.ts'

export interface ShiftOptions {
  line: PracticeLine
  /** The agent's user. */
  user: string
  customers: readonly SampleCustomer[]
  /** The same seed gives the same customers in the same order with the same concerns. */
  seed?: number
  /** Shortest and longest pause between two calls, milliseconds. Default 15,000 and 40,000. */
  pauseMs?: readonly [number, number]
  /** How long a customer lets it ring, milliseconds. Default 30,000. */
  patienceMs?: number
  /** How long a customer talks at least and at most before hanging up, milliseconds. Default 40,000 and 120,000. */
  talkMs?: readonly [number, number]
  /** Runs something after so many milliseconds; returns how to call it off. Default: a timer. */
  later?(ms: number, run: () => void): () => void
  /** Runs for each call with a sentence on who calls and why. */
  onCall?(call: CallToAgent, customer: SampleCustomer, caller: string): void
}

/** Practice for people: customers who call by themselves, one after the other. */
export interface Shift {
  readonly running: boolean
  start(): void
  /** No more calls by themselves; a call that is on goes on. */
  stop(): void
  /** The next customer, or the one with this number, calls now. Undefined when nobody has that number. */
  callNow(number?: string): CallToAgent | undefined
}

export function createShift(options: ShiftOptions): Shift {
  const { line, user, customers } = options
  const [shortest, longest] = options.pauseMs ?? [15_000, 40_000]
  const [talkShortest, talkLongest] = options.talkMs ?? [40_000, 120_000]
  const random = createRandom(options.seed ?? 1)
  // Of its own, so that the agent's doings, which begin pauses anew, don't change who calls.
  const pauses = createRandom(options.seed ?? 1)
  const later = options.later ?? afterMs
  let callOff: (() => void) | undefined
  let stopListening: (() => void) | undefined

  function callNow(number?: string): CallToAgent | undefined {
    const customer =
      number === undefined
        ? pick(random, customers)
        : customers.find(({ phone, mobile }) => phone === number || mobile === number)
    if (!customer) return undefined
    // Now and then somebody calls from the other phone.
    const from = number ?? (customer.mobile && random() < 0.5 ? customer.mobile : customer.phone)
    const call = line.call({
      to: user,
      from,
      displayName: customer.name,
      giveUpAfterMs: options.patienceMs ?? 30_000,
      hangUpAfterMs: between(random, talkShortest, talkLongest),
    })
    options.onCall?.(call, customer, introduce(customer, pick(random, concerns)))
    return call
  }

  /** The pause begins when the agent is registered and free, so nobody calls into another call or a closed phone. */
  function plan(): void {
    const free = line.registrations().some((one) => one.user === user) && line.calls().length === 0
    if (!free || !stopListening) {
      callOff?.()
      callOff = undefined
      return
    }
    callOff ??= later(between(pauses, shortest, longest), () => {
      callOff = undefined
      callNow()
    })
  }

  return {
    get running() {
      return stopListening !== undefined
    },
    start() {
      if (stopListening) return
      const unregistrations = line.onRegistrations(plan)
      const follow = (call: PracticeCall) => {
        plan()
        void call.ended().then(plan)
      }
      const uncalls = line.onAnyCall(follow)
      stopListening = () => {
        unregistrations()
        uncalls()
      }
      line.calls().forEach(follow)
      plan()
    },
    stop() {
      stopListening?.()
      stopListening = undefined
      callOff?.()
      callOff = undefined
    },
    callNow,
  }
}

function introduce({ name, company, city }: SampleCustomer, concern: string): string {
  return `${name}${company ? ` of ${company}` : ''}, ${city}, ${concern}.`
}

export function between(random: Random, low: number, high: number): number {
  return Math.round(low + random() * (high - low))
}

export function afterMs(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
