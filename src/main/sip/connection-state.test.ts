import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  backOff,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  initialConnection,
  step,
} from './connection-state.ts'
import type { RegisterAnswer } from './register-answer.ts'
import { DEFAULT_TIMING } from './timing.ts'

const settings = { timing: DEFAULT_TIMING, host: 'pbx.example', spare: false, several: false }
const half = () => 0.5

const answer = (code: number, more: Partial<RegisterAnswer> = {}): ConnectionEvent => ({
  kind: 'answer',
  answer: {
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
})
const lost: ConnectionEvent = { kind: 'closed', failure: { reason: 'connectionLost', detail: 'gone' } }

/** Plays events one after another; gives back the last step. */
function play(events: readonly ConnectionEvent[], from = initialConnection(DEFAULT_TIMING)) {
  let state: ConnectionState = from
  let effects: readonly ConnectionEffect[] = []
  for (const event of events) [state, effects] = step(state, event, settings, half)
  const published = effects.flatMap((effect) => (effect.kind === 'publish' ? [effect.state] : [])).at(-1)
  const kinds = effects.map((effect) => effect.kind)
  const wait = (timer: string) =>
    effects.flatMap((effect) => (effect.kind === 'wait' && effect.timer === timer ? [effect.ms] : [])).at(-1)
  return { state, effects, published, kinds, wait }
}

const opened: readonly ConnectionEvent[] = [{ kind: 'start' }, { kind: 'opened' }]
const registered = [...opened, answer(200, { granted: 100 })]

describe('connecting and registering', () => {
  it('connects, registers with a deadline, and refreshes at 80 % of what was granted', () => {
    expect(play([{ kind: 'start' }]).kinds).toEqual(['cancel', 'publish', 'connect'])
    expect(play(opened).wait('answer')).toBe(5_000)
    expect(play(opened).effects.at(-1)).toEqual({ kind: 'register', expires: 600, regId: true })
    const done = play(registered)
    expect(done.published?.state).toBe('registered')
    expect(done.wait('refresh')).toBe(80_000)
    expect(done.effects.at(-1)).toEqual({ kind: 'registered' })
  })

  it.each([
    [0, 24_000],
    [1, 4_000],
    [null, 480_000],
    [3_000_000, 2_880_000],
    [4_294_967_295, 2_880_000],
  ])('never believes an absurd time (%s s)', (granted, ms) => {
    expect(play([...opened, answer(200, { granted })]).wait('refresh')).toBe(ms)
  })

  it('tells live calls about a new socket, not about a refresh', () => {
    expect(play([...registered, { kind: 'timer', timer: 'refresh' }, answer(200)]).kinds).not.toContain(
      'registered',
    )
    const back = play([
      ...registered,
      lost,
      { kind: 'timer', timer: 'retry' },
      { kind: 'opened' },
      answer(200),
    ])
    expect(back.effects.at(-1)).toEqual({ kind: 'registered' })
  })

  it('drops a socket over which REGISTER isn’t answered, and comes back', () => {
    const silent = play([...opened, { kind: 'timer', timer: 'answer' }])
    expect(silent.kinds).toContain('drop')
    expect(silent.published).toMatchObject({ state: 'offline', reason: 'noAnswer', retryIn: 1_000 })
    expect(play([{ kind: 'timer', timer: 'retry' }], silent.state).kinds).toContain('connect')
  })
})

describe('waking up after a sleep', () => {
  const woke = { kind: 'woke' } as const

  it.each([
    ['registered', registered],
    ['registering', opened],
    ['connecting', [{ kind: 'start' }] as const],
    ['waiting', [...registered, lost, { kind: 'timer', timer: 'retry' }, lost] as const],
  ])('connects anew at once where it was %s, to the first server', (_what, before) => {
    const awake = play([...before, woke])
    expect(awake.state).toMatchObject({
      phase: 'connecting',
      open: false,
      failures: 0,
      registeredHere: false,
    })
    expect(awake.kinds).toEqual(['drop', 'target', 'cancel', 'publish', 'connect'])
    const back = play([{ kind: 'opened' }, answer(200)], awake.state)
    expect(back.effects.at(-1)).toEqual({ kind: 'registered' })
  })

  it('changes nothing for a line that was refused or is closed', () => {
    const refused = play([...opened, answer(403)])
    expect(play([woke], refused.state).effects).toEqual([])
    expect(play([woke]).effects).toEqual([])
  })
})

describe('refusals of the registrar', () => {
  it.each([
    [401, 'wrongPassword'],
    [407, 'wrongPassword'],
    [403, 'forbidden'],
    [404, 'unknownAccount'],
  ] as const)('after %i it stops: %s', (code, reason) => {
    const stopped = play([...opened, answer(code)])
    expect(stopped.published).toEqual({
      state: 'refused',
      reason,
      detail: `pbx.example: ${code} Phrase`,
      retryIn: null,
    })
    expect(stopped.kinds).not.toContain('wait')
    for (const event of [lost, { kind: 'retry' }, { kind: 'timer', timer: 'retry' }] as const) {
      expect(play([event], stopped.state).effects).toEqual([])
    }
    expect(play([{ kind: 'start' }], stopped.state).kinds).toContain('connect')
  })

  it('says so when the login can’t be done at all', () => {
    expect(play([...opened, answer(401, { unknownChallenge: true })]).published).toMatchObject({
      reason: 'forbidden',
      detail: expect.stringContaining('login'),
    })
  })

  it('asks for longer after 423, once', () => {
    const longer = play([...opened, answer(423, { minExpires: 1800 })])
    expect(longer.effects.at(-1)).toEqual({ kind: 'register', expires: 1800, regId: true })
    const stubborn = play([answer(423, { minExpires: 1801 })], longer.state)
    expect(stubborn.kinds).not.toContain('register')
    expect(stubborn.published).toMatchObject({ state: 'offline', reason: 'serverError' })
    const laterOn = play([{ kind: 'timer', timer: 'retry' }], stubborn.state)
    expect(laterOn.effects.at(-1)).toEqual({ kind: 'register', expires: 1800, regId: true })
  })

  it.each([null, 1, 600, 4_294_967_295])('backs off after 423 with Min-Expires %s', (minExpires) => {
    expect(play([...opened, answer(423, { minExpires })]).kinds).not.toContain('register')
  })

  it('leaves reg-id out where the first hop knows nothing of it', () => {
    const plain = play([...opened, answer(439)])
    expect(plain.effects.at(-1)).toEqual({ kind: 'register', expires: 600, regId: false })
    expect(play([answer(439)], plain.state).kinds).not.toContain('register')
  })

  it('waits as long as Retry-After says, ten minutes at most', () => {
    expect(play([...opened, answer(503, { retryAfter: 20 })]).wait('retry')).toBe(21_000)
    expect(play([...opened, answer(429, { retryAfter: 86_400 })]).wait('retry')).toBe(601_000)
  })

  it('keeps the socket after 5xx and tries again over it', () => {
    const down = play([...opened, answer(500)])
    expect(down.kinds).not.toContain('drop')
    expect(down.published).toMatchObject({ state: 'offline', reason: 'serverError', retryIn: 1_000 })
    expect(play([{ kind: 'timer', timer: 'retry' }], down.state).effects.at(-1)?.kind).toBe('register')
  })

  it('opens a new flow after 430', () => {
    expect(play([...opened, answer(430)]).kinds).toContain('drop')
  })

  it('doesn’t follow a redirection', () => {
    expect(play([...opened, answer(302)]).published).toMatchObject({
      state: 'offline',
      reason: 'serverError',
    })
  })
})

describe('a timer that fires late', () => {
  it('is rare: a loss, a refusal and a late answer stop every timer first', () => {
    const every = { kind: 'cancel', timers: ['retry', 'refresh', 'answer', 'settled'] }
    for (const events of [
      [...registered, lost],
      [...opened, answer(403)],
      [...opened, answer(503)],
    ]) {
      expect(play(events).effects[0]).toEqual(every)
    }
  })

  it.each([
    ['refresh', 'connecting', [{ kind: 'start' }]],
    ['refresh', 'registering', opened],
    ['refresh', 'waiting', [...registered, lost]],
    ['retry', 'connecting', [{ kind: 'start' }]],
    ['retry', 'registering', opened],
    ['retry', 'registered', registered],
    ['answer', 'registered', registered],
    ['answer', 'waiting', [...opened, answer(503)]],
  ] as const)('for %s while %s starts nothing beside what is under way', (timer, phase, events) => {
    const before = play(events)
    expect(before.state.phase).toBe(phase)
    const after = play([{ kind: 'timer', timer }], before.state)
    expect(after.effects).toEqual([])
    expect(after.state).toBe(before.state)
  })
})

describe('trying again', () => {
  it('comes within two seconds first, then ever later, thirty seconds at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, r) => {
          const ms = backOff(n, DEFAULT_TIMING, () => r)
          expect(ms).toBeGreaterThanOrEqual(0)
          expect(ms).toBeLessThanOrEqual(n === 1 ? 2_000 : 30_000)
          const base = [1, 2, 4, 8, 15, 30][Math.min(n - 2, 5)]
          if (n > 1 && base !== undefined) {
            expect(ms).toBeGreaterThanOrEqual(base * 500 - 1)
            expect(ms).toBeLessThanOrEqual(Math.min(30_000, base * 1_500))
          }
        },
      ),
    )
  })

  it('spreads the agents of one server over the time', () => {
    const tries = Array.from({ length: 500 }, () => backOff(1, DEFAULT_TIMING, Math.random))
    const firstQuarter = tries.filter((ms) => ms < 500).length
    expect(firstQuarter).toBeGreaterThan(60)
    expect(firstQuarter).toBeLessThan(200)
  })

  it('starts anew only once a registration has held', () => {
    const back: ConnectionEvent[] = [{ kind: 'timer', timer: 'retry' }, { kind: 'opened' }, answer(200)]
    const flapping = play([...registered, lost, ...back, lost, ...back, lost])
    expect(flapping.state.failures).toBe(3)
    const held = play([...registered, lost, ...back, { kind: 'timer', timer: 'settled' }, lost])
    expect(held.state.failures).toBe(1)
  })

  it('is slow while the certificate is refused, and says refused', () => {
    const failure = { reason: 'certificateRefused', detail: 'expired' } as const
    const wrong = play([{ kind: 'start' }, { kind: 'closed', failure }])
    expect(wrong.published).toEqual({ state: 'refused', ...failure, retryIn: 60_000 })
    expect(play([{ kind: 'timer', timer: 'retry' }], wrong.state).kinds).toContain('connect')
  })

  it('happens at once when asked for', () => {
    const waiting = play([...registered, lost])
    expect(play([{ kind: 'retry' }], waiting.state).kinds).toContain('connect')
    const serverDown = play([...opened, answer(503, { retryAfter: 60 })])
    expect(play([{ kind: 'retry' }], serverDown.state).kinds).toContain('register')
  })

  it('probes a connection that seems fine', () => {
    expect(play([...registered, { kind: 'retry' }]).kinds).toEqual(['probe'])
  })
})

