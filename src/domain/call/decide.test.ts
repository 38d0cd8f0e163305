import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Call } from './call.ts'
import {
  type CallCommand,
  type CallEffect,
  type Calls,
  decide,
  decideDial,
  decideOffer,
  dialable,
} from './decide.ts'
import { dialed, ended, offered, story } from './testing/facts.ts'
import { replay, transition } from './transition.ts'

const ringing = (id: string) => replay(story(id, [0, offered()]))!
const connected = (id: string) => replay(story(id, [0, offered()], [1, { kind: 'answered' }]))!
const held = (id: string) =>
  replay(story(id, [0, offered()], [1, { kind: 'answered' }], [2, { kind: 'held' }]))!
const over = (id: string) => replay(story(id, [0, offered()], [1, { kind: 'answered' }], [2, ended()]))!
const wrappingUp = (id: string) =>
  replay(story(id, [0, offered()], [1, { kind: 'answered' }], [2, ended()], [2, { kind: 'wrapUpOpened' }]))!
const dialing = (id: string) => replay(story(id, [0, dialed()]))!
const calls = (...list: readonly Call[]): Calls => new Map(list.map((call) => [call.id, call]))

const available = {
  presence: { kind: 'available' },
  whileUnavailable: 'unavailable',
  callWaiting: true,
} as const

test('answering a second call holds the one that is spoken with first', () => {
  expect(decide(calls(connected('a'), ringing('b')), { kind: 'answer', call: 'b' })).toEqual({
    ok: true,
    value: [
      { kind: 'hold', call: 'a' },
      { kind: 'answer', call: 'b' },
    ],
  })
})

test('resuming a call holds the other one', () => {
  expect(decide(calls(connected('a'), held('b')), { kind: 'resume', call: 'b' })).toMatchObject({
    value: [
      { kind: 'hold', call: 'a' },
      { kind: 'resume', call: 'b' },
    ],
  })
})

test('answering or resuming gives up a call that is still being dialled', () => {
  expect(decide(calls(dialing('d'), ringing('r')), { kind: 'answer', call: 'r' })).toMatchObject({
    value: [
      { kind: 'hangUp', call: 'd' },
      { kind: 'answer', call: 'r' },
    ],
  })
  expect(decide(calls(held('a'), dialing('d')), { kind: 'resume', call: 'a' })).toMatchObject({
    value: [
      { kind: 'hangUp', call: 'd' },
      { kind: 'resume', call: 'a' },
    ],
  })
})

test('swap holds what is spoken and resumes what is held', () => {
  expect(decide(calls(connected('a'), held('b')), { kind: 'swap' })).toMatchObject({
    value: [
      { kind: 'hold', call: 'a' },
      { kind: 'resume', call: 'b' },
    ],
  })
  expect(decide(calls(connected('a')), { kind: 'swap' })).toEqual({ ok: false, reason: 'nothingToSwap' })
})

test('commands for calls that are over, unknown or not yet connected are refused with the reason', () => {
  expect(decide(calls(over('a')), { kind: 'hangUp', call: 'a' })).toEqual({
    ok: false,
    reason: 'alreadyEnded',
  })
  expect(decide(calls(), { kind: 'hangUp', call: 'a' })).toEqual({ ok: false, reason: 'noSuchCall' })
  expect(decide(calls(ringing('a')), { kind: 'hold', call: 'a' })).toEqual({
    ok: false,
    reason: 'notConnected',
  })
  expect(decide(calls(connected('a')), { kind: 'answer', call: 'a' })).toEqual({
    ok: false,
    reason: 'notRinging',
  })
})

test('an attended transfer waits for the consultation to be answered', () => {
  const both = calls(held('a'), dialing('b'))
  expect(decide(both, { kind: 'transferAttended', call: 'a', consult: 'b' })).toEqual({
    ok: false,
    reason: 'consultNotAnswered',
  })
})

test('a second transfer of the same call is refused while the first runs', () => {
  const call = replay(
    story(
      'a',
      [0, offered()],
      [1, { kind: 'answered' }],
      [2, { kind: 'transferStarted', how: 'blind', to: '7', consult: null }],
    ),
  )!
  expect(decide(calls(call), { kind: 'transferBlind', call: 'a', to: '701' })).toEqual({
    ok: false,
    reason: 'transferRunning',
  })
})

const line = { id: 'l', isRegistered: true, rewrite: (number: string) => number.replace('+1', '9') }

