import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckStep } from '../../domain/line-check.ts'
import { bad } from '../../domain/line-check.ts'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { makeCertificate } from '../sip/testing/certificate.ts'
import { until } from '../sip/testing/until.ts'
import { type CheckUnderTest, checkUnderTest } from './testing/check-under-test.ts'

const cleanUp: (() => Promise<unknown>)[] = []
let test: CheckUnderTest

beforeEach(() => {
  test = checkUnderTest()
})
afterEach(async () => {
  await test.check.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function practiceLine(options: Parameters<typeof startPracticeLine>[0] = {}): Promise<PracticeLine> {
  const practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none', ...options })
  cleanUp.push(() => practice.close())
  return practice
}

/** State and reason of each step. */
const outcome = async () => {
  const steps = await test.done()
  return Object.fromEntries(
    Object.entries(steps).map(([step, { state, reason }]) => [
      step,
      reason === null ? state : `${state} ${reason}`,
    ]),
  ) as Record<CheckStep, string>
}

describe('a line that works', () => {
  it('is green in every step there is something to look at', async () => {
    const practice = await practiceLine()
    test.start({ server: practice.url })
    expect(await outcome()).toEqual({
      dns: 'skipped isAddress',
      connect: 'good',
      certificate: 'skipped notEncrypted',
      register: 'good',
      options: 'good',
      listen: 'skipped notDirect',
      stun: 'skipped noStunServer',
      echo: 'skipped noEchoNumber',
    })
  })

  it('is looked up by its name', async () => {
    const practice = await practiceLine()
    test.start({ server: `ws://localhost:${practice.port}` })
    const { dns, connect } = await test.done()
    expect(dns).toMatchObject({ state: 'good', detail: expect.stringContaining('127.0.0.1') })
    expect(connect.detail).toMatch(/^\S+:\d+ → \S+:\d+$/)
  })

  it('leaves nothing behind at the registrar, and says that it is over', async () => {
    const practice = await practiceLine()
    const seen: number[] = []
    practice.onRegistrations(() => seen.push(practice.registrations().length))
    test.start({ server: practice.url })
    await test.done()
    expect(seen).toContain(1)
    await until(() => expect(practice.registrations()).toEqual([]))
    expect(test.over).toEqual(['agent'])
  })

  it('leaves a phone alone that is registered for the same user', async () => {
    const practice = await practiceLine()
    const other = checkUnderTest()
    other.start({ server: practice.url }, { echoNumber: '180' })
    await practice.registered('agent')
    const [working] = practice.registrations()
    test.start({ server: practice.url })
    expect(await outcome()).toMatchObject({ register: 'good' })
    expect(practice.registrations().map(({ contact }) => contact)).toContain(working?.contact)
    await other.check.stop()
  })
})

describe('a caller whom the registrar sends to the check', () => {
  it('is told that nobody is here, so that other phones go on ringing', async () => {
    const practice = await practiceLine()
    test.start({ server: practice.url }, { echoNumber: '180' })
    await until(() => expect(test.state('echo')).toBe('running'))
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    expect(await call.ended()).toMatchObject({ how: 'refused', code: 480 })
  })
})

describe('a server that can’t be reached', () => {
  it('has a name that nobody knows', async () => {
    test.start({ server: 'wss://nosuch.invalid/ws' })
    expect(await outcome()).toMatchObject({
      dns: expect.stringMatching(/^bad (hostNotFound|dnsNoAnswer)$/),
      connect: 'skipped stepBefore',
      certificate: 'skipped stepBefore',
      register: 'skipped stepBefore',
      options: 'skipped stepBefore',
      listen: 'skipped notDirect',
      stun: 'skipped noStunServer',
      echo: 'skipped noEchoNumber',
    })
  })

  it('has nothing listening at its port', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    test.start({ server: `ws://127.0.0.1:${port}` })
    expect(await outcome()).toMatchObject({
      connect: 'bad connectionRefused',
      register: 'skipped stepBefore',
    })
  })

  it('takes the connection and says nothing', async () => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUp.push(async () => server.close())
    test = checkUnderTest({ certificate: 100 })
    test.start({ server: `wss://localhost:${(server.address() as AddressInfo).port}` })
    expect(await outcome()).toMatchObject({ connect: 'good', certificate: 'bad noAnswer' })
  })

  it('speaks something else', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('220 mail.example ESMTP\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUp.push(async () => server.close())
    const { port } = server.address() as AddressInfo
    test.start({ server: `ws://127.0.0.1:${port}` })
    expect(await outcome()).toMatchObject({ connect: 'good', register: 'bad notWebSocket' })
    test.start({ server: `wss://localhost:${port}` })
    await until(() => expect(test.state('certificate')).toBe('bad'))
    expect(await outcome()).toMatchObject({ certificate: 'bad noTls' })
  })

  it('has an address that isn’t one', async () => {
    test.start({ server: 'pbx.example' })
    expect(await outcome()).toMatchObject({ dns: 'bad badAddress', register: 'skipped stepBefore' })
  })
})

