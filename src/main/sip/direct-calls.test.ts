import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineAccount } from './line.ts'
import { type DirectPeer, directCall, obligingPhone, startDirectPeer } from './testing/direct-peer.ts'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { type PlainPeer, startPlainPeer } from './testing/plain-peer.ts'
import { fieldIn } from './testing/raw-call.ts'
import { until } from './testing/until.ts'

/** Loopback has more than one address: the server's, a provider's, which may be named, and a stranger's. */
const provider = '127.0.0.2'
const stranger = '127.0.0.3'

let server: PlainPeer
let phone: LineUnderTest
let port = 0
const cleanUp: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await phone.line.stop()
  await server.close()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function peerAt(address = stranger): Promise<DirectPeer> {
  const peer = await startDirectPeer('udp', address)
  peer.answer = obligingPhone(peer, 'udp')
  cleanUp.push(peer.close)
  return peer
}

/** A free port, as nobody is told the one that the system would choose. */
async function freePort(): Promise<number> {
  const peer = await startDirectPeer('udp', '0.0.0.0')
  await peer.close()
  return peer.port
}

async function registered(direct: Partial<LineAccount['direct']>) {
  server = await startPlainPeer({ protocol: 'udp' })
  port = await freePort()
  phone = lineUnderTest({ t1: 50, t2: 200, idle: 300, pong: 300 })
  phone.start({
    server: server.server,
    transport: 'udp',
    direct: { from: 'anybody', addresses: [], port, ...direct },
  })
  await phone.registered()
}

const statusTo = (peer: DirectPeer, callId: string, status: number) =>
  peer.heard(new RegExp(`^SIP/2\\.0 ${status} `), callId)

async function called(peer: DirectPeer, options: Parameters<typeof directCall>[3] = {}) {
  const call = directCall(peer, 'udp', port, options)
  peer.send(call.request('INVITE'), port)
  const { call: id, fact } = await until(() => {
    const seen = phone.facts.find(({ fact: one }) => one.kind === 'offered' && one.sipCallId === call.id)
    if (seen?.fact.kind !== 'offered') throw new Error('not offered')
    return { call: seen.call, fact: seen.fact }
  })
  return { call, id, fact }
}

async function answered(peer: DirectPeer) {
  const { call, id } = await called(peer)
  phone.order({ kind: 'answer', call: id })
  const to = fieldIn(await statusTo(peer, call.id, 200), 'To') ?? ''
  peer.send(call.request('ACK', { to }), port)
  await phone.fact('answered', id)
  return { call, id, to }
}

describe('a registered line that nobody else may call', () => {
  it('has no port open for them', async () => {
    await registered({ from: 'server' })
    const peer = await startDirectPeer('udp', '127.0.0.1', port)
    await peer.close()
  })
})

