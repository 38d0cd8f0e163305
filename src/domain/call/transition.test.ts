import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Call } from './call.ts'
import { anyStory } from './testing/arbitrary.ts'
import { dialed, ended, offered, story, wrapUpClosed } from './testing/facts.ts'
import { replay, transition } from './transition.ts'

const ORDER = { ringing: 0, dialing: 0, connected: 1, ended: 2 } as const

test('an offered call rings, is answered and ends, and each moment is kept', () => {
  const call = replay(story('c', [0, offered()], [4, { kind: 'answered' }], [64, ended()]))
  expect(call).toMatchObject({
    direction: 'inbound',
    phase: 'ended',
    startedAt: { mono: 0 },
    answeredAt: { mono: 4000 },
    endedAt: { mono: 64_000 },
    ended: { by: 'far', cause: 'hungUp' },
  })
})

test('hold, mute and unmute leave the call on hold', () => {
  const call = replay(
    story(
      'c',
      [0, offered()],
      [1, { kind: 'answered' }],
      [2, { kind: 'held' }],
      [3, { kind: 'muted' }],
      [4, { kind: 'unmuted' }],
    ),
  )
  expect(call).toMatchObject({ phase: 'connected', held: true, muted: false })
})

test('a far end that rings after the answer changes nothing', () => {
  const [first, second, third] = story(
    'c',
    [0, dialed()],
    [1, { kind: 'answered' }],
    [2, { kind: 'farRinging' }],
  )
  const connected = transition(transition(null, first!), second!)
  expect(transition(connected, third!)).toBeNull()
})

test('an answer after the end is ignored', () => {
  const call = replay(story('c', [0, dialed()], [1, ended('cancelled', 'agent')]))
  expect(transition(call, story('c', [2, { kind: 'answered' }])[0]!)).toBeNull()
})

test('a call that nobody answered opens no wrap-up', () => {
  const missed = replay(story('c', [0, offered()], [9, ended('missed')]))
  expect(transition(missed, story('c', [9, { kind: 'wrapUpOpened' }])[0]!)).toBeNull()
})

test('a transfer that failed leaves the call connected and says why', () => {
  const call = replay(
    story(
      'c',
      [0, offered()],
      [1, { kind: 'answered' }],
      [2, { kind: 'transferStarted', how: 'blind', to: '700', consult: null }],
      [3, { kind: 'transferFailed', sip: { code: 486, reason: 'Busy Here' } }],
    ),
  )
  expect(call).toMatchObject({ phase: 'connected', transfer: { state: 'failed', sip: { code: 486 } } })
})

test('the first wrap-up stays as it was closed until a correction follows', () => {
  const facts = story(
    'c',
    [0, offered()],
    [1, { kind: 'answered' }],
    [9, ended()],
    [9, { kind: 'wrapUpOpened' }],
    [20, wrapUpClosed('Resolved', 'paid')],
  )
  expect(replay(facts)).toMatchObject({ wrapUp: 'closed', disposition: { label: 'Resolved' }, notes: 'paid' })
  const corrected = story('c', [
    60,
    { kind: 'dispositionChanged', disposition: { id: 'callback', label: 'Callback' }, notes: 'call Monday' },
  ])
  expect(replay([...facts, ...corrected])).toMatchObject({
    disposition: { label: 'Callback' },
    notes: 'call Monday',
  })
})

test('whatever facts come in whatever order, a call never goes back to an earlier phase', () => {
  fc.assert(
    fc.property(anyStory, (facts) => {
      let call: Call | null = null
      for (const stamped of facts) {
        const next = transition(call, stamped)
        if (next && call) expect(ORDER[next.phase]).toBeGreaterThanOrEqual(ORDER[call.phase])
        call = next ?? call
      }
    }),
  )
})

test('whatever facts come, an ended call is neither held nor muted and its end is never rewritten', () => {
  fc.assert(
    fc.property(anyStory, (facts) => {
      let call: Call | null = null
      for (const stamped of facts) {
        const before: Call | null = call
        call = transition(call, stamped) ?? call
        if (call?.phase !== 'ended') continue
        expect([call.held, call.muted, call.mediaLost]).toEqual([false, false, false])
        if (before?.phase === 'ended') expect(call.ended).toEqual(before.ended)
      }
    }),
  )
})
