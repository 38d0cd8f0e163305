import { afterEach, expect, test } from 'vitest'
import { durations } from '../../domain/call/durations.ts'
import { customer, LINE, startDesk, type TestDesk } from './testing/test-desk.ts'

const started: TestDesk[] = []
const start = (options?: Parameters<typeof startDesk>[0]): TestDesk => {
  const test = startDesk(options)
  started.push(test)
  return test
}
afterEach(() => {
  for (const test of started.splice(0)) test.remove()
})

const ana = customer('ana', 'Ana Ruiz', '+12025550101')

function talk(desk: TestDesk, call: string): void {
  desk.offer(call)
  desk.wait(4)
  desk.commands['call.answer']({ call })
  desk.desk.fact(call, { kind: 'answered' })
}

function hangUp(desk: TestDesk, call: string): void {
  desk.desk.fact(call, { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
}

test('one call through the desk: who it is, ring, talk, wrap-up, and every second of it in the journal', () => {
  const test = start({ customers: [ana] })
  test.offer('a')
  expect(test.facts('a')).toEqual(['offered', 'customerMatched'])
  expect(test.ordered()).toEqual([{ kind: 'ring', call: 'a' }])
  expect(test.desk.state().agent.kind).toBe('ringing')
  test.wait(4)
  expect(test.commands['call.answer']({ call: 'a' })).toMatchObject({ ok: true })
  expect(test.desk.book.calls.get('a')?.phase).toBe('ringing')
  test.desk.fact('a', { kind: 'answered' })
  test.wait(60)
  hangUp(test, 'a')
  expect(test.desk.state().agent.kind).toBe('wrapUp')
  test.wait(20)
  const wrong = test.commands['wrapUp.finish']({ call: 'a', disposition: null, notes: '' })
  expect(wrong).toEqual({ ok: false, reason: 'dispositionRequired' })
  expect(test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: 'paid' })).toMatchObject(
    { ok: true },
  )
  expect(test.desk.state().agent.kind).toBe('available')
  expect(durations(test.journal.facts('a'), null)).toMatchObject({
    ring: 4000,
    talk: 60_000,
    wrapUp: 20_000,
    handle: 80_000,
  })
  expect(test.desk.book.calls.size).toBe(0)
})

test('a fact is in the journal before any effect of it goes out', () => {
  const test = start()
  const seen: number[] = []
  const { push } = test.effects
  test.effects.push = (...effects) => {
    seen.push(test.journal.facts('a').length)
    return push.apply(test.effects, effects)
  }
  test.offer('a')
  expect(seen.length).toBeGreaterThan(0)
  expect(Math.min(...seen)).toBe(1)
})

test('a number of several customers is no match: the agent chooses, and the choice is a fact', () => {
  const test = start({ customers: [ana, customer('ken', 'Ken Ito', '+12025550101')] })
  test.offer('a')
  expect(test.facts('a')).toEqual(['offered'])
  expect(test.pops.view(test.desk.book.calls.get('a')!)).toMatchObject({ kind: 'several' })
  test.commands['customer.assign']({ call: 'a', customer: 'ken', how: 'chosen', addNumber: false })
  expect(test.pops.view(test.desk.book.calls.get('a')!)).toMatchObject({
    kind: 'customer',
    customer: { name: 'Ken Ito' },
  })
  expect(test.facts('a')).toEqual(['offered', 'customerMatched'])
})

test('the calls before a call are those before it, whenever they are looked at first', () => {
  const test = start()
  for (const id of ['a', 'b']) {
    test.offer(id, '+12025550177')
    hangUp(test, id)
  }
  const b = test.desk.state().notices.find(({ id }) => id === 'b')!
  expect(test.pops.view(b)).toMatchObject({ kind: 'unknown', callsBefore: [{ id: 'a' }] })
})

test('the microphone goes off with the order to hold, and comes back when hold is refused', () => {
  const test = start()
  talk(test, 'a')
  test.effects.length = 0
  test.commands['call.hold']({ call: 'a' })
  expect(test.effects[0]).toEqual({ kind: 'audio', call: 'a', microphone: false, hear: false })
  test.desk.fact('a', { kind: 'orderFailed', order: 'hold', sip: { code: 491, reason: 'Request Pending' } })
  expect(test.effects.at(-1)).toEqual({ kind: 'audio', call: 'a', microphone: true, hear: true })
})

test('a muted call that was on hold comes back muted', () => {
  const test = start()
  talk(test, 'a')
  test.commands['call.mute']({ call: 'a' })
  test.desk.fact('a', { kind: 'held' })
  test.effects.length = 0
  test.desk.fact('a', { kind: 'resumed' })
  expect(test.effects).toContainEqual({ kind: 'audio', call: 'a', microphone: false, hear: true })
})

