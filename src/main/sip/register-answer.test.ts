import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  flowOf,
  meaningOf,
  type RegisterAnswer,
  type RegisterAsked,
  refreshAfter,
  routeAfter,
} from './register-answer.ts'
import { DEFAULT_TIMING } from './timing.ts'

const settings = { timing: DEFAULT_TIMING, host: 'pbx.example' }
const asked: RegisterAsked = { expires: 600, regId: true, tooBrief: 0 }
const half = () => 0.5

const meaning = (code: number, more: Partial<RegisterAnswer> = {}, before: Partial<RegisterAsked> = {}) =>
  meaningOf(
    {
      code,
      phrase: 'Phrase',
      granted: null,
      retryAfter: null,
      minExpires: null,
      unknownChallenge: false,
      outbound: false,
      flowTimer: null,
      elsewhere: null,
      ...more,
    },
    { ...asked, ...before },
    settings,
    half,
  )

describe('the flow that is granted with it', () => {
  const answer: RegisterAnswer = {
    code: 200,
    phrase: 'OK',
    granted: 600,
    retryAfter: null,
    minExpires: null,
    unknownChallenge: false,
    outbound: true,
    flowTimer: null,
    elsewhere: null,
  }

  it.each([
    [null, null],
    [0, null],
    [1, 1_000],
    [120, 120_000],
    [86_400, 86_400_000],
    [86_401, null],
    [4_294_967_295, null],
  ])('is kept alive as often as a sane Flow-Timer says: %s s', (flowTimer, every) => {
    expect(flowOf({ ...answer, flowTimer })).toEqual({ outbound: true, every })
  })
})

describe('a registration that is granted', () => {
  it.each([
    [5, 4_000],
    [10, 8_000],
    [60, 48_000],
    [600, 480_000],
    [3_600, 2_880_000],
    [86_400, 2_880_000],
    [4_294_967_295, 2_880_000],
    [Number.MAX_SAFE_INTEGER, 2_880_000],
  ])('for %s s is refreshed after %s ms', (granted, ms) => {
    expect(refreshAfter(granted, 600, DEFAULT_TIMING)).toBe(ms)
  })

  it('for no time at all is no reason to ask again at once', () => {
    expect(refreshAfter(0, 600, DEFAULT_TIMING)).toBe(24_000)
  })

  it('without saying for how long is refreshed by what was asked for', () => {
    expect(refreshAfter(null, 600, DEFAULT_TIMING)).toBe(480_000)
    expect(refreshAfter(null, 86_400, DEFAULT_TIMING)).toBe(2_880_000)
  })

  it('is always refreshed before it ends, never in a storm, and never beyond a timer’s reach', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: Number.MAX_SAFE_INTEGER }), (granted) => {
        const ms = refreshAfter(granted, 600, DEFAULT_TIMING)
        expect(ms).toBeLessThan(granted * 1000)
        expect(ms).toBeGreaterThanOrEqual(4_000)
        expect(ms).toBeLessThan(2 ** 31)
      }),
    )
  })

  it.each([200, 202, 299])('by %i counts as registered', (code) => {
    expect(meaning(code, { granted: 100 })).toEqual({ kind: 'registered', refresh: 80_000 })
  })
})

describe('an interval that is too brief', () => {
  it('is lengthened to what the registrar wants, once', () => {
    const first = meaning(423, { minExpires: 1_800 })
    expect(first).toEqual({ kind: 'again', asked: { expires: 1_800, regId: true, tooBrief: 1 } })
    expect(meaning(423, { minExpires: 3_600 }, { expires: 1_800, tooBrief: 1 }).kind).toBe('later')
  })

  it('is lengthened to a day at most', () => {
    expect(meaning(423, { minExpires: 86_400 }).kind).toBe('again')
    expect(meaning(423, { minExpires: 86_401 }).kind).toBe('later')
  })

  it.each([null, 0, 1, 600])('isn’t asked for again where Min-Expires is %s', (minExpires) => {
    expect(meaning(423, { minExpires })).toMatchObject({
      kind: 'later',
      ms: null,
      failure: { reason: 'serverError', detail: expect.stringContaining('too brief: 423 Phrase') },
    })
  })

  it('never leads to a third REGISTER in a row, whatever the registrar says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -10, max: 2 ** 33 })), { maxLength: 30 }),
        (wanted) => {
          let now = asked
          let inARow = 1
          for (const minExpires of wanted) {
            const next = meaning(423, { minExpires }, now)
            if (next.kind !== 'again') break
            now = next.asked
            inARow += 1
            expect(now.expires).toBeGreaterThan(600)
            expect(now.expires).toBeLessThanOrEqual(86_400)
          }
          expect(inARow).toBeLessThanOrEqual(2)
        },
      ),
    )
  })
})

