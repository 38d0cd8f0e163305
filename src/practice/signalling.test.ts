import { type Invitation, type Session, SessionState, UserAgent } from 'sip.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from 'werift'
import { WebSocket } from 'ws'
import { createFixedLeg } from './media/fixed-leg.ts'
import { type PracticeLine, type PracticeLineOptions, startPracticeLine } from './practice-line.ts'
import { startTestAgent, type TestAgent, type TestAgentOptions, whenSession } from './test-agent.ts'

let line: PracticeLine
let agent: TestAgent
const others: { stop(): Promise<void> }[] = []

async function begin(options: PracticeLineOptions = {}): Promise<void> {
  line = await startPracticeLine({ users: { agent: 'secret', bob: 'bobs' }, media: 'none', ...options })
  agent = await join()
}

async function join(options: Partial<TestAgentOptions> = {}): Promise<TestAgent> {
  const who = {
    url: line.url,
    domain: line.domain,
    user: 'agent',
    password: 'secret',
    createLeg: createFixedLeg,
  }
  const joined = await startTestAgent({ ...who, ...options })
  others.push(joined)
  return joined
}

async function answeredCall(): Promise<{ call: ReturnType<PracticeLine['call']>; session: Invitation }> {
  const call = line.call({ to: 'agent', from: '+12025550143', displayName: 'Ada Byron' })
  const session = await agent.nextInvitation()
  // A re-INVITE before the ACK makes SIP.js end the call, and one while it handles the ACK is answered with 500.
  const acknowledged = new Promise<void>((resolve) => {
    session.delegate = { onAck: () => setImmediate(resolve) }
  })
  await session.accept()
  await Promise.all([acknowledged, call.answered()])
  return { call, session }
}

async function dialled(number: string) {
  const next = line.nextCall()
  const session = agent.dial(number)
  return { session, call: await next }
}

async function settled(session: Session): Promise<Session> {
  await whenSession(session, SessionState.Terminated)
  return session
}

afterEach(async () => {
  await Promise.all(others.splice(0).map((one) => one.stop()))
  await line.close()
})

describe('registering', () => {
  beforeEach(() => begin())

  it('accepts the right password after one challenge and says how long it lasts', async () => {
    const codes: string[] = []
    line.onMessage((direction, text) => {
      if (direction === 'out') codes.push(text.slice(8, 11))
    })
    expect(await agent.register()).toBe(true)
    expect(codes).toEqual(['401', '200'])
    const registration = await line.registered('agent')
    expect(registration.expiresAt).toBeGreaterThan(Date.now() + 290_000)
  })

  it('refuses a wrong password', async () => {
    const stranger = await join({ password: 'guess' })
    expect(await stranger.register()).toBe(false)
    expect(line.registrations()).toEqual([])
  })

  it('refuses to register somebody else under the own password', async () => {
    line.tamper((direction, text) =>
      direction === 'in' ? text.replace(/^To: .*$/m, `To: <sip:bob@${line.domain}>`) : text,
    )
    expect(await agent.register()).toBe(false)
  })

  it('forgets a registration that is taken back, and one whose connection is gone', async () => {
    await agent.register()
    await agent.unregister()
    await line.unregistered('agent')
    await agent.register()
    line.dropConnections()
    await line.unregistered('agent')
  })

  it('removes all contacts for Contact: *', async () => {
    await agent.register()
    await agent.registerer.unregister({ all: true })
    await line.unregistered('agent')
  })

  it('serves several agents at once', async () => {
    const bob = await join({ user: 'bob', password: 'bobs' })
    await Promise.all([agent.register(), bob.register()])
    expect(
      line
        .registrations()
        .map(({ user }) => user)
        .sort(),
    ).toEqual(['agent', 'bob'])
    line.call({ to: 'bob', from: '100' })
    expect((await bob.nextInvitation()).remoteIdentity.uri.user).toBe('100')
  })

  it('answers as scripted: a code with headers, then as usual again', async () => {
    line.scriptRegister((attempt) => (attempt === 1 ? { code: 503, headers: ['Retry-After: 2'] } : undefined))
    const refused = line.nextMessage('out', /^SIP\/2\.0 503/)
    expect(await agent.register()).toBe(false)
    expect(await refused).toContain('Retry-After: 2')
    expect(await agent.register()).toBe(true)
  })

  it('does not answer at all when told to', async () => {
    line.scriptRegister((attempt) => (attempt === 1 ? { silent: true } : undefined))
    agent.registerer.register().catch(() => undefined)
    await line.nextMessage('in', /^REGISTER /)
    const fresh = await join()
    expect(await fresh.register()).toBe(true)
  })

  it('refuses a registration that is too short, and says what is long enough', async () => {
    await line.close()
    await begin({ registration: { shortest: 600 } })
    const refusal = line.nextMessage('out', /^SIP\/2\.0 423/)
    agent.registerer.register().catch(() => undefined)
    expect(await refusal).toContain('Min-Expires: 600')
    await line.registered('agent') // the client takes the hint
  })

  it('lets a registration end with its time', async () => {
    const brief = await join({ expires: 1 })
    await brief.register()
    await line.registered('agent')
    line.drop((direction) => direction === 'in') // no refresh comes through
    await line.unregistered('agent')
  })

  it('grants the absurd when told to', async () => {
    line.scriptRegister({ expires: 0 })
    const answer = line.nextMessage('out', /^SIP\/2\.0 200/)
    agent.registerer.register().catch(() => undefined)
    expect(await answer).toMatch(/^Contact: .*;expires=0\r$/m)
  })
})

