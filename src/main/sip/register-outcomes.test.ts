import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

type Sent = { readonly text: string; readonly at: number }

const cleanUp: (() => Promise<unknown>)[] = []
let phone: LineUnderTest
let practice: PracticeLine
/** The REGISTERs that reach the server. */
let sent: Sent[]

beforeEach(() => {
  phone = lineUnderTest()
  sent = []
})

afterEach(async () => {
  await phone.line.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function practiceLine(options: Parameters<typeof startPracticeLine>[0] = {}): Promise<void> {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none', ...options })
  cleanUp.push(() => practice.close())
  practice.onMessage((direction, text) => {
    if (direction === 'in' && text.startsWith('REGISTER ')) sent.push({ text, at: performance.now() })
  })
}

const header = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^${name}: (.*?)\\r$`, 'gim'))].map(([, value]) => value ?? '')
const asked = (): (string | undefined)[] => sent.map(({ text }) => header(text, 'Expires')[0])
const offline = () => phone.state(({ state }) => state === 'offline')
const registeredTimes = () => phone.states.filter(({ state }) => state === 'registered').length
const start = () => phone.start({ server: practice.url })

describe('423 Interval Too Brief', () => {
  it('is followed with the time that the registrar wants', async () => {
    await practiceLine({ registration: { shortest: 900, longest: 2000 } })
    start()
    await phone.registered()
    expect(asked()).toEqual(['600', '600', '900', '900'].slice(0, sent.length))
    expect(asked().at(-1)).toBe('900')
    expect(phone.states.map(({ state }) => state)).toEqual(['connecting', 'registered'])
  })

  it('a second time in a row is left for later', async () => {
    await practiceLine()
    phone = lineUnderTest({ firstRetry: 600_000 })
    practice.scriptRegister((attempt) => ({ code: 423, headers: [`Min-Expires: ${attempt * 1000}`] }))
    start()
    expect(await offline()).toMatchObject({
      reason: 'serverError',
      detail: expect.stringContaining('too brief: 423'),
    })
    expect(asked()).toEqual(['600', '1000'])
  })

  it.each(['Min-Expires: 86401', 'Min-Expires: 99999999999999999999', 'Min-Expires: soon', 'X-Nothing: 1'])(
    'with %s is left for later, when the usual time is asked for again',
    async (minExpires) => {
      await practiceLine()
      practice.scriptRegister((attempt) => (attempt === 1 ? { code: 423, headers: [minExpires] } : undefined))
      start()
      await offline()
      await phone.registered()
      expect(new Set(asked())).toEqual(new Set(['600']))
    },
  )
})

describe('a refusal of the account', () => {
  const refused = async () => {
    start()
    const state = await phone.state(({ state }) => state === 'refused')
    await until(() => expect(practice.connections()).toEqual([]))
    // The network's return doesn't bring it back: only a new start does.
    phone.line.retry()
    return state
  }

  it.each([
    [403, 'Forbidden', 'forbidden'],
    [404, 'Not Found', 'unknownAccount'],
  ] as const)('by %i %s is asked about once, and the user told', async (code, phrase, reason) => {
    await practiceLine()
    practice.scriptRegister({ code, headers: ['Retry-After: 1'] })
    const state = await refused()
    expect(state).toMatchObject({ reason, retryIn: null })
    expect(state.detail).toContain(`${code} ${phrase}`)
    expect(sent).toHaveLength(1)
    practice.scriptRegister(undefined)
    start()
    await phone.registered()
  })

  it.each([
    [401, 'WWW-Authenticate'],
    [407, 'Proxy-Authenticate'],
  ])('by a %i that comes again means the password, which is sent once', async (code, name) => {
    await practiceLine()
    const challenge = `${name}: Digest realm="practice.example", nonce="abc", algorithm=MD5, qop="auth"`
    practice.scriptRegister({ code, headers: [challenge] })
    expect(await refused()).toMatchObject({ reason: 'wrongPassword', retryIn: null })
    expect(sent.filter(({ text }) => /^(Proxy-)?Authorization:/im.test(text))).toHaveLength(1)
    expect(sent).toHaveLength(2)
  })

  it.each([
    ['no challenge at all', 407, 'X-Nothing: 1'],
    ['a login that isn’t a digest', 401, 'WWW-Authenticate: Bearer realm="practice.example"'],
  ])('with %s isn’t blamed on the password', async (_what, code, challenge) => {
    await practiceLine()
    practice.scriptRegister({ code, headers: [challenge] })
    const state = await refused()
    expect(state).toMatchObject({ reason: 'forbidden', retryIn: null })
    expect(state.detail).toContain('login')
    expect(sent).toHaveLength(1)
  })
})

describe('a registrar that says “later”', () => {
  it.each([
    ['429', 'Retry-After: 2', 2_000],
    ['503', 'Retry-After: 2', 2_000],
    ['503', 'Retry-After: 3 (I am in a meeting)', 3_000],
    ['503', 'Retry-After: 18;duration=3600', 18_000],
    ['503', 'Retry-After:   7 ; duration=60', 7_000],
    ['500', 'Retry-After: 86400', 600_000],
    ['503', 'Retry-After: 99999999999999999999999', 600_000],
  ])('by %s with %s is left alone for %i ms', async (code, retryAfter, ms) => {
    await practiceLine()
    practice.scriptRegister({ code: Number(code), headers: [retryAfter] })
    start()
    const { retryIn, reason, detail } = await offline()
    expect(reason).toBe('serverError')
    expect(detail).toContain(code)
    expect(retryIn).toBeGreaterThanOrEqual(ms)
    expect(retryIn).toBeLessThanOrEqual(ms + 20)
    expect(sent).toHaveLength(1)
    expect(practice.connections()).toHaveLength(1)
  })

  it.each([
    'Retry-After: -5',
    'Retry-After: soon',
    'Retry-After: 1.5',
    'Retry-After: 12abc',
    'Retry-After: Fri, 26 Sep 2031 10:00:00 GMT',
    'Retry-After: 0',
    'X-Nothing: 1',
  ])('with %s is asked again by the back-off', async (retryAfter) => {
    await practiceLine()
    practice.scriptRegister((attempt) => (attempt === 1 ? { code: 503, headers: [retryAfter] } : undefined))
    start()
    expect((await offline()).retryIn).toBeLessThanOrEqual(20)
    await phone.registered()
  })

  it.each([408, 480, 500, 502, 504, 600])('by %i is asked again over the same connection', async (code) => {
    await practiceLine()
    const connections = new Set<number>()
    practice.onMessage(() => {
      for (const { id } of practice.connections()) connections.add(id)
    })
    practice.scriptRegister((attempt) => (attempt < 3 ? { code } : undefined))
    start()
    expect(await offline()).toMatchObject({ reason: 'serverError' })
    await phone.registered()
    expect(phone.states.filter(({ state }) => state === 'offline')).toHaveLength(2)
    expect(connections.size).toBe(1)
  })

  it('is asked at once when the user wants it', async () => {
    await practiceLine()
    practice.scriptRegister((attempt) =>
      attempt === 1 ? { code: 503, headers: ['Retry-After: 500'] } : undefined,
    )
    start()
    await offline()
    phone.line.retry()
    await phone.registered()
  })

  it('and never answers is left within the deadline, over a new connection', async () => {
    await practiceLine()
    phone = lineUnderTest({ register: 300 })
    practice.scriptRegister((attempt) => (attempt === 1 ? { silent: true } : undefined))
    start()
    expect(await offline()).toMatchObject({ reason: 'noAnswer' })
    await phone.registered()
    const [first, second] = sent
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(290)
    expect(header(second?.text ?? '', 'Call-ID')).not.toEqual(header(first?.text ?? '', 'Call-ID'))
  })
})

describe('a redirection', () => {
  it.each([301, 302, 305])('by %i is shown, not followed', async (code) => {
    await practiceLine()
    const other = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
    cleanUp.push(() => other.close())
    phone = lineUnderTest({ firstRetry: 600_000 })
    const target = `sip:agent@127.0.0.1:${other.port};transport=ws`
    practice.scriptRegister({ code, headers: [`Contact: <${target}>;expires=60`] })
    start()
    const state = await offline()
    expect(state).toMatchObject({ reason: 'serverError' })
    expect(state.detail).toContain(`${code} `)
    expect(state.detail).toContain(`it points to ${target}, which isn't followed`)
    expect(other.connections()).toEqual([])
    expect(sent).toHaveLength(1)
  })
})