describe('a refusal that only the user can mend', () => {
  it.each([
    [401, 'wrongPassword'],
    [407, 'wrongPassword'],
    [403, 'forbidden'],
    [404, 'unknownAccount'],
  ] as const)('%i is %s, even with Retry-After', (code, reason) => {
    expect(meaning(code, { retryAfter: 5 })).toEqual({
      kind: 'refused',
      reason,
      detail: `pbx.example: ${code} Phrase`,
    })
  })

  it.each([401, 407])('%i that no login can answer isn’t called a wrong password', (code) => {
    expect(meaning(code, { unknownChallenge: true })).toMatchObject({ kind: 'refused', reason: 'forbidden' })
  })
})

describe('a refusal that may pass', () => {
  const later = (code: number, more: Partial<RegisterAnswer> = {}) => {
    const means = meaning(code, more)
    if (means.kind !== 'later') throw new Error(`${code} means ${means.kind}`)
    return means
  }

  it.each([408, 429, 480, 500, 502, 503, 504, 513, 580, 600, 603, 0])(
    '%i is tried again by the back-off over the same connection',
    (code) => {
      expect(later(code)).toMatchObject({ ms: null, newFlow: false })
    },
  )

  it.each([429, 480, 500, 503, 600])('%i with Retry-After waits as long as that says', (code) => {
    expect(later(code, { retryAfter: 20 }).ms).toBe(21_000)
  })

  it.each([600, 601, 86_400, Number.MAX_SAFE_INTEGER])(
    'waits ten minutes at most where Retry-After says %s s',
    (retryAfter) => {
      expect(later(503, { retryAfter }).ms).toBe(601_000)
    },
  )

  it('goes by the back-off, which grows, where Retry-After is nought', () => {
    expect(later(503, { retryAfter: 0 }).ms).toBeNull()
  })

  it('opens a new connection after 430', () => {
    expect(later(430).newFlow).toBe(true)
  })

  it('asks without reg-id after 439, once', () => {
    expect(meaning(439)).toEqual({ kind: 'again', asked: { ...asked, regId: false } })
    expect(meaning(439, {}, { regId: false }).kind).toBe('later')
  })

  it('says where a redirection points and that it isn’t followed', () => {
    for (const code of [300, 301, 302, 305, 380]) {
      expect(later(code, { elsewhere: 'sip:evil.example' }).failure).toEqual({
        reason: 'serverError',
        detail: `pbx.example: ${code} Phrase; it points to sip:evil.example, which isn't followed`,
      })
    }
    expect(later(302).failure.detail).toContain("points elsewhere, which isn't followed")
  })

  it('says that a REGISTER didn’t leave where there was no answer', () => {
    expect(later(0).failure).toEqual({
      reason: 'noAnswer',
      detail: 'REGISTER could not be sent to pbx.example',
    })
  })
})

describe('every answer', () => {
  const seconds = fc.option(
    fc.oneof(fc.integer({ min: -5, max: 2 ** 33 }), fc.constant(Number.MAX_SAFE_INTEGER)),
  )
  it('has a meaning whose waits a timer can hold', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        seconds,
        fc.boolean(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (code, value, unknownChallenge, random) => {
          const answer = { granted: value, retryAfter: value, minExpires: value, unknownChallenge }
          const means = meaningOf(
            { code, phrase: '', elsewhere: null, outbound: false, flowTimer: value, ...answer },
            asked,
            settings,
            () => random,
          )
          if (means.kind === 'registered') {
            expect(code).toBeGreaterThanOrEqual(200)
            expect(code).toBeLessThan(300)
            expect(means.refresh).toBeGreaterThanOrEqual(4_000)
            expect(means.refresh).toBeLessThan(2 ** 31)
          }
          if (means.kind === 'refused') expect([401, 403, 404, 407]).toContain(code)
          if (means.kind === 'later' && means.ms !== null) {
            expect(means.ms).toBeGreaterThanOrEqual(1_000)
            expect(means.ms).toBeLessThanOrEqual(602_000)
          }
        },
      ),
    )
  })
})

describe('the route of later requests', () => {
  const known = ['<sip:old.example;lr>']
  const offered = ['<sip:new.example;lr>']

  it('is what the last 2xx brought, or none when it brought none', () => {
    expect(routeAfter(known, 200, offered)).toBe(offered)
    expect(routeAfter(known, 200, [])).toEqual([])
  })

  it.each([0, 408, 423, 429, 430, 439, 500, 503])('stays after %i', (code) => {
    expect(routeAfter(known, code, offered)).toBe(known)
  })

  it.each([302, 401, 403, 404, 407, 603])('is taken back by %i', (code) => {
    expect(routeAfter(known, code, offered)).toEqual([])
  })
})