describe('the connection', () => {
  beforeEach(() => begin())

  it('answers a keep-alive with one line break, and OPTIONS with 200', async () => {
    const socket = new WebSocket(line.url, 'sip')
    others.push({ stop: async () => socket.terminate() })
    await new Promise((resolve) => socket.once('open', resolve))
    const answers: string[] = []
    const next = () =>
      new Promise<void>((resolve) =>
        socket.once('message', (data) => resolve(void answers.push(data.toString()))),
      )
    const first = next()
    socket.send('\r\n\r\n')
    await first
    expect(answers[0]).toBe('\r\n')
    const second = next()
    socket.send(rawRequest('OPTIONS'))
    await second
    expect(answers[1]).toMatch(/^SIP\/2\.0 200 /)
    const third = next()
    socket.send(rawRequest('UPDATE'))
    await third
    expect(answers[2]).toMatch(/^SIP\/2\.0 405 [\s\S]*^Allow: /m)
    const fourth = next()
    socket.send(rawRequest('PRACK'))
    await fourth
    expect(answers[3]).toMatch(/^SIP\/2\.0 481 /)
  })

  it('takes no harm from what is no SIP, or only nearly', async () => {
    const socket = new WebSocket(line.url, 'sip')
    others.push({ stop: async () => socket.terminate() })
    await new Promise((resolve) => socket.once('open', resolve))
    const good = rawRequest('INVITE')
    const bad = [
      '',
      '\r\n',
      'hello',
      'INVITE sip:a@b SIP/2.0\r\n\r\n',
      good, // no Contact
      good
        .replace('sip:line@practice.example SIP', 'tel:+123 SIP')
        .replace(/branch=\w+/, 'branch=z9hG4bKtel'),
      good.replace(/^Via.*\r\n/m, ''),
      good.replace(/^To:.*$/m, 'To: <<<'),
      good.replace(/^CSeq:.*$/m, 'CSeq: x INVITE'),
      good
        .replace('Content-Length: 0', 'Contact: <sip:a@b>\r\nContent-Length: 3\r\n\r\nv=0')
        .replace(/z9\w+/, 'z9hG4bKbody'),
      'A'.repeat(100_000),
      Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    ]
    for (const text of bad) socket.send(text)
    for (const length of [10, 50, 100, 150, 200]) socket.send(good.slice(0, length))
    expect(await agent.register()).toBe(true)
  })

  it('refuses a WebSocket that does not speak SIP', async () => {
    const socket = new WebSocket(line.url, 'mqtt')
    await expect(
      new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)),
    ).rejects.toThrow()
  })

  it('can be encrypted, with the certificate given', async () => {
    const { certPem, keyPem } = await createSelfSignedCertificate({ signature: 3, hash: 4 }, 23)
    await line.close()
    await begin({ tls: { cert: certPem, key: keyPem } })
    expect(line.url).toMatch(/^wss:/)
    expect(await agent.register()).toBe(true)
    const { call } = await answeredCall()
    expect(call.state).toBe('answered')
    const strict = new WebSocket(line.url, 'sip')
    await expect(
      new Promise((resolve, reject) => strict.once('open', resolve).once('error', reject)),
    ).rejects.toThrow('self-signed')
  })

  it('comes up on the same port after it was down', async () => {
    await agent.register()
    const { port } = line
    await line.goDown()
    await expect(agent.reconnect()).rejects.toThrow()
    await line.comeUp()
    expect(line.port).toBe(port)
    await agent.reconnect()
    expect(await agent.register()).toBe(true)
  })

  it('can be half-open: nothing is answered, and the socket stays', async () => {
    await agent.register()
    line.freezeConnections()
    let answered = false
    agent.registerer
      .register({ requestDelegate: { onAccept: () => (answered = true) } })
      .catch(() => undefined)
    const fresh = await join({ user: 'bob', password: 'bobs' })
    expect(await fresh.register()).toBe(true)
    expect(answered).toBe(false)
    expect(agent.userAgent.transport.isConnected()).toBe(true)
  })
})

