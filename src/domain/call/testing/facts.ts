import type { CallFact, CallId, StampedFact } from '../facts.ts'

/** A call's story told in seconds: `story('call', [0, offered()], [3, { kind: 'answered' }])`. */
export function story(
  call: CallId,
  ...moments: readonly (readonly [seconds: number, fact: CallFact, run?: string])[]
) {
  return moments.map(
    ([seconds, fact, run]): StampedFact => ({
      call,
      at: { run: run ?? 'run-1', mono: seconds * 1000, wall: 1_760_000_000_000 + seconds * 1000 },
      fact,
    }),
  )
}

export const offered = (number = '+12025550101', displayName: string | null = 'Ana Ruiz'): CallFact => ({
  kind: 'offered',
  line: 'practice',
  party: { number, displayName },
  sipCallId: 'abc@127.0.0.1',
  headers: {},
})

export const dialed = (number = '+12025550101', from?: CallId): CallFact => ({
  kind: 'dialed',
  line: 'practice',
  party: { number, displayName: null },
  ...(from === undefined ? {} : { from }),
})

export const ended = (
  cause: Extract<CallFact, { kind: 'ended' }>['cause'] = 'hungUp',
  by: Extract<CallFact, { kind: 'ended' }>['by'] = 'far',
): CallFact => ({ kind: 'ended', by, cause, sip: null })

export const wrapUpClosed = (label = 'Resolved', notes = ''): CallFact => ({
  kind: 'wrapUpClosed',
  by: 'agent',
  disposition: { id: label.toLowerCase(), label },
  notes,
})
