import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate } from './testing/certificate.ts'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { obliging, type PlainPeer, responseTo, startPlainPeer } from './testing/plain-peer.ts'
import { until } from './testing/until.ts'

const authority = makeCertificate({ commonName: 'Our CA', authority: true })
const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
const certificate = makeCertificate({ commonName: 'pbx', names: ['localhost'], issuer })

let peer: PlainPeer
let phone: LineUnderTest

const field = (text: string, name: string): string =>
  text.match(new RegExp(`^${name}: (.*)\r$`, 'm'))?.[1] ?? ''
const statusOf = (text: string): number => Number(text.match(/^SIP\/2\.0 (\d{3}) /)?.[1] ?? 0)

let calls = 0
type Dialog = { readonly callId: string; readonly request: (method: string, more?: Sent) => string }
type Sent = { readonly branch?: string; readonly cseq?: number; readonly to?: string; readonly body?: string }

/** A call from the peer's side, whose requests it writes itself. */
function caller(): Dialog {
  calls += 1
  const callId = `caller-${calls}`
  let made = 0
  return {
    callId,
    request: (method, { branch, cseq = 1, to = '<sip:agent@practice.example>', body = '' } = {}) => {
      made += 1
      return [
        `${method} sip:agent@practice.example SIP/2.0`,
        `Via: SIP/2.0/UDP ${peer.server};branch=z9hG4bK${branch ?? `${callId}-${made}`}`,
        'Max-Forwards: 70',
        `From: "Ada" <sip:+12025550143@practice.example>;tag=${callId}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:+12025550143@${peer.server}>`,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n')
    },
  }
}

const respondedTo = (callId: string, method: string, status: RegExp) => {
  const wanted = new RegExp(`^SIP/2\\.0 ${status.source} [\\s\\S]*^CSeq: \\d+ ${method}\r$`, 'm')
  return until(() => {
    const found = peer.received.find((text) => wanted.test(text) && field(text, 'Call-ID') === callId)
    if (found === undefined) throw new Error(`no ${status} to ${method}`)
    return found
  })
}

/** Called, and answered; what is needed for requests within the call. */
async function inCall(): Promise<{ dialog: Dialog; to: string }> {
  const dialog = caller()
  peer.send(dialog.request('INVITE', { body: fakeSdp('sendrecv') }))
  const { call } = await phone.fact('offered')
  phone.order({ kind: 'answer', call })
  const to = field(await respondedTo(dialog.callId, 'INVITE', /200/), 'To')
  peer.send(dialog.request('ACK', { to }))
  await phone.fact('answered', call)
  return { dialog, to }
}

afterEach(async () => {
  await phone.line.stop()
  await peer.close()
})

const servers = (protocol: 'udp' | 'tcp' | 'tls') => ({
  transport: protocol,
  server: protocol === 'tls' ? peer.server.replace('127.0.0.1', 'localhost') : peer.server,
})

async function registered(protocol: 'udp' | 'tcp' | 'tls', timing: Parameters<typeof lineUnderTest>[0] = {}) {
  peer = await startPlainPeer({ protocol, certificate })
  phone = lineUnderTest(timing, [authority.cert])
  phone.start(servers(protocol))
  await phone.registered()
}

describe.each(['udp', 'tcp', 'tls'] as const)('over %s', (protocol) => {
  beforeEach(() => registered(protocol))

  it('registers with its own address in Via and Contact', async () => {
    const register = await peer.heard(/^REGISTER /)
    const { address, port } = peer.from()
    const via = field(register, 'Via')
    expect(via).toContain(`SIP/2.0/${protocol.toUpperCase()} ${address}:${port};rport;branch=z9hG4bK`)
    const transport = protocol === 'udp' ? '' : `;transport=${protocol}`
    expect(field(register, 'Contact')).toMatch(
      new RegExp(`^<sip:[a-z0-9]+@${address}:${port}${transport}>;reg-id=1;`),
    )
    expect(register).toMatch(/^Supported: .*\bpath\b/m)
    expect(register).not.toContain('gruu')
    expect(register).not.toContain('.invalid')
  })

  it('is called, answers, and is hung up on', async () => {
    const { dialog, to } = await inCall()
    peer.send(dialog.request('BYE', { cseq: 2, to }))
    await respondedTo(dialog.callId, 'BYE', /200/)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('is called, answers, and hangs up', async () => {
    const { dialog } = await inCall()
    peer.answer = (request) =>
      request.startsWith('BYE ') ? responseTo(request, '200 OK') : obliging(request)
    phone.order({ kind: 'hangUp', call: 'call-1' })
    expect(field(await peer.heard(/^BYE /), 'Call-ID')).toBe(dialog.callId)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'agent' })
  })

  it('calls, is answered, and acknowledges', async () => {
    peer.answer = (request) =>
      request.startsWith('INVITE ')
        ? responseTo(
            request,
            '200 OK',
            [`Contact: <sip:far@${peer.server}>`, 'Content-Type: application/sdp'],
            fakeSdp('sendrecv'),
          )
        : obliging(request)
    phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
    await phone.fact('answered', 'out')
    await peer.heard(/^ACK /)
    const invite = await peer.heard(/^INVITE /)
    const { address, port } = peer.from()
    expect(field(invite, 'Contact')).toContain(`@${address}:${port}`)
    expect(field(invite, 'Via')).toContain(protocol.toUpperCase())
  })

  it('takes its binding back at the end', async () => {
    await phone.line.stop()
    await peer.heard(/^REGISTER [\s\S]*^Expires: 0\r$/m)
  })
})

describe('a plain connection that can’t be had', () => {
  const failing = async (server: string, transport: 'udp' | 'tcp' | 'tls') => {
    phone = lineUnderTest({ connect: 1_000 })
    phone.start({ server, transport })
    return phone.state(({ reason }) => reason !== null)
  }
  beforeEach(async () => {
    peer = await startPlainPeer({ protocol: 'tcp' })
  })

  it.each(['udp', 'tcp', 'tls'] as const)('over %s to a port where nothing listens', async (transport) => {
    await peer.close()
    expect(await failing(peer.server, transport)).toMatchObject({
      state: 'offline',
      reason: 'connectionRefused',
      detail: expect.stringContaining(peer.server),
    })
    peer = await startPlainPeer({ protocol: 'tcp' })
  })

  it('to a name that doesn’t exist', async () => {
    expect(await failing('nosuch.invalid', 'udp')).toMatchObject({
      reason: 'hostNotFound',
      detail: expect.stringContaining('nosuch.invalid'),
    })
  })

  it('by TCP to a mail server', async () => {
    peer.greeting = '220 mail.example ESMTP\r\n'
    expect(await failing(peer.server, 'tcp')).toMatchObject({
      reason: 'notSip',
      detail: expect.stringContaining('220 mail.example ESMTP'),
    })
  })

  it('by TLS to a port that speaks none', async () => {
    peer.greeting = 'HTTP/1.1 400 Bad Request\r\n\r\n'
    expect(await failing(peer.server, 'tls')).toMatchObject({ reason: 'notSip' })
  })

  it('with an address that is none', async () => {
    expect(await failing('sip:pbx.example', 'udp')).toMatchObject({ state: 'refused', reason: 'notSip' })
  })
})

describe('the certificate of a TLS server', () => {
  const start = async (
    cert: { readonly cert: string; readonly key: string },
    trusted: readonly string[] = [authority.cert],
  ) => {
    peer = await startPlainPeer({ protocol: 'tls', certificate: cert })
    phone = lineUnderTest({}, trusted)
    phone.start({ transport: 'tls', server: `localhost:${peer.port}` })
  }
  const refused = () => phone.state(({ state }) => state === 'refused')

  it('is refused when nobody known signed it, with its dates and names', async () => {
    await start(certificate, [])
    expect(await refused()).toMatchObject({
      reason: 'certificateRefused',
      detail: expect.stringContaining('made out for localhost'),
      retryIn: expect.any(Number),
    })
    expect(peer.received).toEqual([])
  })

  it('is refused when it is made out for another name', async () => {
    await start(makeCertificate({ commonName: 'x', names: ['other.example'], issuer }))
    expect((await refused()).detail).toMatch(/another name .*made out for other\.example/)
    expect(peer.received).toEqual([])
  })

  it('is refused when it has expired, whoever signed it', async () => {
    const from = new Date('2020-01-01T00:00:00Z')
    await start(makeCertificate({ commonName: 'pbx', issuer, from, to: new Date('2020-02-01T00:00:00Z') }))
    expect((await refused()).detail).toMatch(/it has expired/)
  })
})

describe('over UDP, where any message may be lost', () => {
  const quick = { t1: 20, t2: 80, t4: 100 }
  beforeEach(() => registered('udp', quick))

  /** Loses the first `times` messages that match. */
  const losing = (direction: 'in' | 'out', pattern: RegExp, times = 2) => {
    let left = times
    peer.lose = (way, text) => {
      if (way !== direction || left === 0 || !pattern.test(text)) return false
      left -= 1
      return true
    }
  }

  it('sends an INVITE again until something is said to it', async () => {
    losing('in', /^INVITE /, 3)
    phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
    const invite = await peer.heard(/^INVITE /)
    peer.send(responseTo(invite, '100 Trying'))
    peer.send(responseTo(invite, '180 Ringing', [`Contact: <sip:far@${peer.server}>`]))
    await phone.fact('farRinging', 'out')
  })

  it('acknowledges a refusal as often as it comes', async () => {
    peer.answer = (request) =>
      request.startsWith('INVITE ') ? responseTo(request, '486 Busy Here') : obliging(request)
    losing('in', /^ACK /, 1)
    phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
    expect((await phone.fact('ended', 'out')).fact).toMatchObject({ cause: 'busy' })
    peer.send(responseTo(await peer.heard(/^INVITE /), '486 Busy Here'))
    await peer.heard(/^ACK /)
  })

  it('sends a BYE again that got lost', async () => {
    await inCall()
    losing('in', /^BYE /)
    peer.answer = (request) => (request.startsWith('BYE ') ? responseTo(request, '200 OK') : null)
    phone.order({ kind: 'hangUp', call: 'call-1' })
    await peer.heard(/^BYE /)
  })

  it('answers a BYE that comes again as it did before', async () => {
    const { dialog, to } = await inCall()
    const bye = dialog.request('BYE', { cseq: 2, to })
    losing('in', /^SIP\/2\.0 200 [\s\S]*^CSeq: 2 BYE/m, 1)
    peer.send(bye)
    await phone.fact('ended')
    peer.send(bye)
    await respondedTo(dialog.callId, 'BYE', /200/)
    expect(peer.received.map(statusOf)).not.toContain(481)
  })

  it('takes an INVITE that comes again for the same call, and says again what it said', async () => {
    const dialog = caller()
    const invite = dialog.request('INVITE', { body: fakeSdp('sendrecv'), branch: 'again' })
    peer.send(invite)
    const { call } = await phone.fact('offered')
    phone.order({ kind: 'ring', call })
    await respondedTo(dialog.callId, 'INVITE', /180/)
    const rung = peer.count(/^SIP\/2\.0 180 /)
    for (let times = 0; times < 20; times += 1) peer.send(invite)
    await until(() => expect(peer.count(/^SIP\/2\.0 180 /)).toBe(rung + 20))
    expect(phone.facts.filter(({ fact }) => fact.kind === 'offered')).toHaveLength(1)
    expect(peer.received.map(statusOf)).not.toContain(486)
  })

  it('refuses a call until the refusal is acknowledged', async () => {
    const dialog = caller()
    peer.send(dialog.request('INVITE', { body: fakeSdp('sendrecv'), branch: 'refused' }))
    const { call } = await phone.fact('offered')
    losing('in', /^SIP\/2\.0 486 /, 2)
    phone.order({ kind: 'reject', call, as: { status: 'busy', why: '' } })
    const to = field(await respondedTo(dialog.callId, 'INVITE', /486/), 'To')
    await until(() => expect(peer.count(/^SIP\/2\.0 486 /)).toBeGreaterThan(2))
    peer.send(dialog.request('ACK', { to, branch: 'refused' }))
    // Silence can't be waited for: whatever was on the way has arrived when two more pauses of T2 have passed.
    let said = 0
    await until(async () => {
      const before = said
      said = peer.count(/^SIP\/2\.0 486 /)
      await new Promise((resolve) => setTimeout(resolve, quick.t2 * 4))
      expect(peer.count(/^SIP\/2\.0 486 /)).toBe(before)
    })
  })

  it('says 200 again until it is acknowledged', async () => {
    const dialog = caller()
    peer.send(dialog.request('INVITE', { body: fakeSdp('sendrecv') }))
    const { call } = await phone.fact('offered')
    losing('in', /^SIP\/2\.0 200 /, 1)
    phone.order({ kind: 'answer', call })
    const to = field(await respondedTo(dialog.callId, 'INVITE', /200/), 'To')
    peer.send(dialog.request('ACK', { to }))
    await phone.fact('answered', call)
  })
})