describe('a call to an agent', () => {
  beforeEach(async () => {
    await begin()
    await agent.register()
  })

  it('carries the name, the number and the headers that it was given', async () => {
    line.call({
      to: 'agent',
      from: '+12025550143',
      displayName: 'Ada "the first" Byron',
      headers: ['P-Asserted-Identity: <sip:+12025550143@practice.example>', 'X-Lead-Id: L-4711'],
    })
    const { request, remoteIdentity } = await agent.nextInvitation()
    expect(remoteIdentity.uri.user).toBe('+12025550143')
    expect(request.getHeader('from')).toContain('"Ada \\"the first\\" Byron"')
    expect(request.getHeader('x-lead-id')).toBe('L-4711')
  })

  it('ends with 480 at once when nobody is registered', async () => {
    const call = line.call({ to: 'bob', from: '100' })
    expect(await call.ended()).toMatchObject({ by: 'line', code: 480 })
    await expect(call.ringing()).rejects.toThrow('480')
  })

  it('rings, is answered and is hung up by the agent', async () => {
    const call = line.call({ to: 'agent', from: '100' })
    const session = await agent.nextInvitation()
    await session.progress()
    await call.ringing()
    expect(call.state).toBe('ringing')
    await session.accept()
    await call.answered()
    await session.bye()
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye', code: 200 })
    expect(line.calls()).toEqual([])
  })

  it('is hung up by the customer with the Reason given', async () => {
    const { call, session } = await answeredCall()
    const bye = line.nextMessage('out', /^BYE /)
    await call.hangUp({ headers: ['Reason: Q.850;cause=16'] })
    expect(await bye).toContain('Reason: Q.850;cause=16')
    await settled(session)
  })

  it('reports the code of a refusal', async () => {
    const call = line.call({ to: 'agent', from: '100' })
    await (await agent.nextInvitation()).reject({ statusCode: 486 })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'refused', code: 486, reason: 'Busy Here' })
  })

  it('is cancelled with a Reason that the agent sees', async () => {
    const call = line.call({ to: 'agent', from: '100' })
    const session = await agent.nextInvitation()
    const cancel = line.nextMessage('out', /^CANCEL /)
    await session.progress()
    const end = await call.cancel('SIP;cause=200;text="Call completed elsewhere"')
    expect(await cancel).toContain('Reason: SIP;cause=200;text="Call completed elsewhere"')
    expect(end).toMatchObject({ by: 'customer', how: 'cancel', code: 487 })
    await settled(session)
  })

  it('is ended with BYE when the answer crosses the CANCEL', async () => {
    const call = line.call({ to: 'agent', from: '100' })
    const session = await agent.nextInvitation()
    const undo = line.drop((direction, text) => direction === 'out' && text.startsWith('CANCEL'))
    await session.progress()
    const ended = call.cancel()
    await session.accept()
    expect(await ended).toMatchObject({ by: 'customer', how: 'bye', code: 200 })
    undo()
    await settled(session)
  })

  it('gives up by itself after the time given', async () => {
    const call = line.call({ to: 'agent', from: '100', giveUpAfterMs: 30 })
    await agent.nextInvitation()
    expect(await call.ended()).toMatchObject({ by: 'customer', how: 'cancel' })
  })

  it('acknowledges reliable ringing', async () => {
    const call = line.call({ to: 'agent', from: '100', headers: ['Require: 100rel'] })
    const prack = line.nextMessage('out', /^PRACK /)
    await (await agent.nextInvitation()).progress({ rel100: true })
    expect(await prack).toMatch(/^RAck: \d+ 1 INVITE\r$/m)
    await call.ringing()
  })

  it('is given up soon when the agent can’t answer the BYE any more', async () => {
    const { call } = await answeredCall()
    line.freezeConnections()
    expect(await call.hangUp()).toMatchObject({ by: 'customer', how: 'bye' })
  })

  it('answers in the ACK what the agent offered in its 200', async () => {
    const call = line.call({ to: 'agent', from: '100', sdp: 'late' })
    const ack = line.nextMessage('out', /^ACK /)
    await (await agent.nextInvitation()).accept()
    await call.answered()
    expect(await ack).toContain('m=audio')
  })

  it('knows whether the agent holds it', async () => {
    const { call, session } = await answeredCall()
    const answer = line.nextMessage('out', /^SIP\/2\.0 200[\s\S]*INVITE[\s\S]*a=recvonly/)
    await agent.reInvite(session, 'sendonly')
    await call.whenHeld(true)
    await answer
    await agent.reInvite(session, 'sendrecv')
    await call.whenHeld(false)
    expect(call.reInvites).toBe(2)
  })

  it('can put the agent on hold', async () => {
    const { call } = await answeredCall()
    const reply = await call.reInvite({ direction: 'sendonly' })
    expect(reply.code).toBe(200)
    expect(reply.body).toContain('a=recvonly')
    await call.reInvite({ direction: 'inactive' })
    expect(call.held).toBe(false) // it is not the agent who holds
  })

  it('takes INFO digits and sends INFO', async () => {
    const { call, session } = await answeredCall()
    const digit = (signal: string) => ({
      requestOptions: {
        body: {
          contentDisposition: 'render',
          contentType: 'application/dtmf-relay',
          content: `Signal=${signal}\r\nDuration=160\r\n`,
        },
      },
    })
    await session.info(digit('5'))
    await session.info(digit('#'))
    await call.whenHeardDigits('5#')
    expect((await call.sendInfo('text/plain', 'hello')).code).toBe(200)
  })

  it('moves to the new connection when the agent reconnects and sends a request within the call', async () => {
    const { call, session } = await answeredCall()
    line.dropConnections()
    await line.unregistered('agent')
    await agent.reconnect()
    await agent.reInvite(session, 'sendrecv')
    await call.hangUp()
    await settled(session)
  })

  it('ends by the line when it is forgotten, and the agent’s BYE then finds no call', async () => {
    const { call, session } = await answeredCall()
    await line.goDown({ forgetCalls: true })
    expect(await call.ended()).toMatchObject({ by: 'line', how: 'failed' })
    await line.comeUp()
    await agent.reconnect()
    const answer = line.nextMessage('out', /^SIP\/2\.0 481/)
    await session.bye()
    await answer
  })
})

