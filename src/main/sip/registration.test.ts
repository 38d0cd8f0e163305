import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { grantedExpires, seconds, serviceRoute } from './registration.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

const cleanUp: (() => Promise<unknown>)[] = []
let phone: LineUnderTest

afterEach(async () => {
  await phone.line.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function practiceLine(options: Parameters<typeof startPracticeLine>[0] = {}): Promise<PracticeLine> {
  const practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none', ...options })
  cleanUp.push(() => practice.close())
  return practice
}

/** Counts the requests of one method that reach the server. */
function counted(practice: PracticeLine, method: string): string[] {
  const seen: string[] = []
  practice.onMessage((direction, text) => {
    if (direction === 'in' && text.startsWith(method)) seen.push(text)
  })
  return seen
}

describe('registering', () => {
  beforeEach(() => {
    phone = lineUnderTest()
  })

  it('is shown from connecting to registered, with one challenge and the same instance every time', async () => {
    const practice = await practiceLine()
    const sent = counted(practice, 'REGISTER')
    phone.start({ server: practice.url })
    await phone.registered()
    expect(phone.states.map(({ state }) => state)).toEqual(['connecting', 'registered'])
    expect(sent).toHaveLength(2)
    for (const text of sent) {
      expect(text).toContain('+sip.instance="<urn:uuid:5f1b2d2e-2b9a-4b0e-9a0e-0f6d4a3b2c1d>"')
      expect(text).toContain(';reg-id=1')
      expect(text).toContain('User-Agent: Offhook/test')
    }
    expect(practice.registrations()).toHaveLength(1)
  })

  it('is taken back at the end', async () => {
    const practice = await practiceLine()
    phone.start({ server: practice.url })
    await practice.registered('agent')
    await phone.registered()
    await phone.line.stop()
    expect(practice.registrations()).toEqual([])
    expect(phone.states.at(-1)).toMatchObject({ state: 'offline', reason: 'signedOut' })
    await until(() => expect(practice.connections()).toEqual([]))
  })

  it('is refreshed before it runs out', async () => {
    const practice = await practiceLine({ registration: { longest: 1 } })
    phone = lineUnderTest({ shortestExpires: 0.05 })
    const sent = counted(practice, 'REGISTER')
    phone.start({ server: practice.url })
    await phone.registered()
    const before = sent.length
    await until(() => expect(sent.length).toBeGreaterThan(before))
    expect(sent.at(-1)?.match(/^Call-ID: .*$/m)?.[0]).toEqual(sent[0]?.match(/^Call-ID: .*$/m)?.[0])
    expect(phone.states.every(({ state }) => state === 'connecting' || state === 'registered')).toBe(true)
  })

  it('with a wrong password is tried once and never by itself again', async () => {
    const practice = await practiceLine()
    const sent = counted(practice, 'REGISTER')
    phone.start({ server: practice.url }, 'guess')
    expect(await phone.state(({ state }) => state === 'refused')).toMatchObject({
      reason: 'wrongPassword',
      retryIn: null,
    })
    phone.line.retry()
    phone.start({ server: practice.url }, 'secret')
    await phone.registered()
    expect(sent.filter((text) => text.includes('Authorization:'))).toHaveLength(2)
  })

  it('without a password isn’t tried at all', async () => {
    const practice = await practiceLine()
    phone.start({ server: practice.url }, '')
    expect(phone.states).toEqual([{ state: 'refused', reason: 'noPassword', detail: '', retryIn: null }])
    expect(practice.connections()).toEqual([])
  })

  it('never storms a registrar that finds everything too brief', async () => {
    const practice = await practiceLine()
    const sent = counted(practice, 'REGISTER')
    phone = lineUnderTest({ firstRetry: 5_000, retries: [5_000] })
    practice.scriptRegister({ code: 423, headers: ['Min-Expires: 7200'] })
    phone.start({ server: practice.url })
    await phone.state(({ state }) => state === 'offline')
    expect(sent.length).toBeLessThanOrEqual(3)
  })

  it.each([
    ['without any Contact', (text: string) => text.replace(/^Contact: .*\r\n/m, '')],
    [
      'with a Contact that a border element rewrote',
      (text: string) => text.replace(/^Contact: .*$/m, 'Contact: <sip:b2b@10.0.0.1:5060>;expires=120'),
    ],
    ['with a Contact that can’t be read', (text: string) => text.replace(/^Contact: .*$/m, 'Contact: <<<')],
    ['that grants nothing', (text: string) => text.replace(/expires=\d+/g, 'expires=0')],
    ['that grants for ever', (text: string) => text.replace(/expires=\d+/g, 'expires=4294967295')],
  ])('counts as done after a 200 %s', async (_what, change) => {
    const practice = await practiceLine()
    const sent = counted(practice, 'REGISTER')
    practice.tamper((direction, text) =>
      direction === 'out' && text.startsWith('SIP/2.0 200') && /^CSeq: \d+ REGISTER/m.test(text)
        ? change(text)
        : text,
    )
    phone.start({ server: practice.url })
    await phone.registered()
    expect(sent.length).toBe(2)
  })

  it('that isn’t answered gives the socket up and tries over a new one', async () => {
    const practice = await practiceLine()
    phone = lineUnderTest({ register: 500 })
    const stop = practice.drop((direction, text) => direction === 'in' && text.startsWith('REGISTER'))
    phone.start({ server: practice.url })
    expect(await phone.state(({ state }) => state === 'offline')).toMatchObject({ reason: 'noAnswer' })
    stop()
    await phone.registered()
  })
})

describe('credentials', () => {
  beforeEach(() => {
    phone = lineUnderTest()
  })

  it('answer the challenge of an INVITE from the registrar’s realm', async () => {
    const practice = await practiceLine({ challengeCalls: true })
    phone.start({ server: practice.url })
    await phone.registered()
    const next = practice.nextCall()
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    await (await next).answer()
    await phone.fact('answered')
  })

  it.each(['INVITE', 'BYE'])('never answer a %s challenge from another realm', async (method) => {
    const practice = await practiceLine()
    phone.start({ server: practice.url })
    await phone.registered()
    const leaked: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && !text.startsWith('REGISTER') && /authorization:/i.test(text))
        leaked.push(text)
    })
    const challenged = new Promise<void>((resolve) => {
      practice.drop((direction, text) => {
        if (direction !== 'in' || !text.startsWith(`${method} `)) return false
        const copied = text.match(/^(Via|From|To|Call-ID|CSeq): .*$/gim) ?? []
        const challenge = 'Proxy-Authenticate: Digest realm="attacker-chosen", nonce="abc", algorithm=MD5'
        const reply = [
          'SIP/2.0 407 Proxy Authentication Required',
          ...copied,
          challenge,
          'Content-Length: 0',
          '',
          '',
        ]
        setImmediate(() => {
          practice.inject(reply.join('\r\n'))
          resolve()
        })
        return true
      })
    })
    const next = practice.nextCall()
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    if (method === 'BYE') {
      await (await next).answer()
      await phone.fact('answered')
      phone.order({ kind: 'hangUp', call: 'out' })
    }
    await challenged
    await phone.fact('ended')
    await phone.line.stop()
    expect(leaked).toEqual([])
    expect(phone.logs.join('\n')).not.toContain('secret')
  })
})