describe('a plain line', () => {
  const certificate = makeCertificate({ commonName: 'pbx' })
  const plain = (transports: NonNullable<Parameters<typeof startPracticeLine>[0]>['transports']) =>
    practiceLine({ ...(transports && { transports }) })

  it('is green over UDP, which has neither connection nor certificate', async () => {
    const { addresses } = await plain({ udp: true })
    test.start({ transport: 'udp', server: addresses.udp ?? '' })
    expect(await outcome()).toMatchObject({
      dns: 'skipped isAddress',
      connect: 'skipped noConnection',
      certificate: 'skipped notEncrypted',
      register: 'good',
      options: 'good',
    })
  })

  it('is green over TCP', async () => {
    const { addresses } = await plain({ tcp: true })
    test.start({ transport: 'tcp', server: addresses.tcp ?? '' })
    expect(await outcome()).toMatchObject({
      connect: 'good',
      certificate: 'skipped notEncrypted',
      register: 'good',
      options: 'good',
    })
  })

  it('is green over TLS, with its certificate', async () => {
    const { addresses } = await plain({ tls: certificate })
    const server = `localhost:${addresses.tls?.split(':').at(-1)}`
    test.start({ transport: 'tls', server, certificates: [certificate.cert] })
    expect(await outcome()).toMatchObject({
      dns: 'good',
      connect: 'good',
      certificate: 'good',
      register: 'good',
      options: 'good',
    })
  })

  it('gets no answer over UDP where nobody is, and says so at the registration', async () => {
    const silent = createSocket('udp4')
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
    cleanUp.push(async () => silent.close())
    test.start({ transport: 'udp', server: `127.0.0.1:${silent.address().port}` })
    expect(await outcome()).toMatchObject({
      connect: 'skipped noConnection',
      register: 'bad registerNoAnswer',
      options: 'skipped stepBefore',
    })
  })

  it('goes to the next server of its domain when the first is down, and tells all of them', async () => {
    const { addresses } = await plain({ tcp: true })
    const port = Number(addresses.tcp?.split(':').at(-1))
    const dead = createServer()
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve))
    const { port: deadPort } = dead.address() as AddressInfo
    await new Promise((resolve) => dead.close(resolve))
    test = checkUnderTest({}, undefined, {
      naptr: async () => [],
      srv: async (name) =>
        name === '_sip._tcp.provider.example'
          ? [
              { priority: 1, weight: 0, port: deadPort, name: 'a.provider.example' },
              { priority: 2, weight: 0, port, name: 'b.provider.example' },
            ]
          : [],
      addresses: async () => ['127.0.0.1'],
    })
    test.start({ transport: 'auto', server: 'provider.example' })
    const { dns, connect, register } = await test.done()
    expect(dns).toMatchObject({
      state: 'good',
      detail: `TCP provider.example (127.0.0.1:${deadPort}), TCP provider.example (127.0.0.1:${port})`,
    })
    expect(connect).toMatchObject({ state: 'good', detail: expect.stringContaining(`127.0.0.1:${port}`) })
    expect(register.state).toBe('good')
  })

  it('says when the name server itself is silent', async () => {
    const broken = () => Promise.reject(Object.assign(new Error('down'), { code: 'ETIMEOUT' }))
    test = checkUnderTest({}, undefined, { naptr: broken, srv: broken, addresses: broken })
    test.start({ transport: 'auto', server: 'provider.example' })
    expect(await outcome()).toMatchObject({ dns: 'bad dnsNoAnswer', connect: 'skipped stepBefore' })
  })

  it('is looked for at its outbound proxy', async () => {
    const { addresses } = await plain({ tcp: true })
    test.start({ transport: 'tcp', server: 'nosuch.invalid', outboundProxy: addresses.tcp ?? '' })
    expect(await outcome()).toMatchObject({ dns: 'skipped isAddress', connect: 'good', register: 'good' })
  })
})

