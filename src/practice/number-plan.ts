/** What happens to a call when its number is dialled. Times are milliseconds after the INVITE. */
export type Outcome =
  | { kind: 'echo' }
  /** Rings, answers and talks; hangs up by itself after `hangUpAfterMs`. */
  | { kind: 'answer'; ringMs: number; hangUpAfterMs?: number }
  /** Rings until the caller gives up. */
  | { kind: 'ring-out' }
  /** 183 with sound, answered after `earlyMs`. */
  | { kind: 'early-media'; earlyMs: number }
  | { kind: 'refuse'; code: number; ringMs: number }

/** The service numbers: where there is one, the number is the SIP code that it leads to. */
export const serviceNumbers: Readonly<Record<string, { what: string; outcome: Outcome }>> = {
  '600': { what: 'echo: you hear yourself', outcome: { kind: 'echo' } },
  '200': { what: 'answers at once', outcome: { kind: 'answer', ringMs: 0 } },
  '210': {
    what: 'answers, hangs up after five seconds',
    outcome: { kind: 'answer', ringMs: 0, hangUpAfterMs: 5_000 },
  },
  '180': { what: 'rings and nobody answers', outcome: { kind: 'ring-out' } },
  '183': {
    what: 'speaks before it answers, after two seconds',
    outcome: { kind: 'early-media', earlyMs: 2_000 },
  },
  '404': { what: 'does not exist', outcome: { kind: 'refuse', code: 404, ringMs: 0 } },
  '480': { what: 'not reachable', outcome: { kind: 'refuse', code: 480, ringMs: 0 } },
  '486': { what: 'busy', outcome: { kind: 'refuse', code: 486, ringMs: 0 } },
  '503': { what: 'server error', outcome: { kind: 'refuse', code: 503, ringMs: 0 } },
  '603': { what: 'rings, then declines', outcome: { kind: 'refuse', code: 603, ringMs: 1_000 } },
}

/** How long a customer lets the phone ring. */
const customerRingMs = 2_000

/** Looks a dialled number up: service numbers, then the numbers of the sample customers, else 404. */
export function createNumberPlan(
  customerNumbers: Iterable<string>,
  ringMs = customerRingMs,
): (dialled: string) => Outcome {
  const customers = new Set([...customerNumbers].map(digitsOf))
  return (dialled) => {
    const service = serviceNumbers[dialled]
    if (service) return service.outcome
    if (customers.has(digitsOf(dialled))) return { kind: 'answer', ringMs }
    return { kind: 'refuse', code: 404, ringMs: 0 }
  }
}

/** `+1 202…`, `001202…` and `1202…` are one number. */
function digitsOf(number: string): string {
  return number.replace(/\D/g, '').replace(/^00/, '')
}