describe('the time of a binding', () => {
  const OURS = '5f1b2d2e-2b9a-4b0e-9a0e-0f6d4a3b2c1d'
  const refreshed = async () => {
    start()
    await phone.registered()
    const before = sent.length
    const granted = sent.at(-1)?.at ?? 0
    await until(() => expect(sent.length).toBeGreaterThan(before))
    await until(() => expect(registeredTimes()).toBeGreaterThanOrEqual(2))
    return (sent[before]?.at ?? 0) - granted
  }

  it.each([
    ['our own Contact', { expires: 1 }],
    [
      'our own Contact, not another’s',
      { expires: 1, headers: ['Contact: <sip:other@192.0.2.1>;expires=60'] },
    ],
    ['our own Contact, not Expires', { expires: 1, headers: ['Expires: 3600'] }],
    ['Expires, where our Contact is missing', { expires: 60, contact: '', headers: ['Expires: 1'] }],
    [
      'Expires, where others’ Contacts are all there is',
      {
        expires: 60,
        contact: '<sip:one@192.0.2.1>;expires=60, <sip:two@192.0.2.2>;expires=70',
        headers: ['Expires: 1'],
      },
    ],
    [
      'the one Contact that was rewritten',
      { expires: 60, contact: '<sip:b2b@10.0.0.1;expires=60>;expires=1' },
    ],
    [
      'the Contact with our instance',
      {
        expires: 60,
        contact: `<sip:x@192.0.2.1>;expires=60, <sip:b2b@10.0.0.1>;+sip.instance="<urn:uuid:${OURS}>";expires=1`,
      },
    ],
  ])('is read from %s', async (_what, script) => {
    await practiceLine()
    phone = lineUnderTest({ shortestExpires: 0.1 })
    practice.scriptRegister(script)
    const ms = await refreshed()
    expect(ms).toBeGreaterThanOrEqual(780)
    expect(phone.states.every(({ state }) => state === 'connecting' || state === 'registered')).toBe(true)
  })

  it('of five seconds is renewed before they are over', async () => {
    await practiceLine()
    practice.scriptRegister({ expires: 5 })
    const ms = await refreshed()
    expect(ms).toBeGreaterThanOrEqual(3_900)
    expect(ms).toBeLessThan(5_000)
  })

  it('doubles no refresh when the connection comes back', async () => {
    await practiceLine({ registration: { longest: 1 } })
    phone = lineUnderTest({ shortestExpires: 0.1 })
    start()
    await phone.registered()
    await until(() => expect(registeredTimes()).toBe(2))
    const before = sent.length
    practice.dropConnections()
    await offline()
    const came = registeredTimes()
    await until(() => expect(registeredTimes()).toBe(came + 4))
    const after = sent.slice(before)
    expect(new Set(after.flatMap(({ text }) => header(text, 'Call-ID'))).size).toBe(1)
    const rounds = phone.states.slice(phone.states.findLastIndex(({ state }) => state === 'connecting'))
    expect(rounds.filter(({ state }) => state === 'registered')).toHaveLength(4)
    // Four registrations: three pauses of 0.8 s each, however many messages a login takes.
    expect((after.at(-1)?.at ?? 0) - (after[0]?.at ?? 0)).toBeGreaterThanOrEqual(3 * 780)
  })
})