describe('several servers', () => {
  const spare = { ...settings, spare: true, several: true }
  const stepIn = (phase: ConnectionState['phase'], event: ConnectionEvent, of = spare) => {
    const state = { ...initialConnection(DEFAULT_TIMING), phase, open: phase !== 'connecting' }
    const [next, effects] = step(state, event, of, half)
    return { next, effects }
  }
  const kinds = (effects: readonly ConnectionEffect[]) => effects.map(({ kind }) => kind)
  const toNext = { kind: 'target', to: 'next' }

  it.each([
    ['a connection that can’t be had', 'connecting', lost],
    ['a connection that breaks before the answer', 'registering', lost],
    ['no answer', 'registering', { kind: 'timer', timer: 'answer' }],
    ['503', 'registering', answer(503, { retryAfter: 600 })],
    ['500', 'registering', answer(500)],
  ] as const)('go on to the next one at once after %s', (_what, phase, event) => {
    const { next, effects } = stepIn(phase, event)
    expect(effects).toContainEqual(toNext)
    expect(kinds(effects)).toContain('connect')
    expect(kinds(effects)).not.toContain('wait')
    expect(next).toMatchObject({ phase: 'connecting', failures: 0 })
  })

  it.each([
    ['a connection that was registered', 'registered', lost],
    [
      'a certificate that can’t be trusted',
      'connecting',
      { kind: 'closed', failure: { reason: 'certificateRefused', detail: '' } },
    ],
    ['a wrong password', 'registering', answer(403)],
    ['600', 'registering', answer(600)],
    ['429', 'registering', answer(429)],
  ] as const)('don’t take turns for %s', (_what, phase, event) => {
    expect(stepIn(phase, event).effects).not.toContainEqual(toNext)
  })

  it('begin with the first again after the last one, and wait before', () => {
    const { effects } = stepIn('registering', answer(503), { ...spare, spare: false })
    expect(effects).toContainEqual({ kind: 'target', to: 'first' })
    expect(kinds(effects)).toContain('drop')
    expect(kinds(effects)).toContain('wait')
    expect(kinds(effects)).not.toContain('connect')
  })

  it('look for a better one with each refresh', () => {
    expect(kinds(stepIn('registered', { kind: 'timer', timer: 'refresh' }).effects)).toContain('seekBetter')
  })
})

