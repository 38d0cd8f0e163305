import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from './testing/certificate.ts'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import {
  obliging,
  type PlainPeer,
  type PlainPeerOptions,
  responseTo,
  startPlainPeer,
} from './testing/plain-peer.ts'
import { until } from './testing/until.ts'
import type { Resolver } from './transport/resolver.ts'

const cleanUp: (() => Promise<unknown>)[] = []
let phone: LineUnderTest

afterEach(async () => {
  await phone.line.stop()
  await Promise.all(cleanUp.splice(0).map((run) => run()))
})

async function server(options: Partial<PlainPeerOptions> = {}): Promise<PlainPeer> {
  const peer = await startPlainPeer({ protocol: 'udp', ...options })
  cleanUp.push(() => peer.close().catch(() => {}))
  return peer
}

/** A port where nothing listens. */
async function nothing(): Promise<string> {
  const peer = await startPlainPeer({ protocol: 'udp' })
  await peer.close()
  return peer.server
}

const field = (text: string, name: string): string =>
  text.match(new RegExp(`^${name}: (.*)\r$`, 'm'))?.[1] ?? ''

/** Registered for a second only, so that the next chance to move comes soon. */
const brief = (request: string): string | null =>
  request.startsWith('REGISTER ')
    ? responseTo(request, '200 OK', [`Contact: ${field(request, 'Contact').split(';reg-id')[0]};expires=1`])
    : obliging(request)
const BRIEF = { shortestExpires: 0.05 }

const registrations = () => phone.states.filter(({ state }) => state === 'registered').length

/** The line calls and is answered by `peer`, which then answers whatever comes. */
async function inCall(peer: PlainPeer): Promise<void> {
  const registrar = peer.answer
  peer.answer = (request) => {
    if (request.startsWith('INVITE ')) {
      const headers = [`Contact: <sip:far@${peer.server}>`, 'Content-Type: application/sdp']
      return responseTo(request, '200 OK', headers, fakeSdp('sendrecv'))
    }
    return request.startsWith('BYE ') ? responseTo(request, '200 OK') : registrar(request)
  }
  phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
  await phone.fact('answered', 'out')
  await peer.heard(/^ACK /)
}