describe('what a registrar grants', () => {
  beforeEach(() => {
    phone = lineUnderTest()
  })

  const ours = { instance: '5f1b2d2e-2b9a-4b0e-9a0e-0f6d4a3b2c1d', user: 'k3j2h1' }
  const mine = '<sip:k3j2h1@abc.invalid;transport=ws>;expires=120'

  it.each([
    [
      'our binding, by instance',
      ['<sip:x@y>;expires=9', `<sip:z@y>;+sip.instance="<urn:uuid:${ours.instance}>";expires=60`],
      undefined,
      60,
    ],
    ['our binding, by its user', ['<sip:x@y>;expires=9', mine], '30', 120],
    ['the only binding, though rewritten', ['<sip:b2b@10.0.0.1>; Expires = 90'], undefined, 90],
    ['none of several that aren’t ours', ['<sip:x@y>;expires=9', '<sip:z@y>;expires=8'], '300', 300],
    ['no binding, but a time', [], '240', 240],
    ['nothing', [], undefined, null],
    [
      'our binding, not what an earlier start left',
      [`<sip:old@y>;+sip.instance="<urn:uuid:${ours.instance}>";expires=9`, mine],
      undefined,
      120,
    ],
    [
      'the shortest of several by our instance',
      [60, 9, 300].map((n) => `<sip:z${n}@y>;+sip.instance="<urn:uuid:${ours.instance}>";expires=${n}`),
      undefined,
      9,
    ],
    ['the header’s time, not the URI’s', ['<sip:k3j2h1@h;expires=7>;expires=120'], undefined, 120],
    ['no time out of a quoted text', ['<sip:k3j2h1@h>;x=";expires=7"'], '240', 240],
    ['a quoted time', ['<sip:k3j2h1@h>;expires="60"'], undefined, 60],
    ['more than a number holds', [`<sip:k3j2h1@h>;expires=${'9'.repeat(400)}`], undefined, 2 ** 53 - 1],
    ['nothing that is a number', ['<sip:k3j2h1@h>;expires=soon'], 'later', null],
  ])('%s', (_what, contacts, expires, granted) => {
    expect(grantedExpires(contacts, expires, ours)).toBe(granted)
  })

  it.each([
    ['120', 120],
    [' 18000;duration=3600', 18_000],
    ['5 (in a moment)', 5],
    ['5(now);duration=60', 5],
    ['9'.repeat(400), 2 ** 53 - 1],
    ['12abc', null],
    ['12, 13', null],
    ['-5', null],
    ['1.5', null],
    ['Fri, 26 Sep 2031 10:00:00 GMT', null],
    ['', null],
    [undefined, null],
  ])('a wait of %j is %s seconds', (header, wanted) => {
    expect(seconds(header)).toBe(wanted)
  })

  it('is read from whatever a header says, as a number of seconds or as nothing', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789 ;()<>",=:@expires+sip.instance*'), maxLength: 60 }),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), value, (contacts, expires) => {
        for (const read of [grantedExpires(contacts, expires, ours), seconds(expires)]) {
          if (read !== null) expect(Number.isSafeInteger(read) && read >= 0).toBe(true)
        }
      }),
    )
  })
})