describe('the service route', () => {
  const HOPS = '<sip:edge.practice.example;lr>, <sip:orig@core.practice.example;lr>'
  const withRoute = [
    'Service-Route: <sip:edge.practice.example;lr>',
    'Service-Route: <sip:orig@core.practice.example;lr>',
  ]
  let requests: string[]

  beforeEach(async () => {
    await practiceLine()
    requests = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && !text.startsWith('SIP/2.0')) requests.push(text)
    })
  })

  const routesOf = (method: string) =>
    requests.filter((text) => text.startsWith(`${method} `)).map((text) => header(text, 'Route').join(', '))
  const dialled = async (call: string) => {
    const next = practice.nextCall()
    phone.order({ kind: 'dial', call, to: '123', from: null })
    return next
  }

  it('is taken by every new call, its ACK and its CANCEL, and by no REGISTER', async () => {
    practice.scriptRegister({ expires: 600, headers: withRoute })
    start()
    await phone.registered()
    ;(await dialled('refused')).refuse(486)
    await phone.fact('ended', 'refused')
    await until(() => expect(routesOf('ACK')).toEqual([HOPS]))
    const ringing = await dialled('cancelled')
    ringing.ring()
    await phone.fact('farRinging', 'cancelled')
    phone.order({ kind: 'hangUp', call: 'cancelled' })
    await phone.fact('ended', 'cancelled')
    await until(() => expect(routesOf('CANCEL')).toEqual([HOPS]))
    expect(routesOf('INVITE')).toEqual([HOPS, HOPS])
    await phone.line.stop()
    expect(new Set(routesOf('REGISTER'))).toEqual(new Set(['']))
  })

  it('isn’t the route of a dialog, which has its own', async () => {
    practice.scriptRegister({ expires: 600, headers: withRoute })
    start()
    await phone.registered()
    await (await dialled('one')).answer()
    await phone.fact('answered')
    phone.order({ kind: 'hangUp', call: 'one' })
    await phone.fact('ended')
    await until(() => expect(routesOf('BYE')).toEqual(['']))
    expect(routesOf('INVITE')).toEqual([HOPS])
  })

  it('lasts until a registration comes without it', async () => {
    phone = lineUnderTest({ shortestExpires: 0.1 })
    let headers: readonly string[] = withRoute
    practice.scriptRegister(() => ({ expires: 1, headers }))
    start()
    await phone.registered()
    headers = []
    await until(() => expect(registeredTimes()).toBe(2))
    await dialled('later')
    await until(() => expect(routesOf('INVITE')).toEqual(['']))
  })

  it('stays while the registrar is in trouble', async () => {
    phone = lineUnderTest({ shortestExpires: 0.1, firstRetry: 600_000 })
    let trouble = false
    practice.scriptRegister(() => (trouble ? { code: 503 } : { expires: 1, headers: withRoute }))
    start()
    await phone.registered()
    trouble = true
    await offline()
    await dialled('meanwhile')
    await until(() => expect(routesOf('INVITE')).toEqual([HOPS]))
  })

  it.each([
    ['a hop that routes strictly', '<sip:edge.practice.example;lr>, <sip:old.practice.example>'],
    ['a hop that is no SIP address', '<sip:edge.practice.example;lr>, <tel:123;lr>'],
    ['no address at all', 'garbage'],
    ['more hops than anybody has', Array.from({ length: 11 }, (_, n) => `<sip:p${n}.example;lr>`).join(', ')],
  ])('with %s isn’t taken, and calls go without', async (_what, route) => {
    practice.scriptRegister({ expires: 600, headers: [`Service-Route: ${route}`] })
    start()
    await phone.registered()
    await dialled('plain')
    await until(() => expect(routesOf('INVITE')).toEqual(['']))
  })
})

