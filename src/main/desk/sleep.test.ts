import { afterEach, describe, expect, it } from 'vitest'
import type { MediaReport } from '../../contract/media.ts'
import { durations } from '../../domain/call/durations.ts'
import { startDesk, type TestDesk } from './testing/test-desk.ts'

const started: TestDesk[] = []
const start = (options?: Parameters<typeof startDesk>[0]): TestDesk => {
  const test = startDesk(options)
  started.push(test)
  return test
}
afterEach(() => {
  for (const test of started.splice(0)) test.remove()
})

/** Ten seconds of talk, and then the computer sleeps for an hour. A tick comes before anybody says that it is awake. */
const TALK = 10
const HOUR = 3_600

function talk(test: TestDesk, call = 'a'): void {
  test.offer(call)
  test.desk.fact(call, { kind: 'answered' })
  test.wait(TALK)
}

function nap(test: TestDesk, seconds = HOUR): void {
  test.desk.sleep()
  test.wait(seconds)
  test.desk.wake()
}

const spent = (test: TestDesk, call = 'a') => durations(test.journal.facts(call), null)

const stats = (packetsReceived: number): MediaReport => ({
  kind: 'stats',
  peer: 'a.1',
  packetsReceived,
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
  codec: 'PCMU',
})

describe('a call over which the computer slept', () => {
  it('ended when it was last known of, where it turns out to be gone', () => {
    const test = start()
    talk(test)
    nap(test)
    test.wait(2)
    test.desk.fact('a', { kind: 'ended', by: 'system', cause: 'network', sip: null })
    expect(spent(test).talk).toBe(TALK * 1000)
    test.wait(5)
    test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
    expect(spent(test).wrapUp).toBe(5_000)
  })

  it.each([
    [
      'the far end hangs up',
      (test: TestDesk) => test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null }),
    ],
    [
      'the agent hangs up',
      (test: TestDesk) => test.desk.fact('a', { kind: 'ended', by: 'agent', cause: 'hungUp', sip: null }),
    ],
  ])('took the whole time where it is still there, and %s', (_what, end) => {
    const test = start()
    talk(test)
    nap(test)
    test.wait(2)
    end(test)
    expect(spent(test).talk).toBe((TALK + HOUR + 2) * 1000)
  })

  it.each([
    [
      'the sound is back',
      (test: TestDesk) => {
        test.desk.fact('a', { kind: 'mediaLost' })
        test.desk.fact('a', { kind: 'mediaRestored' })
      },
    ],
    [
      'packets go on to come in',
      (test: TestDesk) => {
        for (const packets of [500, 550]) {
          test.desk.mediaReport('a', stats(packets))
          test.wait(1)
        }
      },
    ],
  ])('is known to be there once %s, and ends when it ends', (_what, sign) => {
    const test = start()
    talk(test)
    nap(test)
    test.wait(3)
    sign(test)
    test.wait(60)
    test.desk.fact('a', { kind: 'ended', by: 'system', cause: 'network', sip: null })
    expect(spent(test).talk).toBeGreaterThanOrEqual((TALK + HOUR + 60) * 1000)
  })

  it('isn’t taken for there because of what lay in a buffer, or because it is missed', () => {
    const test = start()
    talk(test)
    nap(test)
    for (const packets of [500, 900]) test.desk.mediaReport('a', stats(packets))
    test.desk.fact('a', { kind: 'mediaLost' })
    test.wait(4)
    for (const _ of [1, 2]) test.desk.mediaReport('a', stats(900))
    test.desk.fact('a', { kind: 'ended', by: 'system', cause: 'media', sip: null })
    expect(spent(test).talk).toBe(TALK * 1000)
  })

  it('gets its whole time to come back, also where its sound was away before', () => {
    const test = start()
    talk(test)
    test.desk.mediaReport('a', { kind: 'connection', peer: 'a.1', state: 'disconnected' })
    nap(test)
    test.wait(29)
    expect(test.desk.book.calls.get('a')?.phase).toBe('connected')
    test.wait(1)
    expect(test.desk.book.calls.get('a')?.ended).toMatchObject({ by: 'system', cause: 'media' })
  })
})

describe('the work after a call', () => {
  const wrapUp = (test: TestDesk): void => {
    talk(test)
    test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  }

  it('rests while the computer sleeps', () => {
    const test = start()
    wrapUp(test)
    test.wait(20)
    nap(test)
    test.wait(5)
    test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
    expect(spent(test)).toMatchObject({ talk: TALK * 1000, wrapUp: 25_000 })
  })

  it('keeps what was left of its time, where that is limited', () => {
    const test = start({ settings: { wrapUp: { mode: 'timeBoxed', seconds: 30 } } })
    wrapUp(test)
    test.wait(20)
    nap(test)
    expect(test.desk.book.calls.get('a')?.wrapUp).toBe('open')
    test.wait(10)
    expect(test.facts('a').slice(-3)).toEqual(['wrapUpSuspended', 'wrapUpResumed', 'wrapUpClosed'])
    expect(spent(test).wrapUp).toBe(30_000)
  })

  it('never takes longer than its limit, however late it is looked at', () => {
    const test = start({ settings: { wrapUp: { mode: 'timeBoxed', seconds: 30 } } })
    wrapUp(test)
    test.wait(HOUR)
    expect(test.facts('a').at(-1)).toBe('wrapUpClosed')
    expect(spent(test).wrapUp).toBe(30_000)
  })

  it('rests as well where only the waking is announced', () => {
    const test = start()
    wrapUp(test)
    test.wait(20)
    test.wait(1)
    test.desk.wake()
    expect(test.facts('a').slice(-2)).toEqual(['wrapUpSuspended', 'wrapUpResumed'])
    test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
    expect(spent(test).wrapUp).toBe(21_000)
  })
})

it('the agent isn’t available while the computer sleeps, and is again afterwards', () => {
  const test = start()
  expect(test.desk.state().agent.kind).toBe('available')
  test.desk.sleep()
  expect(test.desk.state().agent.kind).toBe('offline')
  test.wait(HOUR)
  test.desk.wake()
  expect(test.desk.state().agent.kind).toBe('available')
  expect(
    test.journal
      .agentStates(0)
      .map(({ state }) => state.kind)
      .slice(-2),
  ).toEqual(['offline', 'available'])
})

it('a sleep that was announced and never came is forgotten after a minute', () => {
  const test = start()
  talk(test)
  test.desk.sleep()
  for (let second = 0; second < 60; second += 1) test.wait(1)
  test.desk.fact('a', { kind: 'ended', by: 'agent', cause: 'hungUp', sip: null })
  test.commands['wrapUp.finish']({ call: 'a', disposition: 'resolved', notes: '' })
  expect(test.desk.state().agent.kind).toBe('available')
})