describe('a call from an agent', () => {
  beforeEach(async () => {
    await begin()
    await agent.register()
  })

  it('goes by the number plan: busy, unknown, declined after ringing', async () => {
    for (const [number, code] of [
      ['486', 486],
      ['404', 404],
      ['12345', 404],
      ['503', 503],
    ] as const) {
      const refusal = line.nextMessage('out', new RegExp(`^SIP/2\\.0 ${code} `))
      await settled(agent.dial(number))
      await refusal
    }
  })

  it('is answered, and hung up after the time given', async () => {
    const { session, call } = await dialled('200')
    const answered = call.answer({ hangUpAfterMs: 20 })
    await whenSession(session, SessionState.Established)
    await answered
    expect(await call.ended()).toMatchObject({ by: 'customer', how: 'bye' })
    await settled(session)
  })

  it('rings out until the agent cancels', async () => {
    let call: ReturnType<PracticeLine['calls']>[number] | undefined
    line.onAnyCall((seen) => (call = seen))
    const ringing = line.nextMessage('out', /^SIP\/2\.0 180/)
    const session = agent.dial('180')
    await ringing
    await session.cancel()
    await settled(session)
    expect(await call?.ended()).toMatchObject({ by: 'agent', how: 'cancel', code: 487 })
  })

  it('gives early media and repeats the same description in the answer', async () => {
    const { session, call } = await dialled('183')
    const early = line.nextMessage('out', /^SIP\/2\.0 183/)
    await call.earlyMedia()
    const final = line.nextMessage('out', /^SIP\/2\.0 200/)
    await call.answer()
    expect((await early).split('\r\n\r\n')[1]).toBe((await final).split('\r\n\r\n')[1])
    expect(session.state).toBe(SessionState.Established)
  })

  it('is refused as scripted', async () => {
    const { session, call } = await dialled('anything')
    const refusal = line.nextMessage('out', /^SIP\/2\.0 488/)
    call.refuse(488, 'No common codec', ['Reason: Q.850;cause=88'])
    expect(await refusal).toMatch(/488 No common codec[\s\S]*Reason: Q\.850;cause=88/)
    await settled(session)
  })

  it('can be challenged for credentials first', async () => {
    await line.close()
    await begin({ challengeCalls: true, numberPlan: () => ({ kind: 'answer', ringMs: 0 }) })
    await agent.register()
    const challenge = line.nextMessage('out', /^SIP\/2\.0 407/)
    const session = agent.dial('100')
    await challenge
    await whenSession(session, SessionState.Established)
  })
})