describe('several servers', () => {
  it.each([
    ['refuses the connection', async () => nothing()],
    [
      'says nothing',
      async () => {
        const dumb = await server()
        dumb.answer = () => null
        return dumb.server
      },
    ],
    [
      'is out of order',
      async () => {
        const broken = await server()
        broken.answer = (request) => responseTo(request, '503 Service Unavailable', ['Retry-After: 600'])
        return broken.server
      },
    ],
  ])('the next one is used at once when the first one %s', async (_what, first) => {
    const second = await server()
    phone = lineUnderTest({ register: 300, firstRetry: 600_000 })
    phone.start({ transport: 'udp', server: await first(), backupServers: [second.server] })
    expect((await phone.registered()).detail).toContain(second.server)
    expect(phone.states.map(({ state }) => state)).not.toContain('offline')
  })

  it('are gone through again, from the first, when all of them fail', async () => {
    const second = await server()
    const address = await nothing()
    second.answer = (request) => responseTo(request, '500 Server Internal Error')
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: address, backupServers: [second.server] })
    await phone.state(({ state }) => state === 'offline')
    const first = await server({ port: Number(address.split(':')[1]) })
    expect((await phone.registered()).detail).toContain(first.server)
  })

  it('with a wrong password at the first, the second isn’t asked', async () => {
    const [first, second] = [await server(), await server()]
    first.answer = (request) => responseTo(request, '403 Forbidden')
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: first.server, backupServers: [second.server] })
    await phone.state(({ reason }) => reason === 'forbidden')
    expect(second.received).toEqual([])
  })

  it('the first one is gone back to when it is there again', async () => {
    const second = await server()
    second.answer = brief
    const address = await nothing()
    phone = lineUnderTest(BRIEF)
    phone.start({ transport: 'udp', server: address, backupServers: [second.server] })
    await phone.registered()
    const first = await server({ port: Number(address.split(':')[1]) })
    await phone.state(({ state, detail }) => state === 'registered' && detail.includes(first.server))
    expect(second.received.at(-1)).toMatch(/^REGISTER [\s\S]*^Expires: 0\r$/m)
  })

  it('a call isn’t cut for that', async () => {
    const second = await server()
    second.answer = brief
    const address = await nothing()
    phone = lineUnderTest(BRIEF)
    phone.start({ transport: 'udp', server: address, backupServers: [second.server] })
    await phone.registered()
    await inCall(second)
    const first = await server({ port: Number(address.split(':')[1]) })
    const before = second.count(/^REGISTER /)
    await until(() => expect(second.count(/^REGISTER /)).toBeGreaterThan(before + 2))
    expect(first.received).toEqual([])
    phone.order({ kind: 'hangUp', call: 'out' })
    await phone.state(({ state, detail }) => state === 'registered' && detail.includes(first.server))
  })

  it('of the DNS: by SRV, in order of priority', async () => {
    const good = await server()
    const bad = await nothing()
    const resolver: Resolver = {
      naptr: async () => [],
      srv: async (name) =>
        name === '_sip._udp.practice.example'
          ? [
              { priority: 20, weight: 0, port: good.port, name: 'good.example' },
              { priority: 10, weight: 0, port: Number(bad.split(':')[1]), name: 'bad.example' },
            ]
          : [],
      addresses: async (name) => (/^(good|bad)\.example$/.test(name) ? ['127.0.0.1'] : []),
    }
    phone = lineUnderTest({}, [], { resolver })
    phone.start({ transport: 'auto', server: '' })
    expect((await phone.registered()).detail).toContain(good.server)
  })

  describe('that the DNS leads to by TLS', () => {
    const authority = makeCertificate({ commonName: 'Our CA', authority: true })
    const issuer = { commonName: 'Our CA', keyObject: authority.keyObject }
    const start = async (name: string) => {
      const certificate = makeCertificate({ commonName: 'pbx', names: [name], issuer })
      const peer = await server({ protocol: 'tls', certificate })
      const resolver: Resolver = {
        naptr: async () => [],
        srv: async (asked) =>
          asked === '_sips._tcp.practice.example'
            ? [{ priority: 1, weight: 0, port: peer.port, name: 'node7.cloud.example' }]
            : [],
        addresses: async (asked) => (asked === 'node7.cloud.example' ? ['127.0.0.1'] : []),
      }
      phone = lineUnderTest({}, [authority.cert], { resolver })
      phone.start({ transport: 'tls', server: '' })
      return peer
    }

    it('have to show a certificate for the account’s domain', async () => {
      await start('practice.example')
      await phone.registered()
    })

    it('are not believed on the strength of the name that the DNS said', async () => {
      const peer = await start('node7.cloud.example')
      expect(await phone.state(({ state }) => state === 'refused')).toMatchObject({
        reason: 'certificateRefused',
        detail: expect.stringContaining('practice.example'),
      })
      expect(peer.received).toEqual([])
    })
  })

  it('the last known address is used while the DNS doesn’t answer', async () => {
    const peer = await server({ protocol: 'tcp' })
    let works = true
    const resolver: Resolver = {
      naptr: async () => [],
      srv: async () => [],
      addresses: async () => {
        if (works) return ['127.0.0.1']
        throw new Error('ETIMEOUT')
      },
    }
    phone = lineUnderTest({}, [], { resolver })
    phone.start({ transport: 'tcp', server: `pbx.example:${peer.port}` })
    await phone.registered()
    works = false
    peer.cut()
    await until(() => expect(registrations()).toBe(2))
    expect(phone.logs.join('\n')).toContain('pbx.example')
  })

  it('with an outbound proxy everything goes there', async () => {
    const proxy = await server()
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: 'registrar.example', outboundProxy: proxy.server })
    await phone.registered()
    expect(await proxy.heard(/^REGISTER /)).toMatch(/^REGISTER sip:practice\.example SIP/)
  })
})

