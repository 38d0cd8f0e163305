import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Call } from './call.ts'
import { conferenceFollows, mixedCalls, partnerOf } from './conference.ts'
import { type CallCommand, type CallEffect, type Calls, decide } from './decide.ts'
import type { CallFact, CallId } from './facts.ts'
import { dialed, ended, offered, story } from './testing/facts.ts'
import { replay, transition } from './transition.ts'

const ANSWERED = { kind: 'answered' } as const
const made = (id: string, ...facts: readonly CallFact[]): Call =>
  replay(story(id, [0, offered()], ...facts.map((fact, index) => [index + 1, fact] as const)))!
const spoken = (id: string, ...more: readonly CallFact[]) => made(id, ANSWERED, ...more)
const held = (id: string, ...more: readonly CallFact[]) => made(id, ANSWERED, { kind: 'held' }, ...more)
const joined = (id: string, other: string, ...more: readonly CallFact[]) =>
  spoken(id, { kind: 'conferenceJoined', with: other }, ...more)
const calls = (...list: readonly Call[]): Calls => new Map(list.map((call) => [call.id, call]))
const conference = calls(joined('a', 'b'), joined('b', 'a'))
const suspended = calls(joined('a', 'b', { kind: 'held' }), joined('b', 'a', { kind: 'held' }))

const effectsOf = (book: Calls, command: CallCommand): readonly string[] | string => {
  const decided = decide(book, command)
  return decided.ok ? decided.value.map(({ kind, call }) => `${kind} ${call}`) : decided.reason
}

test('joining takes the held call off hold and leaves the spoken one alone', () => {
  const join = { kind: 'conference', call: 'a', with: 'b' } as const
  expect(effectsOf(calls(spoken('a'), held('b')), join)).toEqual(['join a', 'resume b'])
  expect(effectsOf(calls(held('a'), held('b')), join)).toEqual(['join a', 'resume a', 'resume b'])
  expect(effectsOf(calls(spoken('a'), spoken('b', { kind: 'farHeld' })), join)).toEqual(['join a'])
})

test('an agent who is muted to the one they speak with is muted to both, and the other way round', () => {
  const join = { kind: 'conference', call: 'a', with: 'b' } as const
  const muted = { kind: 'muted' } as const
  expect(effectsOf(calls(spoken('a', muted), held('b')), join)).toEqual(['mute b', 'join a', 'resume b'])
  expect(effectsOf(calls(spoken('a'), held('b', muted)), join)).toEqual(['unmute b', 'join a', 'resume b'])
  expect(effectsOf(calls(held('a', muted), held('b')), join)).toContain('mute b')
})

test('what can not be joined is refused with the reason', () => {
  const join = (book: Calls, other = 'b') => effectsOf(book, { kind: 'conference', call: 'a', with: other })
  expect(join(calls(spoken('a')), 'a')).toBe('nothingToJoin')
  expect(join(calls(spoken('a')))).toBe('noSuchCall')
  expect(join(calls(spoken('a'), made('b')))).toBe('notConnected')
  expect(join(calls(spoken('a'), made('b', ANSWERED, ended())))).toBe('alreadyEnded')
  expect(join(conference)).toBe('alreadyInConference')
  expect(join(new Map([...conference, ['c', held('c')]]), 'c')).toBe('alreadyInConference')
  const going = { kind: 'transferStarted', how: 'blind', to: '7', consult: null } as const
  expect(join(calls(spoken('a', going), held('b')))).toBe('transferRunning')
})

test('a third call may ring meanwhile; one that is spoken is held, one that is being dialled is given up', () => {
  const join = { kind: 'conference', call: 'a', with: 'b' } as const
  expect(effectsOf(calls(spoken('a'), held('b'), made('r')), join)).toEqual(['join a', 'resume b'])
  expect(effectsOf(calls(held('a'), held('b'), spoken('c')), join)).toEqual([
    'hold c',
    'join a',
    'resume a',
    'resume b',
  ])
  const dialing = replay(story('d', [0, dialed()]))!
  expect(effectsOf(calls(spoken('a'), held('b'), dialing), join)).toContain('hangUp d')
})

test.each(['hold', 'mute'] as const)('%s means both calls of a conference', (kind) => {
  expect(effectsOf(conference, { kind, call: 'b' })).toEqual([`${kind} b`, `${kind} a`])
})

test('resuming or swapping brings a conference back whole', () => {
  expect(effectsOf(suspended, { kind: 'resume', call: 'b' })).toEqual(['resume b', 'resume a'])
  const withThird = new Map([...suspended, ['c', spoken('c')]])
  expect(effectsOf(withThird, { kind: 'resume', call: 'a' })).toEqual(['hold c', 'resume a', 'resume b'])
  expect(effectsOf(withThird, { kind: 'swap' })).toEqual(['hold c', 'resume a', 'resume b'])
  expect(effectsOf(conference, { kind: 'swap' })).toBe('nothingToSwap')
})

test('answering a third call holds both', () => {
  const withThird = new Map([...conference, ['c', made('c')]])
  expect(effectsOf(withThird, { kind: 'answer', call: 'c' })).toEqual(['hold a', 'hold b', 'answer c'])
})

