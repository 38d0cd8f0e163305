import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'

const cleanUp: (() => Promise<unknown>)[] = []
let phone: LineUnderTest

beforeEach(() => {
  phone = lineUnderTest()
})

afterEach(async () => {
  await phone.line.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

type Options = NonNullable<Parameters<typeof startPracticeLine>[0]>

async function practiceLine(options: Options = {}): Promise<PracticeLine> {
  const practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none', ...options })
  cleanUp.push(() => practice.close())
  return practice
}

/** The credentials that reach the server, in order. */
function credentials(practice: PracticeLine, method: string): string[] {
  const seen: string[] = []
  practice.onMessage((direction, text) => {
    const header = text.match(/^(?:Proxy-)?Authorization: (.*)$/im)?.[1]
    if (direction === 'in' && text.startsWith(`${method} `) && header) seen.push(header.trim())
  })
  return seen
}

/** Refuses the first `times` requests of one method that `matches`, in place of the server. */
function refuseWith(
  practice: PracticeLine,
  { method, lines, times = 1 }: { method: string; lines: readonly string[]; times?: number },
): { count: () => number } {
  let count = 0
  practice.drop((direction, text) => {
    if (direction !== 'in' || !text.startsWith(`${method} `) || count >= times) return false
    count += 1
    const copied = text.match(/^(Via|From|To|Call-ID|CSeq): .*$/gim) ?? []
    const tagged = copied.map((line) => (/^To:(?!.*;tag=)/i.test(line) ? `${line.trimEnd()};tag=t1` : line))
    setImmediate(() => {
      practice.inject([lines[0], ...tagged, ...lines.slice(1), 'Content-Length: 0', '', ''].join('\r\n'))
    })
    return true
  })
  return { count: () => count }
}

async function dialled(practice: PracticeLine) {
  const next = practice.nextCall()
  phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
  const call = await next
  await call.answer()
  await phone.fact('answered')
  return call
}

describe('a line registers and calls', () => {
  it.each(['MD5', 'SHA-256', 'SHA-512-256', 'MD5-sess', 'SHA-256-sess', 'SHA-512-256-sess'] as const)(
    'with %s',
    async (algorithm) => {
      const practice = await practiceLine({
        challengeCalls: true,
        digest: { algorithms: [algorithm], opaque: 'a "b" \\c' },
      })
      const register = credentials(practice, 'REGISTER')
      const invite = credentials(practice, 'INVITE')
      phone.start({ server: practice.url })
      await phone.registered()
      await dialled(practice)
      expect(register).toHaveLength(1)
      expect(invite).toHaveLength(1)
      expect(`${register} ${invite}`.match(/algorithm=[\w-]+/g)).toEqual([
        `algorithm=${algorithm}`,
        `algorithm=${algorithm}`,
      ])
    },
  )

  it.each([
    [['SHA-512-256', 'SHA-256', 'MD5'], 'SHA-512-256'],
    [['SHA-256', 'MD5'], 'SHA-256'],
    [['MD5', 'SHA-256'], 'MD5'],
  ] as const)('where %s are offered at once, with %s', async (algorithms, chosen) => {
    const practice = await practiceLine({ digest: { algorithms } })
    const register = credentials(practice, 'REGISTER')
    phone.start({ server: practice.url })
    await phone.registered()
    expect(register).toHaveLength(1)
    expect(register[0]).toContain(`algorithm=${chosen},`)
  })

  it('where schemes and algorithms are offered that nobody here knows', async () => {
    const practice = await practiceLine({ digest: { algorithms: ['SHA-256'] } })
    practice.tamper((direction, text) =>
      direction === 'out' && text.startsWith('SIP/2.0 401')
        ? text.replace(
            'WWW-Authenticate:',
            'WWW-Authenticate: Bearer authz_server="https://x"\r\nWWW-Authenticate: Digest realm="r", nonce="n", algorithm=AKAv1-MD5\r\nWWW-Authenticate:',
          )
        : text,
    )
    phone.start({ server: practice.url })
    await phone.registered()
  })

  it('without qop, and with names that need an escape', async () => {
    const practice = await practiceLine({
      users: { agent: 's"e\\c' },
      digest: { qop: false },
      domain: 'a "b" c',
    })
    phone.start({ server: practice.url, domain: 'practice.example' }, 's"e\\c')
    await phone.registered()
  })

  it('where the server counts the uses of one nonce', async () => {
    const practice = await practiceLine({ challengeCalls: true, digest: { oneNonce: true } })
    const register = credentials(practice, 'REGISTER')
    const invite = credentials(practice, 'INVITE')
    phone.start({ server: practice.url })
    await phone.registered()
    await dialled(practice)
    expect(register[0]).toContain('nc=00000001')
    expect(invite).toHaveLength(1)
    expect(invite[0]).toContain('nc=00000002')
  })

  it('where a proxy asks before the registrar does', async () => {
    const practice = await practiceLine()
    const register = credentials(practice, 'REGISTER')
    refuseWith(practice, {
      method: 'REGISTER',
      lines: [
        'SIP/2.0 407 Proxy Authentication Required',
        'Proxy-Authenticate: Digest realm="edge", nonce="e1", qop="auth"',
      ],
    })
    phone.start({ server: practice.url })
    await phone.registered()
    expect(register).toHaveLength(2)
  })
})

describe('a nonce that has run out', () => {
  it('is answered once with the new one', async () => {
    let now = 0
    const practice = await practiceLine({ digest: { now: () => now } })
    const register = credentials(practice, 'REGISTER')
    practice.onMessage((_direction, text) => {
      if (/^Authorization:/m.test(text) && register.length === 1) now += 600_000
    })
    phone.start({ server: practice.url })
    await phone.registered()
    expect(register).toHaveLength(2)
    expect(new Set(register.map((header) => header.match(/nonce="[^"]*"/)?.[0])).size).toBe(2)
  })

  it('is not chased for ever', async () => {
    const practice = await practiceLine({ digest: { nonceLifetimeMs: 0 } })
    const register = credentials(practice, 'REGISTER')
    phone.start({ server: practice.url })
    await phone.state(({ state }) => state === 'refused')
    expect(register).toHaveLength(2)
  })
})

describe('a registrar that refuses with a new nonce each time', () => {
  it('gets one try', async () => {
    const practice = await practiceLine({ digest: { algorithms: ['SHA-256', 'MD5'] } })
    const register = credentials(practice, 'REGISTER')
    phone.start({ server: practice.url }, 'guess')
    expect(await phone.state(({ state }) => state === 'refused')).toMatchObject({ reason: 'wrongPassword' })
    expect(register).toHaveLength(1)
  })
})

describe('within a call', () => {
  const challenge = (realm: string) => [
    'SIP/2.0 407 Proxy Authentication Required',
    `Proxy-Authenticate: Digest realm="${realm}", nonce="abc", qop="auth", algorithm=SHA-256`,
  ]

  it.each([
    ['attacker-chosen', false],
    ['attacker-chosen', true],
    ['Practice.example', true],
    ['practice.example', false],
  ])(
    'a 407 to BYE from the realm %s gets nothing where the account’s word on credentials in a call is %s',
    async (realm, credentialsInDialog) => {
      const practice = await practiceLine()
      phone.start({ server: practice.url, credentialsInDialog })
      await phone.registered()
      await dialled(practice)
      const leaked = credentials(practice, 'BYE')
      const refused = refuseWith(practice, { method: 'BYE', lines: challenge(realm), times: 9 })
      phone.order({ kind: 'hangUp', call: 'out' })
      await phone.fact('ended')
      await phone.line.stop()
      expect(refused.count()).toBe(1)
      expect(leaked).toEqual([])
      expect(phone.logs.join('\n')).toContain(`no login sent for BYE: the realm "${realm}"`)
      expect(phone.logs.join('\n')).not.toContain('secret')
    },
  )

  it('a 407 to BYE from the registrar’s realm is answered where the account says so', async () => {
    const practice = await practiceLine()
    phone.start({ server: practice.url, credentialsInDialog: true })
    await phone.registered()
    const call = await dialled(practice)
    const answered = credentials(practice, 'BYE')
    refuseWith(practice, { method: 'BYE', lines: challenge('practice.example') })
    phone.order({ kind: 'hangUp', call: 'out' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
    expect(answered).toHaveLength(1)
  })

  it('the request after one that was challenged has a number of its own', async () => {
    const practice = await practiceLine()
    phone.start({ server: practice.url, dtmf: 'info', credentialsInDialog: true })
    await phone.registered()
    const call = await dialled(practice)
    const numbers: number[] = []
    practice.onMessage((direction, text) => {
      const number = text.match(/^CSeq: (\d+) (?:INFO|BYE)/m)?.[1]
      if (direction === 'in' && number) numbers.push(Number(number))
    })
    refuseWith(practice, { method: 'INFO', lines: challenge('practice.example') })
    phone.order({ kind: 'sendTone', call: 'out', tone: '12' })
    await call.whenHeardDigits('12')
    phone.order({ kind: 'hangUp', call: 'out' })
    await call.ended()
    const [first = 0] = numbers
    expect(numbers).toEqual([first, first + 1, first + 2, first + 3])
  })
})
