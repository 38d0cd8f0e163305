import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineAccount } from './line.ts'
import { type DirectPeer, directCall, obligingPhone, startDirectPeer } from './testing/direct-peer.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { responseTo } from './testing/plain-peer.ts'
import { fieldIn } from './testing/raw-call.ts'
import { until } from './testing/until.ts'
import { findRoute } from './transport/network-watch.ts'

const cleanUp: (() => Promise<unknown>)[] = []
let phone: LineUnderTest
let port = 0

afterEach(async () => {
  await phone.line.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function peerOver(protocol: 'udp' | 'tcp', address?: string): Promise<DirectPeer> {
  const peer = await startDirectPeer(protocol, address)
  cleanUp.push(peer.close)
  return peer
}

/** What the routing table says; null for what it really says. */
let route: string | null = null

async function listening(change: Partial<LineAccount> = {}, direct: Partial<LineAccount['direct']> = {}) {
  route = null
  phone = lineUnderTest({ t1: 50, t2: 200, network: 20 }, [], {
    findRoute: async (to) => route ?? findRoute(to),
  })
  phone.start(
    {
      server: '',
      transport: 'auto',
      domain: '',
      registers: false,
      direct: { from: 'anybody', addresses: [], port: 0, ...direct },
      ...change,
    },
    '',
  )
  const { detail } = await phone.registered()
  port = Number(detail.match(/\d+/)?.[0])
}

describe.each(['udp', 'tcp'] as const)('a line without a registrar, over %s', (protocol) => {
  let peer: DirectPeer
  beforeEach(async () => {
    peer = await peerOver(protocol)
    await listening({ transport: protocol })
  })

  const offered = async () => {
    const call = directCall(peer, protocol, port)
    peer.send(call.request('INVITE'), port)
    return { call, fact: await phone.fact('offered') }
  }
  const answered = async () => {
    const { call, fact } = await offered()
    phone.order({ kind: 'answer', call: fact.call })
    const ok = await peer.heard(/^SIP\/2\.0 200 [\s\S]*^CSeq: 1 INVITE/m, call.id)
    const to = fieldIn(ok, 'To') ?? ''
    peer.send(call.request('ACK', { to }), port)
    await phone.fact('answered', fact.call)
    return { call, to, id: fact.call, ok }
  }

  it('is registered nowhere, and says so to nobody', async () => {
    expect(phone.states.at(-1)).toMatchObject({ state: 'registered', reason: null })
    expect(phone.messages).toEqual([])
  })

  it('is called, answers from where it was called, and the caller hangs up', async () => {
    const { call, to, id, ok } = await answered()
    const transport = protocol === 'tcp' ? ';transport=tcp' : ''
    expect(fieldIn(ok, 'Contact')).toMatch(new RegExp(`^<sip:[^@]+@127\\.0\\.0\\.1:${port}${transport}>$`))
    expect(fieldIn(ok, 'Via')).toMatch(/;rport=\d+;received=127\.0\.0\.1$/)
    peer.send(call.request('BYE', { to }), port)
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
    await peer.heard(/^SIP\/2\.0 200 [\s\S]*CSeq: 2 BYE/, call.id)
  })

  it('names a caller by an address that can be called back', async () => {
    const { fact } = await offered()
    expect(fact.fact.party).toEqual({ number: `carol@127.0.0.1:${peer.port}`, displayName: 'Carol' })
    expect(fact.fact).toMatchObject({ stranger: true, line: 'agent' })
  })

  it('hangs up itself', async () => {
    const { call, id } = await answered()
    peer.answer = obligingPhone(peer, protocol)
    phone.order({ kind: 'hangUp', call: id })
    await peer.heard(/^BYE /, call.id)
  })

  it('says BYE to a caller whose connection is gone, at their address', async () => {
    const { call, id } = await answered()
    peer.answer = obligingPhone(peer, protocol)
    peer.cut()
    phone.order({ kind: 'hangUp', call: id })
    await peer.heard(/^BYE /, call.id)
  })

  it('holds and resumes', async () => {
    const { id } = await answered()
    peer.answer = obligingPhone(peer, protocol)
    phone.order({ kind: 'hold', call: id })
    await phone.fact('held', id)
    phone.order({ kind: 'resume', call: id })
    await phone.fact('resumed', id)
  })

  it('tells the caller its new address after a change of network, and is heard from there', async () => {
    const { call, to, id } = await answered()
    peer.answer = obligingPhone(peer, protocol)
    route = '127.0.0.9'
    const invite = await peer.heard(/^INVITE /, call.id)
    // Over TCP the test's routing table moves no connection: the next one says where it really is.
    if (protocol === 'udp') expect(fieldIn(invite, 'Contact')).toContain(`@127.0.0.9:${port}`)
    peer.send(call.request('BYE', { to }), port)
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('looks for its callers anew on waking', async () => {
    const { call } = await answered()
    peer.answer = obligingPhone(peer, protocol)
    phone.line.wake()
    await peer.heard(/^INVITE /, call.id)
  })

  it('is given up by a caller', async () => {
    const { call, fact } = await offered()
    phone.order({ kind: 'ring', call: fact.call })
    await peer.heard(/^SIP\/2\.0 180 /, call.id)
    peer.send(call.request('CANCEL'), port)
    expect((await phone.fact('ended', fact.call)).fact).toMatchObject({ by: 'far', cause: 'missed' })
    await peer.heard(/^SIP\/2\.0 487 /, call.id)
  })

  it('calls an address, is hung up on, and names its own address as its domain', async () => {
    peer.answer = obligingPhone(peer, protocol)
    phone.order({ kind: 'dial', call: 'out', to: `carol@${peer.at}`, from: null })
    await phone.fact('answered', 'out')
    const invite = await peer.heard(/^INVITE /)
    expect(fieldIn(invite, 'From')).toContain('<sip:agent@127.0.0.1>')
    await peer.heard(/^ACK /)
    const bye = [
      `BYE ${fieldIn(invite, 'Contact')?.match(/<([^>]*)>/)?.[1]} SIP/2.0`,
      `Via: SIP/2.0/${protocol.toUpperCase()} ${peer.at};branch=z9hG4bKbye${protocol};rport`,
      'Max-Forwards: 70',
      `From: ${fieldIn(invite, 'To')};tag=peer`,
      `To: ${fieldIn(invite, 'From')}`,
      `Call-ID: ${fieldIn(invite, 'Call-ID')}`,
      'CSeq: 1 BYE',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n')
    peer.send(bye, port)
    expect((await phone.fact('ended', 'out')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('hears that a called phone is busy', async () => {
    peer.answer = (request) => (request.startsWith('INVITE ') ? responseTo(request, '486 Busy Here') : null)
    phone.order({ kind: 'dial', call: 'out', to: `carol@${peer.at}`, from: null })
    expect((await phone.fact('ended', 'out')).fact).toMatchObject({ by: 'far', cause: 'busy' })
  })

  it('gives nobody a password, as it has none', async () => {
    peer.answer = (request) =>
      request.startsWith('INVITE ')
        ? responseTo(request, '407 Proxy Authentication Required', [
            'Proxy-Authenticate: Digest realm="direct.invalid", nonce="n", qop="auth"',
          ])
        : null
    phone.order({ kind: 'dial', call: 'out', to: `carol@${peer.at}`, from: null })
    await phone.fact('ended', 'out')
    expect(peer.received.join('\n')).not.toMatch(/Authorization/i)
  })
})

describe('a line without a registrar', () => {
  it('takes a number for none, as there is no server for it', async () => {
    await listening()
    phone.order({ kind: 'dial', call: 'out', to: '110', from: null })
    expect((await phone.fact('ended', 'out')).fact).toMatchObject({ by: 'system', cause: 'badNumber' })
  })

  it('says that the port is taken, and opens it when it is free again', async () => {
    const other = await startDirectPeer('tcp', '0.0.0.0')
    phone = lineUnderTest({ portRetry: 20 })
    const direct = { from: 'anybody', addresses: [], port: other.port } as const
    phone.start({ server: '', transport: 'auto', domain: '', registers: false, direct }, '')
    expect(await phone.state(({ reason }) => reason !== null)).toMatchObject({
      state: 'offline',
      reason: 'portInUse',
      detail: `port ${other.port}: EADDRINUSE`,
      retryIn: 20,
    })
    await other.close()
    await phone.registered()
  })

  it('sends numbers to its server, which needs no registration, and takes calls from it', async () => {
    const peer = await peerOver('udp')
    await listening({ server: peer.at, domain: 'trunk.example', transport: 'udp' }, { from: 'server' })
    peer.answer = obligingPhone(peer, 'udp')
    phone.order({ kind: 'dial', call: 'out', to: '+4930123', from: null })
    await phone.fact('answered', 'out')
    expect(await peer.heard(/^INVITE /)).toMatch(/^INVITE sip:\+4930123@trunk\.example /)
    phone.order({ kind: 'hangUp', call: 'out' })
    await peer.heard(/^BYE /)
    const call = directCall(peer, 'udp', port, { user: '+49301234567', from: '+4930999' })
    peer.send(call.request('INVITE'), port)
    const { fact } = await phone.fact('offered')
    expect(fact).toMatchObject({ party: { number: '+4930999' } })
    expect(fact.stranger).toBeUndefined()
  })

  it('answers its server’s challenge for the server’s own realm, and nobody else’s', async () => {
    const [server, other] = [await peerOver('udp'), await peerOver('udp', '127.0.0.2')]
    const asks = (request: string): string | null =>
      request.startsWith('INVITE ') && !/authorization/i.test(request)
        ? responseTo(request, '407 Proxy Authentication Required', [
            'Proxy-Authenticate: Digest realm="trunk.example", nonce="n", qop="auth"',
          ])
        : request.startsWith('ACK ')
          ? null
          : responseTo(request, '486 Busy Here')
    server.answer = asks
    other.answer = asks
    phone = lineUnderTest({ t1: 50, t2: 200 })
    const direct = { from: 'server', addresses: [], port: 0 } as const
    phone.start(
      { server: server.at, transport: 'udp', domain: 'trunk.example', registers: false, direct },
      'secret',
    )
    await phone.registered()
    phone.order({ kind: 'dial', call: 'home', to: '100', from: null })
    await phone.fact('ended', 'home')
    phone.order({ kind: 'dial', call: 'away', to: `carol@${other.at}`, from: null })
    await phone.fact('ended', 'away')
    expect(server.received.join('\n')).toMatch(/Proxy-Authorization: Digest /)
    expect(other.received.join('\n')).not.toMatch(/Authorization:/)
  })

  it('answers over IPv6 as well', async () => {
    await listening()
    const call = directCall({ at: '[::1]:5999' } as DirectPeer, 'tcp', port)
    const { connect } = await import('node:net')
    const socket = connect({ port, host: '::1' })
    cleanUp.push(async () => socket.destroy())
    socket.write(call.request('INVITE'))
    const heard: string[] = []
    socket.on('data', (chunk) => heard.push(String(chunk)))
    const { call: id } = await phone.fact('offered')
    phone.order({ kind: 'ring', call: id })
    await until(() => expect(heard.join('')).toMatch(/^SIP\/2\.0 180 /m))
  })
})