describe('behind a NAT', () => {
  const seenAs = (request: string, port: number) =>
    request.replace(/;rport(?=;|\r)/, `;received=198.51.100.7;rport=${port}`)

  it('the public address is registered once, and the private one taken back', async () => {
    const peer = await server()
    peer.answer = (request) => obliging(seenAs(request, 4_444))
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    const moved = await peer.heard(/^REGISTER [\s\S]*^Contact: <sip:\w+@198\.51\.100\.7:4444>/m)
    const { port } = peer.from()
    expect(field(moved, 'Contact')).toMatch(new RegExp(`, <sip:\\w+@127\\.0\\.0\\.1:${port}>;expires=0$`))
    expect(field(moved, 'Via')).toContain(`127.0.0.1:${port}`)
    await inCall(peer)
    expect(field(await peer.heard(/^INVITE /), 'Contact')).toContain('@198.51.100.7:4444')
    expect(peer.count(/^REGISTER /)).toBe(2)
  })

  it('a challenge is enough to know it: the first binding is the right one', async () => {
    const peer = await server()
    peer.answer = (request) => {
      if (!request.startsWith('REGISTER ') || request.includes('\r\nAuthorization:')) {
        return obliging(seenAs(request, 4_444))
      }
      const challenge = 'WWW-Authenticate: Digest realm="practice.example",nonce="n",algorithm=MD5,qop="auth"'
      return responseTo(seenAs(request, 4_444), '401 Unauthorized', [challenge])
    }
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    await inCall(peer)
    expect(
      peer.received.filter((text) => text.startsWith('REGISTER ')).map((text) => field(text, 'Contact')),
    ).toEqual([
      expect.stringContaining('127.0.0.1'),
      expect.stringMatching(/^<sip:\w+@198\.51\.100\.7:4444>;reg-id=1;[^,]*$/),
    ])
  })

  it('that shows another port each time no storm begins', async () => {
    const peer = await server()
    let port = 5_000
    peer.answer = (request) => {
      port += 1
      return obliging(seenAs(request, port))
    }
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    await inCall(peer)
    expect(peer.count(/^REGISTER /)).toBe(2)
  })
})

describe('a network that changes', () => {
  const moving = async () => {
    let address: string | null = '127.0.0.1'
    const peer = await server()
    phone = lineUnderTest({ network: 30, firstRetry: 600_000 }, [], { findRoute: async () => address })
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    return {
      peer,
      move: (to: string | null) => {
        address = to
      },
    }
  }

  it('is followed over a new socket, and a call tells the far end its new way', async () => {
    const { peer, move } = await moving()
    await inCall(peer)
    const before = peer.from().port
    move('127.0.0.2')
    const again = await peer.heard(new RegExp(`^REGISTER [\\s\\S]*@127\\.0\\.0\\.1:${before}>;expires=0`))
    const { port } = peer.from()
    expect(port).not.toBe(before)
    expect(field(again, 'Contact')).toContain(`@127.0.0.1:${port}>;reg-id`)
    await until(() => expect(peer.count(/^INVITE /)).toBe(2))
    const refresh = peer.received.filter((text) => text.startsWith('INVITE ')).at(-1) ?? ''
    expect(field(refresh, 'Contact')).toContain(`@127.0.0.1:${port}`)
    expect(phone.kinds('out')).not.toContain('ended')
  })

  it('is gone: that is said at once, and the line is back as soon as there is one again', async () => {
    const { move } = await moving()
    move(null)
    await phone.state(({ reason }) => reason === 'noNetwork')
    move('127.0.0.1')
    await until(() => expect(registrations()).toBe(2))
  })
})