describe('a registered line that anybody may call', () => {
  beforeEach(() => registered({ from: 'anybody' }))

  it('is called past its server and by it, each answered where it came from', async () => {
    const peer = await peerAt()
    const { call, id, to } = await answered(peer)
    expect(server.count(new RegExp(`Call-ID: ${call.id}`))).toBe(0)
    peer.send(call.request('BYE', { to }), port)
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
    phone.order({ kind: 'dial', call: 'out', to: '100', from: null })
    await server.heard(/^INVITE sip:100@/)
    expect(peer.received.filter((text) => text.startsWith('INVITE '))).toEqual([])
  })

  it('goes on talking past the server while that is gone, and can still hang up', async () => {
    const peer = await peerAt()
    const { call, id } = await answered(peer)
    server.lose = () => true
    await phone.state(({ state }) => state === 'offline')
    expect(phone.kinds(id)).not.toContain('ended')
    phone.order({ kind: 'hold', call: id })
    await phone.fact('held', id)
    phone.order({ kind: 'hangUp', call: id })
    await peer.heard(/^BYE /, call.id)
  })

  it('believes nothing that a stranger says of themselves beyond From', async () => {
    const peer = await peerAt()
    const call = directCall(peer, 'udp', port)
    const claims = ['P-Asserted-Identity: "The Bank" <sip:+49301110@bank.example>']
    peer.send(call.request('INVITE', { headers: claims }), port)
    const { fact } = await phone.fact('offered')
    expect(fact).toMatchObject({ stranger: true, party: { displayName: 'Carol' } })
  })

  it('tells a scanner nothing', async () => {
    const peer = await peerAt()
    for (const method of ['OPTIONS', 'REGISTER', 'SUBSCRIBE', 'MESSAGE']) {
      peer.send(directCall(peer, 'udp', port).request(method), port)
    }
    peer.send(directCall(peer, 'udp', port, { user: '100' }).request('INVITE'), port)
    await called(peer)
    // What came last was let in: what came before it was heard, and left alone.
    expect(peer.received.filter((text) => /^SIP\/2\.0 [2-6]/.test(text))).toEqual([])
    expect(phone.facts.filter(({ fact }) => fact.kind === 'offered')).toHaveLength(1)
  })

  it('lets nobody take part in a call at the server by knowing its name', async () => {
    const peer = await peerAt()
    server.send(
      [
        'INVITE sip:agent@practice.example SIP/2.0',
        `Via: SIP/2.0/UDP ${server.server};branch=z9hG4bKserver`,
        'Max-Forwards: 70',
        'From: <sip:ada@practice.example>;tag=ada',
        'To: <sip:agent@practice.example>',
        'Call-ID: at-the-server',
        'CSeq: 1 INVITE',
        `Contact: <sip:ada@${server.server}>`,
        'Content-Type: application/sdp',
        `Content-Length: ${fakeSdp('sendrecv').length}`,
        '',
        fakeSdp('sendrecv'),
      ].join('\r\n'),
    )
    const { call } = await phone.fact('offered')
    peer.send(directCall(peer, 'udp', port, { id: 'at-the-server', tag: 'ada' }).request('INVITE'), port)
    peer.send(directCall(peer, 'udp', port, { id: 'at-the-server', tag: 'ada' }).request('CANCEL'), port)
    await until(() => expect(phone.logs.filter((line) => /another way/.test(line))).toHaveLength(2))
    phone.order({ kind: 'answer', call })
    await server.heard(/^SIP\/2\.0 200 [\s\S]*CSeq: 1 INVITE/)
    expect(peer.received).toEqual([])
  })

  it('hangs up on its caller, whoever else knows what the call is called', async () => {
    const [peer, thief] = [await peerAt(), await peerAt('127.0.0.4')]
    const { call, id, to } = await answered(peer)
    const stolen = directCall(thief, 'udp', port, { id: call.id, tag: call.id })
    stolen.request('INVITE')
    thief.send(stolen.request('INVITE', { to: `${to}x` }), port)
    thief.send(stolen.request('INFO', { to: `${to}x` }), port)
    await until(() => expect(phone.messages.filter(({ text }) => text.startsWith('INFO '))).toHaveLength(1))
    phone.order({ kind: 'hangUp', call: id })
    await peer.heard(/^BYE /, call.id)
    expect(thief.received.filter((text) => text.startsWith('BYE '))).toEqual([])
  })

  it('loses no call of its server to a flood of strangers', async () => {
    const peer = await peerAt()
    for (let at = 0; at < 200; at += 1) {
      peer.send(directCall(peer, 'udp', port).request('INVITE'), port)
    }
    await until(() => expect(phone.logs.some((line) => /too many calls/.test(line))).toBe(true))
    const before = phone.facts.length
    expect(before).toBeLessThanOrEqual(5)
    phone.order({ kind: 'dial', call: 'out', to: '100', from: null })
    await server.heard(/^INVITE sip:100@/)
  })
})