test('split parts the two and holds the one that was named', () => {
  expect(effectsOf(conference, { kind: 'split', call: 'b' })).toEqual(['part b', 'hold b'])
  expect(effectsOf(suspended, { kind: 'split', call: 'b' })).toEqual(['part b'])
  expect(effectsOf(calls(spoken('a')), { kind: 'split', call: 'a' })).toBe('notInConference')
})

test('one call is ended by itself, or both together', () => {
  expect(effectsOf(conference, { kind: 'hangUp', call: 'b' })).toEqual(['hangUp b'])
  expect(effectsOf(conference, { kind: 'endConference', call: 'b' })).toEqual(['hangUp b', 'hangUp a'])
  expect(effectsOf(calls(spoken('a')), { kind: 'endConference', call: 'a' })).toBe('notInConference')
})

test('a far end that is held, or that holds the agent, is in nobody’s ear', () => {
  const heard = () => true
  expect(mixedCalls(conference, heard)).toEqual(['a', 'b'])
  expect(mixedCalls(suspended, heard)).toEqual([])
  expect(mixedCalls(calls(joined('a', 'b'), joined('b', 'a', { kind: 'farHeld' })), heard)).toEqual([])
  expect(mixedCalls(conference, (call) => call !== 'b')).toEqual([])
})

test('who is left by the other, or refuses to come off hold, is in no conference any more', () => {
  const follows = (book: Calls, id: CallId, fact: CallFact) =>
    conferenceFollows(book, id, fact).map((one) => `${one.call} ${one.fact.kind}`)
  expect(follows(conference, 'a', ended())).toEqual(['b conferenceLeft'])
  const refused = { kind: 'orderFailed', order: 'resume', sip: { code: 488, reason: '' } } as const
  expect(follows(suspended, 'a', refused)).toEqual(['a conferenceLeft', 'b conferenceLeft'])
  expect(follows(conference, 'a', { ...refused, order: 'hold' })).toEqual([])
  expect(follows(calls(spoken('a')), 'a', ended())).toEqual([])
})

const IDS = ['a', 'b', 'c'] as const
const COMMANDS = ['answer', 'hold', 'resume', 'mute', 'unmute', 'split', 'endConference', 'hangUp'] as const
const FACT_OF: Partial<Record<CallEffect['kind'], CallFact>> = {
  answer: ANSWERED,
  hold: { kind: 'held' },
  resume: { kind: 'resumed' },
  mute: { kind: 'muted' },
  unmute: { kind: 'unmuted' },
  hangUp: ended('hungUp', 'agent'),
  part: { kind: 'conferenceLeft' },
}

const command: fc.Arbitrary<CallCommand> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...COMMANDS), call: fc.constantFrom(...IDS) }),
  fc.record({
    kind: fc.constant('conference' as const),
    call: fc.constantFrom(...IDS),
    with: fc.constantFrom(...IDS),
  }),
  fc.constant<CallCommand>({ kind: 'swap' }),
)
/** What a far end does by itself, which no order asks for. */
const farFact: fc.Arbitrary<{ call: CallId; fact: CallFact }> = fc.record({
  call: fc.constantFrom(...IDS),
  fact: fc.constantFrom<CallFact>({ kind: 'farHeld' }, { kind: 'farResumed' }, ended()),
})

function take(book: Map<CallId, Call>, id: CallId, fact: CallFact): void {
  for (const one of [{ call: id, fact }, ...conferenceFollows(book, id, fact)]) {
    const call = book.get(one.call)
    const next = call && transition(call, story(one.call, [9, one.fact])[0]!)
    if (next) book.set(one.call, next)
  }
}

/** What becomes of effects; `refuse` makes the far ends refuse to come off hold. */
function carryOut(book: Map<CallId, Call>, effects: readonly CallEffect[], refuse: boolean): void {
  for (const effect of effects) {
    if (effect.kind === 'join') take(book, effect.call, { kind: 'conferenceJoined', with: effect.with })
    else if (effect.kind === 'resume' && refuse) {
      take(book, effect.call, { kind: 'orderFailed', order: 'resume', sip: null })
    } else {
      const fact = FACT_OF[effect.kind]
      if (fact) take(book, effect.call, fact)
    }
  }
}

test('whatever is ordered and whatever the far ends do, the agent talks with one call or one conference', () => {
  const step = fc.oneof({ weight: 5, arbitrary: fc.tuple(command, fc.boolean()) }, farFact)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const book = new Map(IDS.map((id) => [id as CallId, made(id)]))
      for (const one of steps) {
        if (!Array.isArray(one)) take(book, one.call, one.fact)
        else {
          const [order, refuse] = one
          const decided = decide(book, order)
          if (decided.ok) carryOut(book, decided.value, refuse)
        }
        const talking = [...book.values()].filter((call) => call.phase === 'connected' && !call.held)
        const [first, second] = talking
        expect(talking.length).toBeLessThanOrEqual(2)
        if (first && second) expect(partnerOf(book, first)).toBe(second)
        const joinedNow = [...book.values()].filter((call) => call.conference !== null)
        for (const call of joinedNow) {
          const partner = partnerOf(book, call)
          expect(partner).not.toBeNull()
          expect(call.muted).toBe(partner?.muted)
        }
        for (const id of mixedCalls(book, () => true)) expect(book.get(id)?.held).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})
