import { describe, expect, it } from 'vitest'
import type { Call } from '../../domain/call/call.ts'
import type { CallFact } from '../../domain/call/facts.ts'
import { offered, story } from '../../domain/call/testing/facts.ts'
import { replay } from '../../domain/call/transition.ts'
import { createListening } from './listening.ts'

const counters = {
  packetsReceived: 0,
  packetsLost: 0,
  packetsDiscarded: 0,
  packetsSent: 0,
  jitterMs: 0,
  roundTripMs: null,
  jitterBufferDelaySeconds: 0,
  jitterBufferEmitted: 0,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  samplesReceived: 0,
  heardEnergy: 0,
  heardSeconds: 0,
  spokenEnergy: 0,
  spokenSeconds: 0,
  codec: 'pcmu',
}

function callAfter(...facts: readonly CallFact[]): Call {
  const call = replay(
    story('c1', [0, offered()], [1, { kind: 'answered' }], ...facts.map((fact) => [2, fact] as const)),
  )
  if (!call) throw new Error('no call')
  return call
}

/** Ten seconds in which packets came, went, both or neither. */
function missing(call: Call, came: number, went: number) {
  const listening = createListening()
  for (let second = 0; second <= 10; second += 1) {
    const now = { ...counters, packetsReceived: came * second, packetsSent: went * second }
    listening.heard(call.id, second * 1_000, now)
  }
  return listening.missing(call)
}

describe('audio that is missed', () => {
  it('is missed in the direction in which nothing goes', () => {
    expect(missing(callAfter(), 50, 50)).toBeNull()
    expect(missing(callAfter(), 0, 50)).toBe('arriving')
    expect(missing(callAfter(), 50, 0)).toBe('leaving')
  })

  it('is not due of a call that either side holds', () => {
    expect(missing(callAfter({ kind: 'held' }), 0, 0)).toBeNull()
    expect(missing(callAfter({ kind: 'farHeld' }), 0, 0)).toBeNull()
    expect(missing(callAfter({ kind: 'farHeld' }), 50, 0)).toBeNull()
  })
})