describe('direct calls', () => {
  const alone = { server: '', domain: '', transport: 'auto', registers: false } as const
  const listener = async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    const { port } = server.address() as AddressInfo
    return { port, close: () => new Promise((resolve) => server.close(resolve)) }
  }

  it('have a port that is open, and a line without a server has nothing else to look at', async () => {
    const { port, close } = await listener()
    await close()
    test.start({ ...alone, direct: { from: 'anybody', addresses: [], port } }, { password: '' })
    expect(await outcome()).toEqual({
      dns: 'skipped noServer',
      connect: 'skipped noServer',
      certificate: 'skipped noServer',
      register: 'skipped noRegistrar',
      options: 'skipped noRegistrar',
      listen: 'good',
      stun: 'skipped noStunServer',
      echo: 'skipped noEchoNumber',
    })
  })

  it('have no port while another program has it, unless that is the line at work', async () => {
    const { port, close } = await listener()
    const account = { ...alone, direct: { from: 'anybody', addresses: [], port } } as const
    test.start(account)
    expect(await test.done()).toMatchObject({
      listen: { state: 'bad', reason: 'portInUse', detail: `port ${port}: EADDRINUSE` },
    })
    test.listensAt = port
    test.start(account)
    expect(await outcome()).toMatchObject({ listen: 'good' })
    await close()
  })

  it('of a registered line are looked at beside its registration', async () => {
    const { addresses } = await practiceLine({ transports: { udp: true } })
    const { port, close } = await listener()
    const direct = { from: 'named', addresses: ['127.0.0.1'], port } as const
    test.start({ transport: 'udp', server: addresses.udp ?? '', direct })
    expect(await outcome()).toMatchObject({ register: 'good', listen: 'bad portInUse' })
    await close()
  })
})

describe('a certificate', () => {
  const DAY = 86_400_000
  const authority = makeCertificate({ commonName: 'Lab', authority: true })
  const issuer = { commonName: 'Lab', keyObject: authority.keyObject }
  const checking = async (certificate: { cert: string; key: string }) => {
    const practice = await practiceLine({ tls: certificate })
    test.start({ server: `wss://localhost:${practice.port}`, certificates: [authority.cert] })
    return test.done()
  }

  it('that is in order is shown', async () => {
    const { certificate, register } = await checking(makeCertificate({ commonName: 'pbx', issuer }))
    expect(certificate).toMatchObject({
      state: 'good',
      certificate: {
        subject: 'pbx',
        issuer: 'Lab',
        names: ['localhost'],
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      },
    })
    const { validFrom = 0, validTo = 0 } = certificate.certificate ?? {}
    expect(validFrom).toBeLessThan(Date.now())
    expect(validTo - validFrom).toBe(31 * DAY)
    expect(register.state).toBe('good')
  })

  it('that ends soon is told of', async () => {
    const to = new Date(Date.now() + 3 * DAY)
    const { certificate, register } = await checking(makeCertificate({ commonName: 'pbx', issuer, to }))
    expect(certificate).toMatchObject({ state: 'warning', reason: 'certificateEndsSoon' })
    expect(register.state).toBe('good')
  })

  it.each([
    ['certificateExpired', { issuer, to: new Date(Date.now() - DAY / 2) }],
    ['certificateNotYetValid', { issuer, from: new Date(Date.now() + DAY) }],
    ['certificateOtherName', { issuer, names: ['pbx.example'] }],
    ['certificateSelfSigned', {}],
    [
      'certificateUntrusted',
      { issuer: { commonName: 'Nobody', keyObject: makeCertificate({ commonName: 'x' }).keyObject } },
    ],
  ] as const)('that is refused says why: %s', async (reason, options) => {
    const { certificate, register } = await checking(makeCertificate({ commonName: 'pbx', ...options }))
    expect(certificate).toMatchObject({ state: 'bad', reason, certificate: { subject: 'pbx' } })
    expect(register).toMatchObject({ state: 'skipped', reason: 'stepBefore' })
  })
})

describe('a registrar that says no', () => {
  it('to the password: asked once, answered once', async () => {
    const practice = await practiceLine()
    const registers: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('REGISTER ')) registers.push(text)
    })
    test.start({ server: practice.url }, { password: 'wrong' })
    expect(await outcome()).toMatchObject({
      register: 'bad wrongPassword',
      options: 'skipped stepBefore',
      echo: 'skipped noEchoNumber',
    })
    expect(registers).toHaveLength(2)
  })

  it.each([
    [403, 'forbidden'],
    [404, 'unknownAccount'],
    [503, 'serverError'],
  ])('with %i', async (code, reason) => {
    const practice = await practiceLine()
    practice.scriptRegister({ code })
    test.start({ server: practice.url })
    const { register } = await test.done()
    expect(register).toMatchObject({ state: 'bad', reason, detail: expect.stringContaining(String(code)) })
  })

  it('by keeping silent', async () => {
    const practice = await practiceLine()
    practice.scriptRegister({ silent: true })
    test.start({ server: practice.url })
    expect(await outcome()).toMatchObject({ register: 'bad registerNoAnswer' })
  })

  it('without a password there is nothing to ask', async () => {
    const practice = await practiceLine()
    test.start({ server: practice.url }, { password: '' })
    expect(await outcome()).toMatchObject({ register: 'bad noPassword' })
  })
})

