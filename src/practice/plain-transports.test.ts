import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { type Invitation, SessionState } from 'sip.js'
import { afterEach, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from 'werift'
import { createFixedLeg } from './media/fixed-leg.ts'
import { type PracticeLine, type PracticeLineOptions, startPracticeLine } from './practice-line.ts'
import { startTestAgent, type TestAgent, whenSession } from './test-agent.ts'

let line: PracticeLine
const toStop: (() => unknown)[] = []

afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop()
  await line.close()
})

const certificate = async () => {
  const { certPem, keyPem } = await createSelfSignedCertificate({ signature: 3, hash: 4 }, 23)
  return { cert: certPem, key: keyPem }
}

async function begin(options: PracticeLineOptions = {}): Promise<void> {
  line = await startPracticeLine({
    users: { agent: 'secret' },
    media: 'none',
    transports: { udp: { t1: 20 }, tcp: true },
    ...options,
  })
}

async function join(url: string): Promise<TestAgent> {
  const agent = await startTestAgent({
    url,
    domain: line.domain,
    user: 'agent',
    password: 'secret',
    createLeg: createFixedLeg,
  })
  toStop.push(() => agent.stop())
  return agent
}

/** Everything the line receives and sends from now on, as start lines. */
function startLines(): { in: string[]; out: string[] } {
  const seen = { in: [] as string[], out: [] as string[] }
  line.onMessage((direction, text) => seen[direction].push(text.slice(0, text.indexOf('\r\n'))))
  return seen
}

const count = (lines: readonly string[], begins: string) =>
  lines.filter((one) => one.startsWith(begins)).length

describe.each(['udp', 'tcp', 'tls'] as const)('the practice line over %s', (transport) => {
  it('registers an agent, calls it and is called, and names itself as it is reached', async () => {
    const tls = transport === 'tls' ? { tls: await certificate() } : {}
    await begin({ transports: { websocket: false, udp: true, tcp: true, ...tls } })
    const address = line.addresses[transport] ?? ''
    expect(line.addresses.websocket).toBeUndefined()
    const agent = await join(`${transport}://${address}`)
    expect(await agent.register()).toBe(true)
    expect((await line.registered('agent')).connection).toMatchObject({ transport, local: address })

    const invite = line.nextMessage('out', /^INVITE /)
    const call = line.call({ to: 'agent', from: '+12025550143' })
    const session = await agent.nextInvitation()
    expect(await invite).toMatch(
      new RegExp(
        `Via: SIP/2.0/${transport.toUpperCase()} ${address};[^]*Contact: <sip:line@${address};transport=${transport}>`,
      ),
    )
    await session.accept()
    await call.answered()
    await session.bye()
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })

    const next = line.nextCall()
    const dialled = agent.dial('600')
    const received = await next
    await received.answer()
    await whenSession(dialled, SessionState.Established)
    await received.hangUp()
    await whenSession(dialled, SessionState.Terminated)
  })
})