test('a second caller is announced softly, and answering puts the first on hold', () => {
  const test = start()
  talk(test, 'a')
  test.effects.length = 0
  test.offer('b', '+12025550102')
  expect(test.effects).toContainEqual({ kind: 'sound', sound: 'waiting' })
  test.effects.length = 0
  test.commands['call.answer']({ call: 'b' })
  expect(test.ordered().map(({ kind }) => kind)).toEqual(['hold', 'answer'])
})

test('an agent on a break is not rung where the account says so', () => {
  const test = start({ whileUnavailable: 'busy' })
  expect(test.commands['agent.setPresence']({ presence: 'break', reason: 'lunch' })).toMatchObject({
    ok: true,
  })
  test.offer('a')
  expect(test.ordered()).toEqual([
    { kind: 'reject', call: 'a', as: { status: 'busy', why: 'Agent is on a break' } },
  ])
})

test('a time-boxed wrap-up closes by itself with the disposition that says so', () => {
  const test = start({ settings: { wrapUp: { mode: 'timeBoxed', seconds: 30 } } })
  talk(test, 'a')
  hangUp(test, 'a')
  test.commands['wrapUp.draft']({ call: 'a', disposition: null, notes: 'half a sen' })
  test.wait(29)
  expect(test.desk.book.calls.get('a')?.wrapUp).toBe('open')
  test.wait(1)
  expect(test.journal.facts('a').at(-1)?.fact).toMatchObject({
    kind: 'wrapUpClosed',
    by: 'timeout',
    disposition: { label: 'Wrap-up timeout' },
    notes: 'half a sen',
  })
})

test('a disposition that was chosen before the time ran out is kept', () => {
  const test = start({ settings: { wrapUp: { mode: 'timeBoxed', seconds: 30 } } })
  talk(test, 'a')
  hangUp(test, 'a')
  test.commands['wrapUp.draft']({ call: 'a', disposition: 'resolved', notes: '' })
  test.wait(30)
  expect(test.journal.facts('a').at(-1)?.fact).toMatchObject({
    by: 'timeout',
    disposition: { id: 'resolved' },
  })
})

test('a missed call stays on the desk as a notice until it is dismissed', () => {
  const test = start()
  test.offer('a')
  test.wait(20)
  test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'missed', sip: null })
  expect(test.desk.state().notices.map(({ id }) => id)).toEqual(['a'])
  test.commands['call.dismissNotice']({ call: 'a' })
  expect(test.desk.state().notices).toEqual([])
})

test('a consultation gets no wrap-up of its own', () => {
  const test = start()
  talk(test, 'a')
  test.desk.fact('b', {
    kind: 'dialed',
    line: 'practice',
    party: { number: '700', displayName: null },
    from: 'a',
  })
  test.desk.fact('b', { kind: 'answered' })
  test.desk.fact('b', { kind: 'ended', by: 'agent', cause: 'transferred', sip: null })
  expect(test.facts('b')).toEqual(['dialed', 'answered', 'ended'])
})

test('who is consulted is looked up like every other party', () => {
  const ken = customer('ken', 'Ken Ito', '700')
  const test = start({ customers: [ken] })
  talk(test, 'a')
  const party = { number: '700', displayName: null }
  test.desk.fact('b', { kind: 'dialed', line: 'practice', party, from: 'a' })
  expect(test.facts('b')).toEqual(['dialed', 'customerMatched'])
})

test('after a crash in a call, the call ended at the last heartbeat and its wrap-up is open with its draft', () => {
  const before = start()
  talk(before, 'a')
  before.wait(12)
  before.commands['wrapUp.draft']({ call: 'a', disposition: null, notes: 'wants a refund' })
  before.wait(3)
  const folder = before.kill()
  const after = start({ folder, run: 'run-2' })
  expect(after.facts('a')).toEqual(['offered', 'answered', 'ended', 'wrapUpOpened'])
  const spent = durations(after.journal.facts('a'), null)
  expect(spent.talk).toBeGreaterThanOrEqual(10_000)
  expect(spent.talk).toBeLessThanOrEqual(15_000)
  expect(after.desk.book.draft('a').notes).toBe('wants a refund')
  expect(after.desk.state().agent.kind).toBe('wrapUp')
})

test('an open wrap-up comes back after a crash, and the time between is not counted', () => {
  const before = start()
  talk(before, 'a')
  before.wait(10)
  hangUp(before, 'a')
  before.wait(8)
  const after = start({ folder: before.kill(), run: 'run-2' })
  after.wait(20)
  after.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
  const spent = durations(after.journal.facts('a'), null)
  expect(spent.wrapUp).toBeGreaterThanOrEqual(20_000)
  expect(spent.wrapUp).toBeLessThanOrEqual(28_000)
})