describe('a registered line that some may call', () => {
  it('is called by an address that is named, for any number, and by no other', async () => {
    await registered({ from: 'named', addresses: [provider] })
    const [named, other] = [await peerAt(provider), await peerAt()]
    const ignored = directCall(other, 'udp', port)
    other.send(ignored.request('INVITE'), port)
    const { fact, call } = await called(named, { user: '+49301234567', from: '+4930999' })
    expect(fact.stranger).toBeUndefined()
    expect(fact.party.number).toBe('+4930999')
    await until(() => expect(phone.logs.some((line) => /not named/.test(line))).toBe(true))
    expect(other.received).toEqual([])
    named.send(directCall(named, 'udp', port).request('OPTIONS'), port)
    await named.heard(/^SIP\/2\.0 200 [\s\S]*CSeq: 1 OPTIONS/)
    expect(call.id).not.toBe(ignored.id)
  })

  it('closes the connection of anybody else without a word', async () => {
    await registered({ from: 'named', addresses: [provider] })
    const { connect } = await import('node:net')
    const heard: string[] = []
    await new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: stranger })
      socket.on('data', (chunk) => heard.push(String(chunk)))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
    expect(heard).toEqual([])
  })

  it('closes a connection that brings nothing in time', async () => {
    await registered({ from: 'anybody' })
    const { connect } = await import('node:net')
    await new Promise<void>((resolve) => {
      connect({ port, host: '127.0.0.1', localAddress: stranger })
        .on('error', () => {})
        .on('close', () => resolve())
    })
  })

  it('is registered, and says that nobody can call past the server while another program has the port', async () => {
    const other = await startDirectPeer('tcp', '0.0.0.0')
    server = await startPlainPeer({ protocol: 'udp' })
    phone = lineUnderTest({ portRetry: 20 })
    const direct = { from: 'anybody', addresses: [], port: other.port } as const
    phone.start({ server: server.server, transport: 'udp', direct })
    await phone.state(({ state, reason }) => state === 'registered' && reason === 'portInUse')
    await other.close()
    await until(() => expect(phone.states.at(-1)).toMatchObject({ state: 'registered', reason: null }))
    // Then it registers anew, by that port.
    await until(() => expect(server.from().port).toBe(other.port))
  })
})

describe('a line that is registered by UDP at the port of its direct calls', () => {
  beforeEach(() => registered({ from: 'named', addresses: [provider] }))

  it('registers the address of that port', async () => {
    const register = await server.heard(/^REGISTER /)
    expect(server.from().port).toBe(port)
    expect(fieldIn(register, 'Contact')).toMatch(new RegExp(`@127\\.0\\.0\\.1:${port}>`))
  })

  it('is called by a media node of its provider at the address that was registered', async () => {
    const node = await peerAt(provider)
    const contact = fieldIn(await server.heard(/^REGISTER /), 'Contact') ?? ''
    const user = contact.match(/sip:([^@]+)@/)?.[1] ?? ''
    const { call, id } = await called(node, { user })
    phone.order({ kind: 'answer', call: id })
    const to = fieldIn(await statusTo(node, call.id, 200), 'To') ?? ''
    node.send(call.request('ACK', { to }), port)
    await phone.fact('answered', id)
    phone.order({ kind: 'hangUp', call: id })
    await node.heard(/^BYE /, call.id)
    expect(server.count(/^BYE /)).toBe(0)
  })

  it('is hung up on by a media node in a call that came from the server', async () => {
    const node = await peerAt(provider)
    const body = fakeSdp('sendrecv')
    server.send(
      [
        'INVITE sip:agent@practice.example SIP/2.0',
        `Via: SIP/2.0/UDP ${server.server};branch=z9hG4bKnode`,
        'Max-Forwards: 70',
        'From: <sip:ada@practice.example>;tag=ada',
        'To: <sip:agent@practice.example>',
        'Call-ID: by-the-node',
        'CSeq: 1 INVITE',
        `Contact: <sip:ada@${node.at}>`,
        'Content-Type: application/sdp',
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    )
    const { call } = await phone.fact('offered')
    phone.order({ kind: 'answer', call })
    const to = fieldIn(await server.heard(/^SIP\/2\.0 200 [\s\S]*CSeq: 1 INVITE/), 'To') ?? ''
    const dialog = directCall(node, 'udp', port, { id: 'by-the-node', tag: 'ada' })
    dialog.request('INVITE')
    node.send(dialog.request('ACK', { to }), port)
    await phone.fact('answered', call)
    node.send(dialog.request('BYE', { to }), port)
    expect((await phone.fact('ended', call)).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
    await node.heard(/^SIP\/2\.0 200 [\s\S]*CSeq: 2 BYE/)
  })
})