describe('UDP', () => {
  it('and TCP share a port', async () => {
    await begin()
    expect(line.addresses.udp).toBe(line.addresses.tcp)
  })

  it('repeats an INVITE until somebody answers it, and a request that comes twice is answered twice and done once', async () => {
    await begin()
    const agent = await join(`udp://${line.addresses.udp}`)
    await agent.register()
    const seen = startLines()
    let lose = 2
    line.drop((direction, text) => direction === 'out' && text.startsWith('INVITE') && lose-- > 0)
    line.duplicate((direction, text) => direction === 'in' && text.startsWith('BYE'))
    const call = line.call({ to: 'agent', from: '100' })
    const session = await agent.nextInvitation()
    expect(count(seen.out, 'INVITE')).toBe(3)
    await session.accept()
    await call.answered()
    await session.bye()
    expect(await call.ended()).toMatchObject({ how: 'bye', by: 'agent' })
    await expect.poll(() => seen.out.filter((one) => one === 'SIP/2.0 200 OK')).toHaveLength(2)
    expect(count(seen.out, 'SIP/2.0 481')).toBe(0)
  })

  it('repeats a refusal until the ACK, and an ACK whenever the refusal comes again', async () => {
    await begin({ users: { agent: 'secret' } })
    const agent = await join(`udp://${line.addresses.udp}`)
    await agent.register()
    const seen = startLines()
    const forget = line.drop((direction, text) => direction === 'in' && text.startsWith('ACK'))
    const next = line.nextCall()
    agent.dial('486')
    ;(await next).refuse(486)
    await expect.poll(() => count(seen.out, 'SIP/2.0 486')).toBeGreaterThan(2)
    forget()
    const call = line.call({ to: 'agent', from: '100' })
    const loseAck = line.drop((direction, text) => direction === 'out' && text.startsWith('ACK'))
    const session: Invitation = await agent.nextInvitation()
    await session.reject({ statusCode: 603 })
    expect(await call.ended()).toMatchObject({ code: 603 })
    await expect.poll(() => count(seen.out, 'ACK')).toBeGreaterThan(1)
    loseAck()
  })

  it('lets one message overtake another', async () => {
    await begin()
    const agent = await join(`udp://${line.addresses.udp}`)
    await agent.register()
    let invited = 0
    line.delay(150, (direction, text) => direction === 'out' && text.startsWith('INVITE') && invited++ === 0)
    const call = line.call({ to: 'agent', from: '100' })
    await agent.nextInvitation()
    expect(invited).toBeGreaterThan(1) // the repetition came first
    await call.cancel()
    expect(await call.ended()).toMatchObject({ how: 'cancel', code: 487 })
  })

  it('says where a request came from, and answers the port that it names unless it asks for the source', async () => {
    await begin()
    const ask = await datagrams()
    const named = await datagrams()
    ask.send(options('10.1.1.1:5060;rport'))
    expect(await ask.next()).toMatch(
      new RegExp(
        `^Via: SIP/2.0/UDP 10.1.1.1:5060;rport=${ask.port};branch=z9hG4bK1;received=127.0.0.1\r$`,
        'm',
      ),
    )
    ask.send(options(`127.0.0.1:${named.port}`).replaceAll('z9hG4bK1', 'z9hG4bK2'))
    expect(await named.next()).toMatch(/^SIP\/2.0 200 [\s\S]*z9hG4bK2\r$/m)
  })

  it('answers a keep-alive, or not, as Asterisk doesn’t', async () => {
    await begin()
    const socket = await datagrams()
    socket.send('\r\n\r\n')
    expect(await socket.next()).toBe('\r\n')
    await line.close()
    await begin({ answersKeepAlives: false })
    socket.send('\r\n\r\n')
    socket.send(options('127.0.0.1;rport'))
    expect(await socket.next()).toMatch(/^SIP\/2.0 200 /)
  })

  it('stands still for an address whose connection is frozen, and forgets one that is cut', async () => {
    await begin()
    const agent = await join(`udp://${line.addresses.udp}`)
    await agent.register()
    line.dropConnections()
    await line.unregistered('agent')
    await agent.register()
    line.freezeConnections()
    const seen = startLines()
    agent.registerer.register().catch(() => undefined)
    const other = await datagrams()
    other.send(options('127.0.0.1;rport'))
    expect(await other.next()).toMatch(/^SIP\/2.0 200 /)
    expect(seen.in.map((one) => one.split(' ')[0])).toEqual(['OPTIONS'])
  })
})

describe('TCP', () => {
  it('reads messages that come in pieces or together, and answers a keep-alive between them', async () => {
    await begin()
    const socket = await stream()
    const message = options('127.0.0.1')
    socket.write(`\r\n\r\n${message.slice(0, 40)}`)
    await expect.poll(() => socket.text()).toBe('\r\n')
    socket.write(message.slice(40) + message.replaceAll('z9hG4bK1', 'z9hG4bK2'))
    await expect.poll(() => socket.text().match(/^SIP\/2.0 200 /gm)).toHaveLength(2)
  })

  it('cuts a connection that it can’t follow any more', async () => {
    await begin()
    const socket = await stream()
    socket.write(options('127.0.0.1').replace('Content-Length: 0', 'Content-Length: -5'))
    await socket.closed
    expect(line.connections()).toEqual([])
  })
})

const options = (by: string) =>
  [
    'OPTIONS sip:practice.example SIP/2.0',
    `Via: SIP/2.0/UDP ${by};branch=z9hG4bK1`,
    'Max-Forwards: 70',
    'From: <sip:agent@practice.example>;tag=1',
    'To: <sip:practice.example>',
    'Call-ID: 1',
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n')

async function datagrams() {
  const socket: DatagramSocket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  toStop.push(() => socket.close())
  const received: string[] = []
  socket.on('message', (bytes) => received.push(bytes.toString()))
  return {
    port: socket.address().port,
    send: (text: string) => socket.send(text, Number(line.addresses.udp?.split(':')[1]), '127.0.0.1'),
    async next(): Promise<string> {
      await expect.poll(() => received.length).toBeGreaterThan(0)
      return received.shift() ?? ''
    },
  }
}

async function stream() {
  const socket: Socket = connect(Number(line.addresses.tcp?.split(':')[1]), '127.0.0.1')
  toStop.push(() => socket.destroy())
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString()
  })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await new Promise((resolve) => socket.once('connect', resolve))
  return { write: (data: string) => socket.write(data), text: () => text, closed }
}