test('quitting in good order ends calls, suspends wrap-ups and says offline', () => {
  const test = start()
  talk(test, 'a')
  test.wait(5)
  test.desk.close()
  expect(test.facts('a')).toEqual(['offered', 'answered', 'ended', 'wrapUpOpened', 'wrapUpSuspended'])
  expect(test.journal.agentStates(0).at(-1)?.state.kind).toBe('offline')
})

test('a media window that dies is answered by a re-INVITE of every live call, and by the end when audio stays away', () => {
  const test = start()
  talk(test, 'a')
  test.desk.mediaWindow('gone')
  expect(test.desk.book.calls.get('a')?.mediaLost).toBe(true)
  test.effects.length = 0
  test.desk.mediaWindow('ready')
  expect(test.ordered()).toEqual([{ kind: 'renegotiate', call: 'a' }])
  test.desk.mediaReport('a', { kind: 'connection', peer: 'a', state: 'connected' })
  expect(test.desk.book.calls.get('a')?.mediaLost).toBe(false)
  test.desk.mediaReport('a', { kind: 'connection', peer: 'a', state: 'disconnected' })
  test.wait(4)
  expect(test.ordered()).toContainEqual({ kind: 'renegotiate', call: 'a' })
  test.wait(30)
  expect(test.journal.facts('a').map(({ fact }) => fact)).toContainEqual(
    expect.objectContaining({ kind: 'ended', cause: 'media', by: 'system' }),
  )
})

test('a disposition can be corrected after the wrap-up was closed; the first one stays on record', () => {
  const test = start()
  talk(test, 'a')
  hangUp(test, 'a')
  test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
  expect(
    test.commands['wrapUp.change']({ call: 'a', disposition: 'callback', notes: 'Monday' }),
  ).toMatchObject({ ok: true })
  expect(test.facts('a').slice(-2)).toEqual(['wrapUpClosed', 'dispositionChanged'])
  const [row] = test.history.list({ text: '', filter: 'all', customer: null, before: null, limit: 1 }).rows
  expect(row).toMatchObject({ disposition: 'Callback', notes: 'Monday' })
})

test('settings that were saved are there at the next start, and a duplicate hotkey is refused', () => {
  const before = start()
  const saved = before.commands['settings.save']({
    theme: 'dark',
    wrapUp: { mode: 'timeBoxed', seconds: 45 },
  })
  expect(saved).toMatchObject({ ok: true })
  const twice = before.settings().hotkeys.map((hotkey) => ({ ...hotkey, focused: 'F9' }))
  expect(before.commands['settings.save']({ hotkeys: twice })).toEqual({
    ok: false,
    reason: 'duplicateHotkey',
  })
  const after = start({ folder: before.kill(), run: 'run-2' })
  expect(after.settings()).toMatchObject({ theme: 'dark', wrapUp: { mode: 'timeBoxed', seconds: 45 } })
})

test('what waits in the voice mailbox is kept until the line says otherwise', () => {
  const test = start()
  const voicemail = () => test.desk.state().lines.get(LINE)?.voicemail
  expect(voicemail()).toBeNull()
  test.desk.voicemail(LINE, { new: 2, old: 8, number: '*97' })
  expect(voicemail()).toEqual({ new: 2, old: 8, number: '*97' })
  test.desk.voicemail(LINE, null)
  expect(voicemail()).toBeNull()
})

test('a call that the other side put through to somebody else is theirs from then on, and their record pops', () => {
  const ken = customer('ken', 'Ken Ito', '+12025550102')
  const test = start({ customers: [ana, ken] })
  talk(test, 'a')
  expect(test.desk.book.calls.get('a')?.customer).toMatchObject({ id: 'ana' })
  test.desk.fact('a', { kind: 'partyChanged', party: { number: '+12025550102', displayName: 'Ken' } })
  expect(test.desk.book.calls.get('a')).toMatchObject({
    party: { displayName: 'Ken' },
    customer: { id: 'ken' },
  })
  test.desk.fact('a', { kind: 'partyChanged', party: { number: '+4930000', displayName: null } })
  expect(test.desk.book.calls.get('a')).toMatchObject({
    party: { number: '+4930000' },
    customer: { id: 'ken' },
  })
  test.commands['customer.assign']({ call: 'a', customer: 'ana', how: 'chosen', addNumber: false })
  test.desk.fact('a', { kind: 'partyChanged', party: { number: '+12025550102', displayName: null } })
  expect(test.desk.book.calls.get('a')?.customer).toMatchObject({ id: 'ana' })
})

test('a limited wrap-up ends at its limit to the fraction of a millisecond, and the journal takes it', () => {
  const test = start({ customers: [ana], settings: { wrapUp: { mode: 'timeBoxed', seconds: 5 } } })
  talk(test, 'a')
  hangUp(test, 'a')
  test.wait(5.4037)
  expect(test.desk.book.calls.size).toBe(0)
  expect(durations(test.journal.facts('a'), null).wrapUp).toBeCloseTo(5_000, 3)
})
