import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { startRawPeer } from './testing/raw-peer.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
let branch = 0

beforeEach(async () => {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest()
  phone.start({ server: practice.url })
  await phone.registered()
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

type Parts = { headers?: readonly string[]; body?: string; uri?: string; callId?: string }

function request(method: string, { headers = [], body = '', uri, callId }: Parts = {}): string {
  branch += 1
  const named = (name: string, line: string) =>
    headers.some((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ? [] : [`${name}: ${line}`]
  return [
    `${method} ${uri ?? 'sip:agent@practice.example'} SIP/2.0`,
    ...named('Via', `SIP/2.0/WS 192.0.2.1;branch=z9hG4bKtorture${branch}`),
    ...named('From', '<sip:mallory@example.net>;tag=m1'),
    ...named('To', '<sip:agent@practice.example>'),
    ...named('Call-ID', callId ?? `torture-${branch}@example.net`),
    ...named('CSeq', `1 ${method}`),
    ...named('Contact', '<sip:mallory@192.0.2.1>'),
    'Max-Forwards: 70',
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** The first final response to a request of that Call-ID. */
function answerTo(text: string): Promise<number> {
  const callId = text.match(/^Call-ID: (.*)$/m)?.[1] ?? 'none'
  const cseq = text.match(/^CSeq: (.*)$/m)?.[1] ?? 'none'
  return new Promise((resolve) => {
    const stop = practice.onMessage((direction, message) => {
      const status = Number(message.match(/^SIP\/2\.0 ([2-6]\d\d) /)?.[1])
      if (direction !== 'in' || !status || !message.includes(`Call-ID: ${callId}`)) return
      if (!message.includes(`CSeq: ${cseq}`)) return
      stop()
      resolve(status)
    })
  })
}

async function ask(text: string): Promise<number> {
  const answer = answerTo(text)
  practice.inject(text)
  return answer
}

/** The line still reads and answers. */
const healthy = async () => expect(await ask(request('OPTIONS'))).toBe(200)

describe('out of any call', () => {
  it.each([
    ['OPTIONS', 200],
    ['MESSAGE', 200],
    ['BYE', 481],
    ['INFO', 481],
    ['UPDATE', 481],
    ['PRACK', 481],
    ['CANCEL', 481],
    ['SUBSCRIBE', 405],
    ['REGISTER', 405],
    ['PUBLISH', 405],
    ['DOSOMETHING', 405],
  ])('%s gets %i', async (method, code) => {
    expect(await ask(request(method))).toBe(code)
    await healthy()
  })

  it('REFER is refused and never followed', async () => {
    const invites: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('INVITE')) invites.push(text)
    })
    expect(await ask(request('REFER', { headers: ['Refer-To: <sip:+1900@practice.example>'] }))).toBe(603)
    await healthy()
    expect(invites).toEqual([])
  })

  it('NOTIFY that nobody asked for, as of messages waiting, is accepted', async () => {
    const headers = ['Event: message-summary', 'Subscription-State: terminated']
    expect(await ask(request('NOTIFY', { headers }))).toBe(200)
  })

  it.each(['PRACK', 'CANCEL', 'ACK', 'BYE', 'INVITE'])('a %s for a call that isn’t there', async (method) => {
    practice.inject(request(method, { headers: ['To: <sip:agent@practice.example>;tag=nosuch'] }))
    await healthy()
  })
})

describe('an INVITE', () => {
  const sdp = fakeSdp('sendrecv')
  const invite = (parts: Parts = {}) =>
    request('INVITE', {
      body: sdp,
      ...parts,
      headers: ['Content-Type: application/sdp', ...(parts.headers ?? [])],
    })
  const offers = () => phone.facts.filter(({ fact }) => fact.kind === 'offered').length

  it('that comes twice is one call', async () => {
    const text = invite()
    practice.inject(text)
    practice.inject(text)
    await phone.fact('offered')
    // The same over another way (RFC 3261 §8.2.2.2).
    const merged = text.replace(/branch=z9hG4bK\w+/, 'branch=z9hG4bKother')
    expect(await ask(merged)).toBe(482)
    await healthy()
    expect(offers()).toBe(1)
  })

  it('from ourselves is a loop', async () => {
    const dialled = practice.nextMessage('in', /^INVITE /)
    phone.order({ kind: 'dial', call: 'out', to: 'agent@practice.example', from: null })
    const sent = await dialled
    const callId = sent.match(/^Call-ID: (.*)$/m)?.[1] ?? ''
    const from = sent.match(/^From: .*$/m)?.[0] ?? ''
    expect(await ask(invite({ callId, headers: [from] }))).toBe(482)
  })

  it('by the Call-ID of a request of ours is a call, as it is from somebody else', async () => {
    const dialled = practice.nextMessage('in', /^INVITE /)
    phone.order({ kind: 'dial', call: 'out', to: 'agent@practice.example', from: null })
    const callId = (await dialled).match(/^Call-ID: (.*)$/m)?.[1] ?? ''
    practice.inject(invite({ callId }))
    await phone.fact('offered')
  })

  it.each([
    ['a tel: Request-URI', { uri: 'tel:+4930123456' }],
    ['the dialled number in the Request-URI', { uri: 'sip:+4930123456@192.0.2.9' }],
    ['a tel: From', { headers: ['From: <tel:+4930123456>;tag=x'] }],
    ['a # in From', { headers: ['From: <sip:*98#@example.net>;tag=x'] }],
    ['an unquoted name', { headers: ['From: Jürgen Müller <sip:1@example.net>;tag=x'] }],
    ['an unusable Expires', { headers: ['Expires: 99999999999'] }],
    ['an emoji', { headers: ['From: "😀" <sip:1@example.net>;tag=x'] }],
  ])('with %s rings', async (_what, parts) => {
    practice.inject(invite(parts))
    const { call } = await phone.fact('offered')
    const ringing = practice.nextMessage('in', /^SIP\/2\.0 180 /)
    phone.order({ kind: 'ring', call })
    await ringing
  })

  it('with bytes that are no UTF-8 leaves the connection up', async () => {
    const text = invite({ headers: ['From: "M\u00fcller" <sip:1@example.net>;tag=x'] })
    practice.inject(Buffer.from(text, 'latin1'))
    const { fact } = await phone.fact('offered')
    expect(fact.party.displayName).toBe('Müller')
    await healthy()
    expect(practice.connections()).toHaveLength(1)
  })

  it('that runs out is missed', async () => {
    practice.inject(invite({ headers: ['Expires: 1'] }))
    const { call } = await phone.fact('offered')
    expect((await phone.fact('ended', call)).fact).toMatchObject({ by: 'far', cause: 'missed' })
  })

  it('whose fact can’t be kept is refused, and the next one is not', async () => {
    phone.onFact = () => {
      phone.onFact = null
      throw new Error('the disk is full')
    }
    expect(await ask(invite())).toBe(500)
    practice.inject(invite())
    await until(() => expect(offers()).toBe(2))
    await healthy()
  })
})

describe('the log', () => {
  it('has no number in full and no password, whatever came', async () => {
    practice.inject('INVITE sip:+12025550143@x\r\n\r\n')
    practice.inject(
      request('INVITE', {
        headers: ['From: <sip:+12025550143@[>;tag=1', 'Contact: <sip:+12025550143@a..b>'],
      }),
    )
    const call = practice.call({ to: 'agent', from: '+12025550143', displayName: 'Ada Byron' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: 'call-1' })
    await call.answered()
    phone.order({ kind: 'dial', call: 'out', to: '+12025550143', from: null })
    phone.order({ kind: 'transferBlind', call: 'call-1', to: '+12025550143' })
    await healthy()
    const log = phone.logs.join('\n')
    expect(log).not.toBe('')
    expect(log).not.toMatch(/2025550143|secret/)
  })
})

describe('in the middle of a call', () => {
  it('malformed messages leave the call alone', async () => {
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: 'call-1' })
    await call.answered()
    const messages = [
      request('INVITE', { headers: ['Contact: *'] }),
      request('BYE', { callId: call.id }),
      request('CANCEL', { callId: call.id }),
      'garbage',
      '\r\n\r\n',
      '\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
      `SIP/2.0 999 No\r\nCall-ID: ${call.id}\r\n\r\n`,
      'X'.repeat(200_000),
    ]
    for (const message of messages) practice.inject(message)
    practice.inject(Buffer.from([0xff, 0xfe, 0x00, 0x80]))
    await healthy()
    expect(phone.kinds('call-1')).toEqual(['offered', 'answered'])
    expect((await call.send('INFO', { contentType: 'text/plain', body: 'x' })).code).toBe(200)
  })
})

describe('a flood of calls', () => {
  it('leaves some to look at, refuses the others, and the line alive', async () => {
    const peer = await startRawPeer()
    const flooded = lineUnderTest()
    flooded.start({ server: peer.url })
    await flooded.registered()
    const body = fakeSdp('sendrecv')
    const headers = ['Content-Type: application/sdp']
    for (let count = 0; count < 1_000; count += 1) peer.send(request('INVITE', { headers, body }))
    peer.send(request('OPTIONS'))
    await until(() => expect(peer.received.some((text) => /^CSeq: 1 OPTIONS/m.test(text))).toBe(true))
    const refused = peer.received.filter((text) => text.startsWith('SIP/2.0 486')).length
    const offered = flooded.facts.filter(({ fact }) => fact.kind === 'offered').length
    expect(offered).toBeGreaterThanOrEqual(10)
    expect(offered + refused).toBe(1_000)
    expect(refused).toBeGreaterThan(800)
    // Neither the log nor the traces grow by what was refused.
    expect(flooded.logs.length).toBeLessThan(100)
    const traced = flooded.messages.filter(
      ({ direction, text }) => direction === 'in' && text.startsWith('INVITE '),
    )
    expect(traced).toHaveLength(offered)
    await flooded.line.stop()
    await peer.close()
  })
})