describe('what a registrar says about the way of later calls', () => {
  beforeEach(() => {
    phone = lineUnderTest()
  })

  it.each([
    ['hops in one header or several, in order', ['<sip:a;lr>,<sip:b;lr>', '<sips:c:5061;lr;x=y>'], 3],
    ['a name, which is left out', ['"The, edge" <sip:a;lr>;z=1'], 1],
    ['lr with a value, as some write it', ['<sip:a;lr=on>'], 1],
    ['nothing', [], 0],
    ['a hop without brackets, whose lr would be the header’s', ['sip:a;lr'], 0],
    ['a hop that begins like a loose one', ['<sip:a;lrx>'], 0],
    ['a parameter that can’t be repeated', ['<sip:a;lr>;z=<'], 0],
    ['one bad hop among good ones', ['<sip:a;lr>', '<sip:b>'], 0],
    ['empty values', ['', ' , '], 0],
  ])('%s', (_what, headers, hops) => {
    expect(serviceRoute(headers)).toHaveLength(hops)
  })

  it('never yields anything that could break a message', () => {
    const hop = fc.string({ unit: fc.constantFrom(...'<>sip:@a.;lr=", \\\r\n'), maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.oneof(hop, fc.constant('<sip:a;lr>')), { maxLength: 12 }), (headers) => {
        for (const route of serviceRoute(headers)) expect(route).toMatch(/^<sips?:[^\r\n<>]+>[^\r\n<>]*$/i)
      }),
    )
  })
})