describe('transfers', () => {
  beforeEach(async () => {
    await begin()
    await agent.register()
  })

  const target = (number: string) => UserAgent.makeURI(`sip:${number}@practice.example`)!

  function progressOf(session: Session): string[] {
    const seen: string[] = []
    session.delegate = {
      ...session.delegate,
      onNotify: (notification) => {
        seen.push(notification.request.body.split('\r\n')[0]!.slice(8))
        notification.accept().catch(() => undefined)
      },
    }
    return seen
  }

  it('tells how a blind transfer goes and leaves the BYE to the agent', async () => {
    const { call, session } = await answeredCall()
    const progress = progressOf(session)
    await session.refer(target('200'))
    const transfer = await call.nextTransfer()
    expect(transfer.target).toBe('200')
    expect(await transfer.outcome).toBe(200)
    expect(progress).toEqual(['100 Trying', '180 Ringing', '200 OK'])
    expect(call.state).toBe('answered')
    await session.bye()
    await call.ended()
  })

  it('keeps the call when the target is busy', async () => {
    const { call, session } = await answeredCall()
    const progress = progressOf(session)
    await session.refer(target('486'))
    expect(await (await call.nextTransfer()).outcome).toBe(486)
    expect(progress).toEqual(['100 Trying', '486 Busy Here'])
    expect(call.state).toBe('answered')
  })

  it('refuses a REFER as scripted', async () => {
    const { call, session } = await answeredCall()
    call.scriptTransfers(() => ({ reply: 603 }))
    const refusal = line.nextMessage('out', /^SIP\/2\.0 603/)
    await session.refer(target('200'))
    await refusal
    expect(await (await call.nextTransfer()).outcome).toBe(603)
  })

  it('calls another agent for real and follows that call', async () => {
    const bob = await join({ user: 'bob', password: 'bobs' })
    await bob.register()
    const { call, session } = await answeredCall()
    await session.refer(target('bob'))
    const transfer = await call.nextTransfer()
    const invitation = await bob.nextInvitation()
    expect(invitation.remoteIdentity.uri.user).toBe('+12025550143')
    await invitation.accept()
    expect(await transfer.outcome).toBe(200)
  })

  it('joins two calls in an attended transfer and ends the one that was replaced', async () => {
    const { call, session } = await answeredCall()
    const consult = await dialled('200')
    const answered = consult.call.answer()
    await whenSession(consult.session, SessionState.Established)
    await answered
    await session.refer(consult.session)
    const transfer = await call.nextTransfer()
    expect(transfer.replaces?.call).toBe(consult.call)
    expect(await transfer.outcome).toBe(200)
    expect(await consult.call.ended()).toMatchObject({ by: 'customer', how: 'bye' })
    await settled(consult.session)
    expect(call.state).toBe('answered')
  })

  it('joins two calls also when the REFER comes in one packet with the ACK of the second', async () => {
    const { call, session } = await answeredCall()
    const consult = await dialled('200')
    consult.session.stateChange.addListener((state) => {
      if (state === SessionState.Established) void session.refer(consult.session)
    })
    await consult.call.answer()
    expect(await (await call.nextTransfer()).outcome).toBe(200)
  })

  it('reports 481 for a call to replace that it does not know', async () => {
    const { call, session } = await answeredCall()
    const consult = await dialled('200')
    const answered = consult.call.answer()
    await whenSession(consult.session, SessionState.Established)
    await answered
    line.tamper((_, text) => text.replace(/(Refer-To: .*Replaces=)[^%]*/i, '$1nobody'))
    await session.refer(consult.session)
    expect(await (await call.nextTransfer()).outcome).toBe(481)
    expect(consult.call.state).toBe('answered')
  })

  it('asks the agent to call somebody, which a phone must not do unasked', async () => {
    const { call, session } = await answeredCall()
    let asked = ''
    session.delegate = {
      onRefer: (referral) => {
        asked = referral.referTo.uri.user ?? ''
        referral.reject().catch(() => undefined)
      },
    }
    expect((await call.refer('sip:premium@practice.example')).code).toBeGreaterThanOrEqual(400)
    expect(asked).toBe('premium')
  })
})

function rawRequest(method: string): string {
  return [
    `${method} sip:line@practice.example SIP/2.0`,
    `Via: SIP/2.0/WS test.invalid;branch=z9hG4bK${method}`,
    'Max-Forwards: 70',
    'From: <sip:test@practice.example>;tag=1',
    'To: <sip:line@practice.example>',
    `Call-ID: ${method}-test`,
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n')
}
