import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Agreement,
  agreementOf,
  answerTimer,
  expiresAfter,
  newSessionTimer,
  raiseTimer,
  refreshAfter,
  type SessionTimer,
  stepTimer,
  type TimerEvent,
} from './session-timer.ts'

const interval = fc.integer({ min: 90, max: 604_800 })
const agreement: fc.Arbitrary<Agreement> = fc.record({
  seconds: interval,
  refresher: fc.constantFrom('us', 'far'),
})
const event: fc.Arbitrary<TimerEvent> = fc.oneof(
  fc.record({ kind: fc.constant('agreed' as const), agreement: fc.option(agreement) }),
  fc.record({ kind: fc.constant('due' as const), late: fc.constantFrom(0, 4_000, 6_000, 3_600_000) }),
  fc.constant({ kind: 'refused' as const }),
)

describe('the times of a session', () => {
  it('are those of RFC 4028', () => {
    expect([refreshAfter(1800), expiresAfter(1800)]).toEqual([900, 1768])
    expect([refreshAfter(90), expiresAfter(90)]).toEqual([45, 60])
  })

  it('leave room between the refresh and the end', () => {
    fc.assert(
      fc.property(interval, (seconds) => {
        expect(refreshAfter(seconds)).toBeLessThan(expiresAfter(seconds))
        expect(expiresAfter(seconds)).toBeLessThan(seconds)
      }),
    )
  })
})

describe('a session’s timer', () => {
  const run = (events: readonly TimerEvent[]) => {
    let timer: SessionTimer = newSessionTimer(90)
    return events.map((one) => {
      const [next, order] = stepTimer(timer, one)
      timer = next
      return { timer, order, event: one }
    })
  }

  it('rests when nobody wants it, and only then', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        for (const { timer, order } of run(events)) {
          expect(order.kind === 'rest').toBe(timer.agreement === null)
        }
      }),
    )
  })

  it('ends the call only when the far end should have refreshed it, and didn’t: who slept asks', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        for (const { timer, order, event: last } of run(events)) {
          if (last.kind !== 'due') expect(['rest', 'wait']).toContain(order.kind)
          else if (timer.agreement) {
            const asks = timer.agreement.refresher === 'us' || last.late > 5_000
            expect(order.kind).toBe(asks ? 'refresh' : 'expire')
          }
        }
      }),
    )
  })

  it('never waits longer than the session lasts', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        for (const { timer, order } of run(events)) {
          if (order.kind !== 'wait') continue
          expect(order.seconds).toBeGreaterThan(0)
          expect(order.seconds).toBeLessThan(timer.agreement?.seconds ?? 0)
        }
      }),
    )
  })
})

describe('a 422', () => {
  it('raises what is asked for to what it wants, and never without end', () => {
    fc.assert(
      fc.property(
        fc.option(agreement),
        fc.array(fc.integer({ min: 0, max: 2_000_000 })),
        (agreed, wanted) => {
          let timer: SessionTimer = { ...newSessionTimer(90), agreement: agreed }
          let raises = 0
          for (const minimum of wanted) {
            const raised = raiseTimer(timer, minimum)
            if (!raised) continue
            raises += 1
            expect(raised.minimum).toBe(minimum)
            expect(raised.minimum).toBeGreaterThan(timer.minimum)
            if (raised.agreement) expect(raised.agreement.seconds).toBeGreaterThanOrEqual(minimum)
            timer = raised
          }
          expect(raises).toBeLessThanOrEqual(2)
        },
      ),
    )
  })

  it('that names nothing, or what was sent already, is a refusal', () => {
    expect(raiseTimer(newSessionTimer(90), null)).toBeNull()
    expect(raiseTimer(newSessionTimer(90), 90)).toBeNull()
  })
})

describe('what a 2xx to us settles', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['0', null],
    ['nonsense', null],
    ['99999999999', null],
    ['1800', { seconds: 1800, refresher: 'us' }],
    ['1800;refresher=uac', { seconds: 1800, refresher: 'us' }],
    [' 600 ; Refresher = UAS', { seconds: 600, refresher: 'far' }],
    ['600;refresher=nobody', { seconds: 600, refresher: 'us' }],
  ] as const)('%j: %j', (value, expected) => {
    expect(agreementOf(value)).toEqual(expected)
  })
})

describe('what we answer', () => {
  it.each([
    // Whom the far end names refreshes; whom it leaves it to is the far end itself.
    [
      '1800',
      true,
      { seconds: 1800, refresher: 'far' },
      ['Session-Expires: 1800;refresher=uac', 'Require: timer'],
    ],
    [
      '1800;refresher=uac',
      true,
      { seconds: 1800, refresher: 'far' },
      ['Session-Expires: 1800;refresher=uac', 'Require: timer'],
    ],
    ['1800;refresher=uas', true, { seconds: 1800, refresher: 'us' }, ['Session-Expires: 1800;refresher=uas']],
    // A proxy asks for a caller who knows of no timers.
    ['1800', false, { seconds: 1800, refresher: 'us' }, ['Session-Expires: 1800;refresher=uas']],
    [
      '1800;refresher=uac',
      false,
      { seconds: 1800, refresher: 'us' },
      ['Session-Expires: 1800;refresher=uas'],
    ],
    [undefined, true, null, []],
    ['garbage', true, null, []],
    ['30', false, null, []],
  ] as const)('%j from a far end whose knowledge of timers is %s: %j', (value, supports, agreed, headers) => {
    expect(answerTimer(value, supports, 90)).toEqual({ kind: 'agreed', agreement: agreed, headers })
  })

  it('is 422 where it is too short for us', () => {
    expect(answerTimer('89', true, 90)).toEqual({ kind: 'tooSmall', headers: ['Min-SE: 90'] })
  })

  it('is what the far end then reads of it', () => {
    fc.assert(
      fc.property(interval, fc.constantFrom('', ';refresher=uac', ';refresher=uas'), (seconds, refresher) => {
        const answer = answerTimer(`${seconds}${refresher}`, true, 90)
        if (answer.kind !== 'agreed') throw new Error('too small')
        const [header = ''] = answer.headers
        const theirs = agreementOf(header.slice('Session-Expires: '.length))
        expect(theirs?.seconds).toBe(answer.agreement?.seconds)
        expect(theirs?.refresher).not.toBe(answer.agreement?.refresher)
      }),
    )
  })
})
