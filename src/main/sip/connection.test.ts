import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { makeCertificate } from './testing/certificate.ts'
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

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUp.push(async () => server.close())
  return (server.address() as AddressInfo).port
}

describe('a connection that can’t be had', () => {
  const failing = async (server: string) => {
    phone = lineUnderTest({ connect: 1_000 })
    phone.start({ server })
    return phone.state(({ reason }) => reason !== null)
  }

  it('to a name that doesn’t exist', async () => {
    expect(await failing('wss://nosuch.invalid/ws')).toMatchObject({
      state: 'offline',
      reason: 'hostNotFound',
      detail: expect.stringContaining('nosuch.invalid'),
      retryIn: expect.any(Number),
    })
  })

  it('to a port where nothing listens', async () => {
    const server = createServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    expect(await failing(`ws://127.0.0.1:${port}/`)).toMatchObject({ reason: 'connectionRefused' })
  })

  it.each([
    [200, 'notWebSocket'],
    [404, 'notWebSocket'],
    [502, 'serverError'],
  ])('to a web server that answers %i', async (status, reason) => {
    const port = await listen(
      createHttpServer((_request, response) => response.writeHead(status).end('hello')),
    )
    const state = await failing(`ws://127.0.0.1:${port}/ws`)
    expect(state).toMatchObject({ reason, detail: expect.stringContaining(`HTTP ${status}`) })
  })

  it('to something that speaks neither', async () => {
    const port = await listen(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')))
    expect(await failing(`ws://127.0.0.1:${port}`)).toMatchObject({ reason: 'notWebSocket' })
  })

  it('to something that takes the connection and says nothing', async () => {
    const port = await listen(createServer(() => {}))
    phone = lineUnderTest({ connect: 80 })
    phone.start({ server: `ws://127.0.0.1:${port}` })
    expect(await phone.state(({ reason }) => reason !== null)).toMatchObject({ reason: 'noAnswer' })
  })

  it('unencrypted to another computer', async () => {
    expect(await failing('ws://192.0.2.1/ws')).toMatchObject({
      state: 'refused',
      detail: expect.stringContaining('not encrypted'),
      retryIn: null,
    })
  })

  it('is tried again until it can', async () => {
    const practice = await practiceLine()
    await practice.goDown()
    phone = lineUnderTest()
    phone.start({ server: practice.url })
    await phone.state(({ reason }) => reason === 'connectionRefused')
    await practice.comeUp()
    await phone.registered()
  })
})

describe('the server’s certificate', () => {
  const secured = (cert: { cert: string; key: string }) =>
    practiceLine({ tls: { cert: cert.cert, key: cert.key } })
  const start = (practice: PracticeLine, extra: readonly string[] = []) => {
    phone = lineUnderTest({}, extra)
    phone.start({ server: practice.url.replace('127.0.0.1', 'localhost') })
  }
  const refused = async () => (await phone.state(({ state }) => state === 'refused')).detail

  it('is refused when nobody known signed it, with its dates and names', async () => {
    const practice = await secured(
      makeCertificate({ commonName: 'pbx', names: ['localhost'], to: new Date('2041-02-03T00:00:00Z') }),
    )
    start(practice)
    const state = await phone.state(({ state }) => state === 'refused')
    expect(state).toMatchObject({ reason: 'certificateRefused', retryIn: expect.any(Number) })
    expect(state.detail).toContain('The certificate of localhost was refused')
    expect(state.detail).toContain('to 2041-02-03')
    expect(state.detail).toContain('made out for localhost')
    expect(practice.registrations()).toEqual([])
  })

  it('is taken when an extra certificate vouches for it', async () => {
    const authority = makeCertificate({ commonName: 'Our CA', authority: true })
    const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
    const practice = await secured(makeCertificate({ commonName: 'pbx', issuer }))
    start(practice, [authority.cert])
    await phone.registered()
  })

  it('is refused when it has expired, whoever signed it', async () => {
    const authority = makeCertificate({ commonName: 'Our CA', authority: true })
    const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
    const from = new Date('2020-01-01T00:00:00Z')
    const to = new Date('2020-02-01T00:00:00Z')
    start(await secured(makeCertificate({ commonName: 'pbx', issuer, from, to })), [authority.cert])
    expect(await refused()).toMatch(/it has expired .*valid from 2020-01-01 to 2020-02-01/)
  })

  it('is refused when it is made out for another name', async () => {
    const authority = makeCertificate({ commonName: 'Our CA', authority: true })
    const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
    start(await secured(makeCertificate({ commonName: 'x', names: ['other.example'], issuer })), [
      authority.cert,
    ])
    expect(await refused()).toMatch(/another name .*made out for other\.example/)
  })
})

describe('a connection that breaks', () => {
  let practice: PracticeLine
  const id = 'call-1'

  beforeEach(async () => {
    practice = await practiceLine()
  })

  async function inCall(timing: Parameters<typeof lineUnderTest>[0] = {}) {
    phone = lineUnderTest(timing)
    phone.start({ server: practice.url })
    await phone.registered()
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    return call
  }

  const registeredTimes = () => phone.states.filter(({ state }) => state === 'registered').length
  const back = (times = 2) => until(() => expect(registeredTimes()).toBeGreaterThanOrEqual(times))

  it('is replaced without touching a live call, which then tells the far end its new way', async () => {
    const call = await inCall()
    practice.dropConnections()
    expect(await phone.state(({ state }) => state === 'offline')).toMatchObject({ reason: 'connectionLost' })
    await back()
    await until(() => expect(call.reInvites).toBe(1))
    expect(phone.mediaOf(id).made.at(-1)).toEqual({ hold: false, iceRestart: true })
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
    await call.hangUp()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('that died without a word is found by a ping and replaced', async () => {
    const call = await inCall({ idle: 100, pong: 400 })
    practice.freezeConnections()
    expect(await phone.state(({ state }) => state === 'offline')).toMatchObject({
      reason: 'connectionLost',
      detail: expect.stringContaining('no sign of life'),
    })
    await back()
    await until(() => expect(call.reInvites).toBe(1))
  })

  it('is left alone while the server answers pings', async () => {
    await inCall({ idle: 20, pong: 4_000 })
    const pings = new Set<unknown>()
    await until(() => {
      pings.add(performance.now())
      expect(pings.size).toBeGreaterThan(8)
    })
    expect(phone.states.map(({ state }) => state)).toEqual(['connecting', 'registered'])
  })

  it('is probed when asked, without waiting for the silence to pass', async () => {
    await inCall({ probe: 400 })
    practice.freezeConnections()
    phone.line.retry()
    await phone.state(({ state }) => state === 'offline')
    await back()
  })

  it('is tried at once when asked, whatever the back-off says', async () => {
    await inCall({ firstRetry: 600_000 })
    practice.dropConnections()
    await phone.state(({ state }) => state === 'offline')
    phone.line.retry()
    await back()
  })

  it('keeps a hold', async () => {
    const call = await inCall()
    const acknowledged = practice.nextMessage('in', /^ACK /)
    phone.order({ kind: 'hold', call: id })
    await phone.fact('held')
    await acknowledged
    practice.dropConnections()
    await back()
    await until(() => expect(call.reInvites).toBe(2))
    expect(call.held).toBe(true)
  })

  it('ends a call that the far end knows no more', async () => {
    await inCall()
    await practice.goDown({ forgetCalls: true })
    await phone.state(({ state }) => state === 'offline')
    await practice.comeUp()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network' })
  })

  it('ends a ringing call, and tells the server so when it is back', async () => {
    phone = lineUnderTest()
    phone.start({ server: practice.url })
    await phone.registered()
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    practice.dropConnections()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network' })
    await call.ended()
  })

  it('doesn’t keep a hang-up from the far end for ever', async () => {
    const call = await inCall({ firstRetry: 60 })
    practice.dropConnections()
    await phone.state(({ state }) => state === 'offline')
    phone.order({ kind: 'hangUp', call: id })
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  })

  it('fails an order at once instead of letting it wait', async () => {
    await inCall({ firstRetry: 600_000 })
    practice.dropConnections()
    await phone.state(({ state }) => state === 'offline')
    phone.order({ kind: 'hold', call: id })
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'hold', sip: null })
  })

  it('renegotiates on order', async () => {
    const call = await inCall()
    phone.line.renegotiate(id)
    await until(() => expect(call.reInvites).toBe(1))
    expect(phone.mediaOf(id).made.at(-1)).toEqual({ hold: false, iceRestart: true })
  })
})

describe('stopping', () => {
  it('hangs up, un-registers and closes', async () => {
    const practice = await practiceLine()
    phone = lineUnderTest()
    phone.start({ server: practice.url })
    await phone.registered()
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: 'call-1' })
    await call.answered()
    await phone.line.stop()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'hungUp' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
    expect(practice.registrations()).toEqual([])
  })

  it('doesn’t wait for a server that says nothing', async () => {
    const practice = await practiceLine()
    phone = lineUnderTest({ stop: 60 })
    phone.start({ server: practice.url })
    await phone.registered()
    practice.freezeConnections()
    await phone.line.stop()
    expect(phone.states.at(-1)).toMatchObject({ reason: 'signedOut' })
  })

  it('is followed by a new start, with another account', async () => {
    const practice = await practiceLine({ users: { agent: 'secret', bob: 'bobs' } })
    phone = lineUnderTest()
    phone.start({ server: practice.url })
    await practice.registered('agent')
    phone.start({ server: practice.url, user: 'bob' }, 'bobs')
    await practice.registered('bob')
    await practice.unregistered('agent')
  })
})

describe('renewing', () => {
  it('registers again ahead of time, in the registration that there is', async () => {
    const practice = await practiceLine()
    const registers: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('REGISTER ')) registers.push(text)
    })
    phone = lineUnderTest()
    phone.line.renew()
    phone.start({ server: practice.url })
    await phone.registered()
    expect(registers).toHaveLength(2)

    phone.line.renew()
    await until(() => expect(registers.length).toBeGreaterThan(2))
    const callIds = registers.map((text) => /^Call-ID: (.*)$/m.exec(text)?.[1])
    expect(new Set(callIds).size).toBe(1)
    expect(practice.registrations()).toHaveLength(1)
  })
})