describe('a server that falls silent', () => {
  const timing = { idle: 100, pong: 400, t1: 50 }

  it.each(['udp', 'tcp'] as const)('is found by OPTIONS over %s', async (protocol) => {
    const peer = await server({ protocol })
    phone = lineUnderTest(timing)
    phone.start({ transport: protocol, server: peer.server })
    await phone.registered()
    await until(() => expect(peer.count(/^OPTIONS /)).toBeGreaterThan(2))
    expect(registrations()).toBe(1)
    peer.lose = () => true
    expect(await phone.state(({ state }) => state === 'offline')).toMatchObject({
      reason: 'connectionLost',
      detail: expect.stringContaining('no sign of life'),
    })
    peer.lose = () => false
    await until(() => expect(registrations()).toBe(2))
  })

  it('but answers line breaks is asked by those alone', async () => {
    const peer = await server({ protocol: 'tcp' })
    peer.pongs = true
    phone = lineUnderTest(timing)
    phone.start({ transport: 'tcp', server: peer.server })
    await phone.registered()
    await until(() => expect(peer.count(/^OPTIONS /)).toBe(1))
    peer.answer = () => null
    peer.pongs = false
    await phone.state(({ state }) => state === 'offline')
    expect(peer.count(/^OPTIONS /)).toBe(1)
  })

  it('but has never answered OPTIONS is asked by REGISTER, and stays', async () => {
    const peer = await server()
    peer.answer = (request) => (request.startsWith('OPTIONS ') ? null : obliging(request))
    phone = lineUnderTest(timing)
    phone.start({ transport: 'udp', server: peer.server })
    await until(() => expect(peer.count(/^REGISTER /)).toBeGreaterThan(2))
    expect(phone.states.map(({ state }) => state)).not.toContain('offline')
  })

  it('is found when asked, without waiting for the silence to pass', async () => {
    const peer = await server()
    phone = lineUnderTest({ probe: 300, t1: 50 })
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    phone.line.retry()
    await peer.heard(/^OPTIONS /)
    peer.lose = () => true
    phone.line.retry()
    await phone.state(({ state }) => state === 'offline')
  })
})