test('dialling needs a registered line, a number, and no other call being dialled', () => {
  const order = { id: 'n', to: '+1 (202) 555-0101', from: null, callerId: '' }
  expect(decideDial(calls(), line, order)).toEqual({
    ok: true,
    value: [
      {
        kind: 'dial',
        call: 'n',
        to: '+12025550101',
        target: '92025550101',
        from: null,
        line: 'l',
        callerId: '',
      },
    ],
  })
  expect(decideDial(calls(), null, order)).toEqual({ ok: false, reason: 'noSuchLine' })
  const down = { ...line, isRegistered: false }
  expect(decideDial(calls(), down, order)).toEqual({ ok: false, reason: 'lineNotRegistered' })
  expect(decideDial(calls(), line, { ...order, to: 'Ana' })).toEqual({ ok: false, reason: 'badNumber' })
  expect(decideDial(calls(dialing('a')), line, order)).toEqual({ ok: false, reason: 'anotherCallActive' })
})

test('a call is handed over on its own line only', () => {
  const both = calls({ ...connected('a'), account: 'one' }, { ...held('b'), account: 'two' })
  expect(decide(both, { kind: 'transferAttended', call: 'a', consult: 'b' })).toEqual({
    ok: false,
    reason: 'otherLine',
  })
  const rewrite = (account: string | null, number: string) => `${account}-${number}`
  expect(decide(both, { kind: 'transferBlind', call: 'b', to: '700' }, rewrite)).toEqual({
    ok: true,
    value: [{ kind: 'transferBlind', call: 'b', to: '700', target: 'two-700' }],
  })
})

test.each([
  ['+49 (0)30 1234-5', '+4903012345'],
  ['tel:+12025550101', '+12025550101'],
  ['*98#', '*98#'],
  ['ana@example.org', 'ana@example.org'],
  ['', null],
  ['+', null],
  ['12 34 five', null],
  ['<script>', null],
  ['a b@example.org', null],
])('what is typed as %j dials %j', (typed, dials) => {
  expect(dialable(typed)).toBe(dials)
})

test('an available agent is rung, also beside one call, but not beside two', () => {
  expect(decideOffer(calls(ringing('n')), 'n', available)).toEqual({ kind: 'ring', call: 'n' })
  expect(decideOffer(calls(connected('a'), ringing('n')), 'n', available)).toEqual({
    kind: 'ring',
    call: 'n',
  })
  expect(decideOffer(calls(connected('a'), held('b'), ringing('n')), 'n', available)).toMatchObject({
    kind: 'reject',
    as: { status: 'busy' },
  })
})

test('without call waiting a second caller hears busy', () => {
  const policy = { ...available, callWaiting: false }
  expect(decideOffer(calls(connected('a'), ringing('n')), 'n', policy)).toMatchObject({
    as: { status: 'busy' },
  })
})

test('a break or an open wrap-up turns callers away where the account says so, with the reason', () => {
  const onBreak = { ...available, presence: { kind: 'break', reason: 'Lunch' } } as const
  expect(decideOffer(calls(ringing('n')), 'n', onBreak)).toMatchObject({
    as: { status: 'unavailable', why: 'Agent is on a break' },
  })
  expect(
    decideOffer(calls(wrappingUp('a'), ringing('n')), 'n', { ...available, whileUnavailable: 'busy' }),
  ).toMatchObject({
    as: { status: 'busy', why: 'Agent is in wrap-up' },
  })
  expect(decideOffer(calls(ringing('n')), 'n', { ...onBreak, whileUnavailable: 'ring' })).toEqual({
    kind: 'ring',
    call: 'n',
  })
})

test('an offline agent is never rung', () => {
  const offline = { ...available, presence: { kind: 'offline' }, whileUnavailable: 'ring' } as const
  expect(decideOffer(calls(ringing('n')), 'n', offline)).toMatchObject({ kind: 'reject' })
})

const OPENING: readonly (readonly [CallCommand['kind'], string])[] = [
  ['answer', 'a'],
  ['answer', 'b'],
  ['resume', 'a'],
  ['resume', 'b'],
  ['hold', 'a'],
  ['hold', 'b'],
  ['swap', 'a'],
]

/** What the far ends make of effects that all succeed. */
function carriedOut(book: Calls, effects: readonly CallEffect[]): Calls {
  const FACTS = { answer: 'answered', hold: 'held', resume: 'resumed' } as const
  const next = new Map(book)
  for (const effect of effects) {
    const call = next.get(effect.call)
    if (!call) continue
    const fact =
      effect.kind === 'hangUp' ? ended('cancelled', 'agent') : { kind: FACTS[effect.kind as 'hold'] }
    const [stamped] = story(effect.call, [9, fact])
    next.set(effect.call, transition(call, stamped!) ?? call)
  }
  return next
}

test('whatever the agent orders, at most one call is heard at a time', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...OPENING), { maxLength: 12 }), (orders) => {
      let book = calls(ringing('a'), ringing('b'))
      for (const [kind, call] of orders) {
        const decided = decide(book, { kind, call } as CallCommand)
        if (decided.ok) book = carriedOut(book, decided.value)
        const heard = [...book.values()].filter((one) => one.phase === 'connected' && !one.held)
        expect(heard.length).toBeLessThanOrEqual(1)
      }
    }),
  )
})