describe('OPTIONS without an answer', () => {
  it('is a warning and no more', async () => {
    test = checkUnderTest({ options: 100 })
    const practice = await practiceLine()
    practice.drop((direction, text) => direction === 'in' && text.startsWith('OPTIONS '))
    test.start({ server: practice.url })
    expect(await outcome()).toMatchObject({ register: 'good', options: 'warning optionsNoAnswer' })
  })
})

describe('a STUN server', () => {
  it('is asked where the account has one, whatever became of the server', async () => {
    const asked: string[] = []
    test.stun = (server) => {
      asked.push(server)
      return bad('stunNoAnswer')
    }
    const iceServers = ['turn:turn.example', 'stun:stun.example:3478?transport=udp']
    test.start({ server: 'nowhere' }, { media: { kind: 'webrtc', iceServers } })
    expect(await outcome()).toMatchObject({ dns: 'bad badAddress', stun: 'bad stunNoAnswer' })
    expect(asked).toEqual(['stun.example:3478'])
  })
})

describe('the loop call', () => {
  const heard = { packetsReceived: 50, packetsSent: 50, heardEnergy: 0.01, heardSeconds: 1 }
  const calling = async (echoNumber: string, timing = {}) => {
    test = checkUnderTest(timing)
    const practice = await practiceLine()
    test.start({ server: practice.url }, { echoNumber })
    return practice
  }

  it('is green as soon as sound comes back, and hung up', async () => {
    const practice = await calling('200')
    const call = await test.loopCall()
    await until(() => expect(practice.calls()[0]?.state).toBe('answered'))
    test.measure(call, heard)
    const { echo } = await test.done()
    expect(echo).toMatchObject({ state: 'good', detail: 'PCMU: 50 packets out, 50 in, level 0.100' })
    await until(() => expect(practice.calls()).toEqual([]))
    expect(test.released).toEqual([call])
    expect(test.check.mediaReport(call, { kind: 'ready' })).toBe(false)
  })

  it.each([
    ['486', 'echoBusy'],
    ['404', 'echoNotFound'],
    ['480', 'echoNoAnswer'],
    ['503', 'serverError'],
  ])('to %s says why it came to nothing', async (number, reason) => {
    await calling(number)
    const { echo } = await test.done()
    expect(echo).toMatchObject({ state: 'bad', reason, detail: expect.stringContaining(number) })
  })

  it('that nobody answers is given up', async () => {
    const practice = await calling('180', { ring: 100 })
    expect(await outcome()).toMatchObject({ echo: 'bad echoNoAnswer' })
    await until(() => expect(practice.calls()).toEqual([]))
  })

  it.each([
    ['bad noAudio', { packetsReceived: 0, packetsSent: 50 }],
    ['bad echoSilent', { packetsReceived: 50, packetsSent: 50, spokenEnergy: 0.01 }],
    ['warning echoQuiet', { packetsReceived: 50, packetsSent: 50 }],
  ])('without sound is %s', async (expected, stats) => {
    const practice = await calling('200', { listen: 200 })
    const call = await test.loopCall()
    await until(() => expect(practice.calls()[0]?.state).toBe('answered'))
    test.measure(call, stats)
    expect(await outcome()).toMatchObject({ echo: expected })
  })

  it('is not made while the agent is on a call, and makes way for one', async () => {
    const practice = await practiceLine()
    test.onCall = true
    test.start({ server: practice.url }, { echoNumber: '200' })
    expect(await outcome()).toMatchObject({ echo: 'skipped onACall' })

    test.onCall = false
    test.start({ server: practice.url }, { echoNumber: '200' })
    await until(() => expect(practice.calls()).toHaveLength(1))
    test.onCall = true
    test.check.callsChanged()
    expect(await outcome()).toMatchObject({ register: 'good', echo: 'skipped onACall' })
    await until(() => expect(practice.calls()).toEqual([]))
  })
})

describe('stopping', () => {
  it('ends the check where it is and takes back what it registered', async () => {
    const practice = await practiceLine()
    test.start({ server: practice.url }, { echoNumber: '180' })
    await until(() => expect(test.state('echo')).toBe('running'))
    await test.check.stop()
    expect(await outcome()).toMatchObject({ register: 'good', echo: 'skipped stopped' })
    await until(() => expect([practice.registrations(), practice.calls()]).toEqual([[], []]))
  })

  it('comes before a check that begins while another runs', async () => {
    const practice = await practiceLine()
    practice.scriptRegister({ silent: true })
    test.start({ server: practice.url })
    await until(() => expect(test.state('register')).toBe('running'))
    practice.scriptRegister(undefined)
    test.start({ server: practice.url })
    expect(await outcome()).toMatchObject({ register: 'good' })
    await until(() => expect(test.over).toHaveLength(2))
    expect(await outcome()).toMatchObject({ register: 'good' })
  })
})
