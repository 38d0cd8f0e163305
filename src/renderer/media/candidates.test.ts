import { describe, expect, it } from 'vitest'
import { type Gathering, gatheredDescription, isReachable, withoutLoopback } from './candidates.ts'
import { Failure } from './failure.ts'

const host = 'a=candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host generation 0'
const reflexive = 'a=candidate:2 1 udp 1686052607 198.51.100.7 40000 typ srflx raddr 0.0.0.0 rport 0'
const tcp = 'a=candidate:3 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active'
const hidden = 'a=candidate:4 1 udp 2122260223 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 40000 typ host'
const six = 'a=candidate:5 1 udp 2122262783 2001:db8::7 40000 typ host'
const rtcp = 'a=candidate:6 2 udp 2122260222 192.0.2.7 40001 typ host'

const loopback = 'a=candidate:7 1 udp 2122194687 127.0.0.1 45636 typ host generation 0 network-id 3'
const loopback6 = 'a=candidate:8 1 udp 2122194687 ::1 45637 typ host generation 0 network-id 4'

const sdp = (...lines: string[]): string =>
  ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', ...lines, ''].join('\r\n')

describe('a description', () => {
  it.each([
    ['a host address', host, true],
    ['an address that STUN told', reflexive, true],
    ['TCP', tcp, false],
    ['a name of this network', hidden, false],
    ['an IPv6 address', six, false],
    ['an address for RTCP only', rtcp, false],
    ['this machine only', loopback, false],
  ])('with %s can go out: %s', (_what, line, reachable) => {
    expect(isReachable(sdp(line))).toBe(reachable)
  })
})

describe('loopback', () => {
  const withDefault = (address: string, port: number, ...rest: string[]): string =>
    ['v=0', `m=audio ${port} UDP/TLS/RTP/SAVPF 0`, `c=IN IP4 ${address}`, ...rest, ''].join('\r\n')

  it('is not offered beside an address of a network', () => {
    expect(withoutLoopback(withDefault('192.0.2.7', 40_000, loopback, host, loopback6))).toBe(
      withDefault('192.0.2.7', 40_000, host),
    )
  })

  it('gives up being the default address as well', () => {
    expect(withoutLoopback(withDefault('127.0.0.1', 45_636, loopback, host))).toBe(
      withDefault('192.0.2.7', 40_000, host),
    )
  })

  it('is offered where there is nothing else', () => {
    const alone = withDefault('127.0.0.1', 45_636, loopback, loopback6)
    expect(withoutLoopback(alone)).toBe(alone)
  })
})

class FakeConnection extends EventTarget implements Gathering {
  iceGatheringState: RTCIceGatheringState = 'new'
  signalingState: RTCSignalingState = 'have-local-offer'
  localDescription = { sdp: sdp() }

  becomes(state: Partial<Pick<FakeConnection, 'iceGatheringState' | 'signalingState'>>, ...lines: string[]) {
    Object.assign(this, state)
    if (lines.length > 0) this.localDescription = { sdp: sdp(...lines) }
    this.dispatchEvent(new Event(state.signalingState ? 'signalingstatechange' : 'icecandidate'))
  }
}

const longEnough = { limitMs: 60_000, outside: false }
const brief = { ...longEnough, limitMs: 5 }
const outside = { ...longEnough, outside: true }

describe('the wait for candidates', () => {
  it('is none when there is one already', async () => {
    const connection = new FakeConnection()
    connection.localDescription = { sdp: sdp(host) }
    expect(await gatheredDescription(connection, longEnough)).toContain(host)
  })

  it('ends with the first one that is reachable', async () => {
    const connection = new FakeConnection()
    const description = gatheredDescription(connection, longEnough)
    connection.becomes({ iceGatheringState: 'gathering' }, hidden)
    connection.becomes({}, hidden, six)
    connection.becomes({}, hidden, six, reflexive)
    expect(await description).toBe(sdp(hidden, six, reflexive))
  })

  it('ends with the end of gathering, with whatever there is', async () => {
    const connection = new FakeConnection()
    const description = gatheredDescription(connection, longEnough)
    connection.becomes({ iceGatheringState: 'gathering' }, six)
    connection.becomes({ iceGatheringState: 'complete' })
    expect(await description).toBe(sdp(six))
  })

  it('does not end with the gathering before an ICE restart', async () => {
    const connection = new FakeConnection()
    connection.iceGatheringState = 'complete'
    const description = gatheredDescription(connection, longEnough)
    connection.becomes({ iceGatheringState: 'gathering' })
    connection.becomes({}, host)
    expect(await description).toBe(sdp(host))
  })

  it('goes on while there is nothing but loopback, where the line is on another machine', async () => {
    const connection = new FakeConnection()
    const description = gatheredDescription(connection, outside)
    connection.becomes({ iceGatheringState: 'gathering' }, loopback)
    connection.becomes({ iceGatheringState: 'complete' }, loopback, tcp)
    connection.becomes({}, loopback, tcp, host)
    expect(await description).toBe(sdp(tcp, host))
  })

  it('ends with the end of gathering on a network without IPv4', async () => {
    const connection = new FakeConnection()
    const description = gatheredDescription(connection, outside)
    connection.becomes({ iceGatheringState: 'gathering' }, loopback, six)
    connection.becomes({ iceGatheringState: 'complete' })
    expect(await description).toContain(six)
  })

  it('ends after its limit with loopback where nothing else came', async () => {
    const connection = new FakeConnection()
    connection.becomes({ iceGatheringState: 'complete' }, loopback)
    expect(await gatheredDescription(connection, { ...brief, outside: true })).toBe(sdp(loopback))
  })

  it('ends after its limit, as a failure when there is nothing to send', async () => {
    const connection = new FakeConnection()
    connection.localDescription = { sdp: sdp(hidden) }
    expect(await gatheredDescription(connection, brief)).toBe(sdp(hidden))
    const failure = await gatheredDescription(new FakeConnection(), brief).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ reason: 'noCandidate' })
  })

  it('ends with the peer', async () => {
    const connection = new FakeConnection()
    const description = gatheredDescription(connection, longEnough).catch((error: unknown) => error)
    connection.becomes({ signalingState: 'closed' })
    expect(await description).toMatchObject({ reason: 'noSuchPeer' })
  })
})