describe('taking the binding back at the end', () => {
  const leavings = () => sent.filter(({ text }) => header(text, 'Expires')[0] === '0')

  beforeEach(async () => {
    await practiceLine()
  })

  it('goes through the login like any other REGISTER, and then the socket is closed', async () => {
    start()
    await phone.registered()
    await phone.line.stop()
    expect(leavings().length).toBeGreaterThan(0)
    expect(leavings().at(-1)?.text).toMatch(/^Authorization: /m)
    expect(practice.registrations()).toEqual([])
    await until(() => expect(practice.connections()).toEqual([]))
  })

  it('overtakes a refresh that nobody answered', async () => {
    phone = lineUnderTest({ shortestExpires: 0.1, register: 60_000 })
    practice.scriptRegister({ expires: 1 })
    start()
    await phone.registered()
    const before = sent.length
    practice.scriptRegister({ silent: true })
    await until(() => expect(sent.length).toBeGreaterThan(before))
    practice.scriptRegister(undefined)
    await phone.line.stop()
    const numbers = sent.map(({ text }) => Number.parseInt(header(text, 'CSeq')[0] ?? '', 10))
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(leavings().at(-1)?.text).toMatch(/^Authorization: /m)
    expect(practice.registrations()).toEqual([])
  })

  it('is given up at its deadline when nobody answers', async () => {
    phone = lineUnderTest({ stop: 200 })
    start()
    await phone.registered()
    practice.scriptRegister({ silent: true })
    const begun = performance.now()
    await phone.line.stop()
    expect(performance.now() - begun).toBeGreaterThanOrEqual(190)
    expect(leavings()).toHaveLength(1)
    await until(() => expect(practice.connections()).toEqual([]))
  })

  it.each([
    ['423', 'Min-Expires: 3600'],
    ['503', 'Retry-After: 1'],
    ['403', 'X-Nothing: 1'],
    ['302', 'Contact: <sip:other.example>'],
  ])('isn’t tried twice when it is answered with %s', async (code, extra) => {
    phone = lineUnderTest({ stop: 60_000 })
    start()
    await phone.registered()
    practice.scriptRegister({ code: Number(code), headers: [extra] })
    await phone.line.stop()
    expect(leavings()).toHaveLength(1)
    expect(phone.states.at(-1)).toMatchObject({ state: 'offline', reason: 'signedOut', retryIn: null })
  })
})
