import { afterEach, expect, test } from 'vitest'
import type { HistoryRow } from '../../contract/agent.ts'
import { startDesk, type TestDesk } from './testing/test-desk.ts'

let started: TestDesk[] = []
afterEach(() => {
  for (const test of started) test.remove()
  started = []
})

/** Spoken with `b`, with `a` on hold. */
function twoCalls(): TestDesk {
  const test = startDesk()
  started.push(test)
  for (const call of ['a', 'b']) {
    test.offer(call)
    test.commands['call.answer']({ call })
    test.desk.fact(call, { kind: 'answered' })
    if (call === 'b') test.desk.fact('a', { kind: 'held' })
  }
  test.ordered()
  return test
}

const join = (test: TestDesk) => test.commands['call.conference']({ call: 'b', with: 'a' })
const MIX = { kind: 'mix', calls: ['a', 'b'] }
const NO_MIX = { kind: 'mix', calls: [] }

function conference(): TestDesk {
  const test = twoCalls()
  join(test)
  test.desk.fact('a', { kind: 'resumed' })
  test.ordered()
  return test
}

const conferenceOf = (test: TestDesk, call: string) => test.desk.book.calls.get(call)?.conference

test('two calls are joined in one transaction, and mixed as soon as neither is held', () => {
  const test = twoCalls()
  expect(join(test)).toMatchObject({ ok: true })
  expect(test.ordered()).toEqual([
    { kind: 'join', call: 'b', with: 'a' },
    { kind: 'resume', call: 'a' },
  ])
  expect([conferenceOf(test, 'a'), conferenceOf(test, 'b')]).toEqual(['b', 'a'])
  expect(test.facts('a').at(-1)).toBe('conferenceJoined')
  test.desk.fact('a', { kind: 'resumed' })
  expect(test.ordered()).toEqual([MIX])
})

test('a far end that refuses to come off hold is in no conference, and nobody is mixed', () => {
  const test = twoCalls()
  join(test)
  test.ordered()
  test.desk.fact('a', { kind: 'orderFailed', order: 'resume', sip: { code: 488, reason: 'Not Here' } })
  expect(test.ordered()).toEqual([])
  expect([conferenceOf(test, 'a'), conferenceOf(test, 'b')]).toEqual([null, null])
  expect(test.desk.book.calls.get('a')).toMatchObject({ held: true, refusedOrder: { order: 'resume' } })
  expect(test.desk.book.calls.get('b')?.held).toBe(false)
})

test('the mix ends with the order to hold, before any far end has agreed to it', () => {
  const test = conference()
  test.commands['call.hold']({ call: 'b' })
  expect(test.ordered()).toEqual([NO_MIX, { kind: 'hold', call: 'b' }, { kind: 'hold', call: 'a' }])
  test.desk.fact('b', { kind: 'held' })
  test.desk.fact('a', { kind: 'held' })
  expect(conferenceOf(test, 'a')).toBe('b')
  test.commands['call.resume']({ call: 'a' })
  test.ordered()
  test.desk.fact('a', { kind: 'resumed' })
  expect(test.ordered()).toEqual([])
  test.desk.fact('b', { kind: 'resumed' })
  expect(test.ordered()).toEqual([MIX])
})

test('a muted agent stays in the mix: the far ends go on hearing each other', () => {
  const test = conference()
  test.effects.length = 0
  test.commands['call.mute']({ call: 'a' })
  expect(test.effects).toEqual([
    { kind: 'mute', call: 'a' },
    { kind: 'audio', call: 'a', microphone: false, hear: true },
    { kind: 'mute', call: 'b' },
    { kind: 'audio', call: 'b', microphone: false, hear: true },
  ])
})

test('music of a far end that holds the agent reaches nobody else', () => {
  const test = conference()
  test.desk.fact('b', { kind: 'farHeld' })
  expect(test.ordered()).toEqual([NO_MIX])
  test.desk.fact('b', { kind: 'farResumed' })
  expect(test.ordered()).toEqual([MIX])
})

test('when one hangs up the other goes on as an ordinary call', () => {
  const test = conference()
  test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  expect(test.ordered()).toEqual([NO_MIX])
  expect(test.desk.book.calls.get('b')).toMatchObject({ phase: 'connected', conference: null, held: false })
  expect(test.facts('b').at(-1)).toBe('conferenceLeft')
  expect(test.facts('a').at(-1)).toBe('wrapUpOpened')
})

test('split holds the one that was named and speaks on with the other', () => {
  const test = conference()
  expect(test.commands['call.split']({ call: 'a' })).toMatchObject({ ok: true })
  expect(test.ordered()).toEqual([{ kind: 'part', call: 'a' }, NO_MIX, { kind: 'hold', call: 'a' }])
  expect([conferenceOf(test, 'a'), conferenceOf(test, 'b')]).toEqual([null, null])
})

test('letting them talk is an attended transfer, after which neither call is here any more', () => {
  const test = conference()
  expect(test.commands['call.transferAttended']({ call: 'a', consult: 'b' })).toMatchObject({ ok: true })
  expect(test.ordered()).toEqual([{ kind: 'transferAttended', call: 'a', consult: 'b' }])
  test.desk.fact('a', { kind: 'transferStarted', how: 'attended', to: 'b', consult: 'b' })
  expect(test.commands['call.split']({ call: 'a' })).toEqual({ ok: false, reason: 'transferRunning' })
  expect(test.ordered()).toEqual([])
  test.desk.fact('a', { kind: 'transferDone' })
  test.desk.fact('a', { kind: 'ended', by: 'agent', cause: 'transferred', sip: null })
  test.desk.fact('b', { kind: 'ended', by: 'agent', cause: 'transferred', sip: null })
  expect(test.ordered()).toEqual([NO_MIX])
  expect(test.desk.state().agent.kind).toBe('wrapUp')
})

test('each call is found from the other’s record', () => {
  const test = conference()
  for (const call of ['a', 'b']) {
    test.desk.fact(call, { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  }
  const { rows } = test.commands['history.list']({
    text: '',
    filter: 'all',
    customer: null,
    before: null,
    limit: 5,
  }) as { rows: readonly HistoryRow[] }
  expect(new Map(rows.map(({ id, linked }) => [id, linked]))).toEqual(
    new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]),
  )
})

test('ending both hangs up twice', () => {
  const test = conference()
  test.commands['call.endConference']({ call: 'b' })
  expect(test.ordered()).toEqual([
    { kind: 'hangUp', call: 'b' },
    { kind: 'hangUp', call: 'a' },
  ])
})

test('a crash ends both calls, and neither comes back as a conference', () => {
  const test = conference()
  const folder = test.kill()
  started = []
  const next = startDesk({ folder, run: 'run-2' })
  started.push(next)
  for (const call of ['a', 'b']) {
    expect(next.desk.book.calls.get(call)).toMatchObject({ phase: 'ended', conference: null, wrapUp: 'open' })
  }
  expect(next.ordered()).toEqual([])
})