describe('a flow that a registrar grants over UDP', () => {
  const timing = { idle: 100, pong: 800, t1: 50, expires: 600 }
  const granting = (request: string): string | null => {
    if (!request.startsWith('REGISTER ')) return obliging(request)
    const contact = request.match(/^Contact: (<[^>]*>)/im)?.[1]
    return responseTo(request, '200 OK', [
      `Contact: ${contact};expires=600`,
      'Supported: path',
      'Require: gruu, Outbound',
      'Flow-Timer: 1',
    ])
  }
  const registeredAt = async (stun: PlainPeer['stun']) => {
    const peer = await server()
    peer.answer = granting
    peer.stun = stun
    phone = lineUnderTest(timing)
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    return peer
  }

  it('is asked about by STUN alone, once that was answered', async () => {
    const peer = await registeredAt(40_000)
    await until(() => expect(peer.stunned()).toBeGreaterThan(3))
    expect(peer.count(/^OPTIONS /)).toBeLessThan(2)
    expect(registrations()).toBe(1)
  })

  it('is dead when STUN isn’t answered any more', async () => {
    const peer = await registeredAt(40_000)
    await until(() => expect(peer.stunned()).toBeGreaterThan(1))
    peer.stun = 'none'
    expect(await phone.state(({ state }) => state === 'offline')).toMatchObject({
      reason: 'connectionLost',
      detail: expect.stringContaining('no sign of life'),
    })
  })

  it('is asked about again and again before it is dead: a datagram gets lost', async () => {
    const peer = await registeredAt(40_000)
    await until(() => expect(peer.stunned()).toBeGreaterThan(1))
    peer.stun = 'none'
    const before = peer.stunned()
    await until(() => expect(peer.stunned()).toBeGreaterThan(before + 2))
    peer.stun = 40_000
    await until(() => expect(peer.stunned()).toBeGreaterThan(before + 6))
    expect(phone.states.map(({ state }) => state)).not.toContain('offline')
  })

  it('is registered anew when the server sees us elsewhere', async () => {
    const peer = await registeredAt(40_000)
    await until(() => expect(peer.stunned()).toBeGreaterThan(1))
    peer.stun = 40_002
    await until(() => expect(registrations()).toBe(1 + 1))
    expect(phone.states.map(({ state }) => state)).not.toContain('offline')
  })

  it('is replaced by the one after it without a word of the old Contact, which would cost it the flow', async () => {
    const peer = await registeredAt(40_000)
    phone.line.wake()
    await until(() => expect(registrations()).toBe(2))
    const contacts = peer.received.flatMap((text) => text.match(/^Contact: .*;expires=600.*$/m)?.[0] ?? [])
    expect(contacts).toHaveLength(2)
    expect(contacts[1]).not.toBe(contacts[0])
    expect(contacts[1]).toMatch(/^Contact: <[^<>]+>;reg-id=1;[^<>,]*<urn:uuid:[^<>,]*>";expires=600\r?$/)
  })

  it('is asked about by OPTIONS as ever where STUN is never answered', async () => {
    const peer = await registeredAt('none')
    await until(() => expect(peer.count(/^OPTIONS /)).toBeGreaterThan(3))
    expect(peer.stunned()).toBeGreaterThan(3)
    expect(phone.states.map(({ state }) => state)).not.toContain('offline')
  })

  it('is nothing to a registrar that grants none: it is never asked by STUN', async () => {
    const peer = await server()
    peer.stun = 40_000
    phone = lineUnderTest(timing)
    phone.start({ transport: 'udp', server: peer.server })
    await until(() => expect(peer.count(/^OPTIONS /)).toBeGreaterThan(3))
    expect(peer.stunned()).toBe(0)
  })
})

describe('a request that is too large for UDP', () => {
  const dial = () => {
    phone.mediaOf('out').moreLines = Array.from(
      { length: 20 },
      () => 'a=candidate:1 1 udp 1 192.0.2.1 9 typ host',
    )
    phone.order({ kind: 'dial', call: 'out', to: '+12025550199', from: null })
  }

  it('goes by TCP, with its ACK, and is answered over it', async () => {
    const peer = await server()
    const byTcp = await server({ protocol: 'tcp', port: peer.port })
    byTcp.answer = (request) => (request.startsWith('INVITE ') ? responseTo(request, '486 Busy Here') : null)
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    dial()
    expect((await phone.fact('ended', 'out')).fact).toMatchObject({ cause: 'busy' })
    await byTcp.heard(/^ACK /)
    const invite = await byTcp.heard(/^INVITE /)
    expect(field(invite, 'Via')).toContain('SIP/2.0/TCP ')
    expect(field(invite, 'Contact')).toContain(`@127.0.0.1:${peer.from().port}`)
    expect(peer.count(/^INVITE /)).toBe(0)
  })

  it('goes by UDP after all where the server takes no TCP', async () => {
    const peer = await server()
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    dial()
    expect(field(await peer.heard(/^INVITE /), 'Via')).toContain('SIP/2.0/UDP ')
  })

  it('goes by UDP after all where the connection breaks before an answer', async () => {
    const peer = await server()
    const byTcp = await server({ protocol: 'tcp', port: peer.port })
    byTcp.answer = () => {
      byTcp.cut()
      return null
    }
    phone = lineUnderTest()
    phone.start({ transport: 'udp', server: peer.server })
    await phone.registered()
    dial()
    expect(field(await peer.heard(/^INVITE /), 'Via')).toContain('SIP/2.0/UDP ')
    expect(byTcp.count(/^INVITE /)).toBe(1)
  })
})