describe('a new address', () => {
  it('is registered at once, but once only until the next refresh', () => {
    const moved = play([...registered, { kind: 'readdressed' }])
    expect(moved.kinds).toContain('register')
    const again = play([answer(200), { kind: 'readdressed' }], moved.state)
    expect(again.kinds).toEqual([])
    const refreshed = play(
      [{ kind: 'timer', timer: 'refresh' }, answer(200), { kind: 'readdressed' }],
      again.state,
    )
    expect(refreshed.kinds).toContain('register')
  })

  it('of this computer is connected from without waiting, from wherever the line was', () => {
    for (const before of [registered, [...registered, lost]]) {
      const moved = play([...before, { kind: 'networkChanged' }])
      expect(moved.kinds).toContain('connect')
      expect(moved.kinds).not.toContain('wait')
    }
  })

  it('that is none is said, and waited with', () => {
    const gone = play([...registered, { kind: 'networkLost' }])
    expect(gone.published).toMatchObject({ state: 'offline', reason: 'noNetwork' })
    expect(gone.kinds).toContain('drop')
  })
})

describe('whatever happens', () => {
  const failure = fc
    .constantFrom('connectionLost', 'certificateRefused', 'hostNotFound')
    .map((reason): ConnectionEvent => ({ kind: 'closed', failure: { reason, detail: '' } }))
  const event = fc.oneof(
    failure,
    fc.constant<ConnectionEvent>({ kind: 'opened' }),
    fc
      .constantFrom('retry', 'networkChanged', 'networkLost', 'readdressed', 'silent', 'betterServer')
      .map((kind): ConnectionEvent => ({ kind })),
    fc
      .constantFrom('retry', 'refresh', 'answer', 'settled')
      .map((timer): ConnectionEvent => ({ kind: 'timer', timer })),
    fc
      .tuple(
        fc.constantFrom(0, 200, 302, 400, 401, 403, 404, 423, 429, 430, 439, 500, 503),
        fc.option(fc.integer({ min: 0, max: 2 ** 32 })),
      )
      .map(([code, seconds]) => answer(code, { granted: seconds, retryAfter: seconds, minExpires: seconds })),
  )

  it('a line that runs always waits for something, and no wait overflows a timer', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60 }),
        fc.boolean(),
        fc.boolean(),
        (events, spare, several) => {
          const settings = { timing: DEFAULT_TIMING, host: 'pbx.example', spare, several }
          let [state] = step(initialConnection(DEFAULT_TIMING), { kind: 'start' }, settings, half)
          for (const one of events) {
            let effects: readonly ConnectionEffect[]
            ;[state, effects] = step(state, one, settings, half)
            for (const effect of effects) {
              if (effect.kind === 'wait') expect(effect.ms).toBeLessThan(2 ** 31)
              if (effect.kind === 'register') expect(effect.expires).toBeLessThanOrEqual(86_400)
            }
            // Every REGISTER has its deadline, every wait its timer, and refusing is the only silence.
            const kinds = effects.map((effect) => effect.kind)
            if (kinds.includes('register')) expect(kinds).toContain('wait')
            if (kinds.includes('publish') && state.phase === 'waiting') expect(kinds).toContain('wait')
          }
        },
      ),
    )
  })
})
