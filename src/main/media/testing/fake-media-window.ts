import type { MediaOrder, MediaReport, NumberedMediaOrder } from '../../../contract/media.ts'
import type { MediaPipe } from '../media.ts'

type Done = Extract<MediaReport, { kind: 'done' }>
type Refusal = Extract<Done['result'], { ok: false }>['reason']
type Kind = MediaOrder['kind']

export type FakePeer = {
  readonly id: string
  readonly iceServers: readonly string[]
  signaling: 'stable' | 'haveLocalOffer' | 'haveRemoteOffer'
  microphone: boolean
  hear: boolean
  hold: boolean
  closed: boolean
  remote: string | null
  tones: string
}

/** The media window for tests: peers without sound that keep the order of offers and answers as a browser does. */
export type FakeMediaWindow = MediaPipe & {
  /** Every peer of the window that lives now. */
  readonly peers: ReadonlyMap<string, FakePeer>
  /** All orders that ever came, also those of windows that died. */
  readonly orders: readonly MediaOrder[]
  /** Says `ready`, as a window does when it has loaded. */
  readonly start: () => void
  /** Dies with everything in it; `start` brings the next one. */
  readonly die: () => void
  readonly report: (report: MediaReport) => void
  /** The next order of this kind is refused. */
  readonly refuseNext: (kind: Kind, reason: Refusal) => void
  /** Orders of this kind get no answer until `release`. */
  readonly keepSilent: (kind: Kind) => void
  readonly release: (kind: Kind) => void
}

type Outcome =
  | { readonly ok: true; readonly sdp: string | null }
  | { readonly ok: false; readonly reason: Refusal; readonly detail: string }

const done: Outcome = { ok: true, sdp: null }
const refused = (reason: Refusal, detail: string): Outcome => ({ ok: false, reason, detail })

/** A description as Chromium writes one, short of what a test would look at. */
export const fakeSdp = (
  session: string,
  direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive',
): string =>
  [
    'v=0',
    `o=- ${session} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 9 8 0 126',
    'c=IN IP4 0.0.0.0',
    'a=candidate:1 1 udp 2122260223 127.0.0.1 40000 typ host generation 0',
    'a=ice-ufrag:fake',
    'a=ice-pwd:fakefakefakefakefakefake',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    'a=mid:0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:126 telephone-event/8000',
    '',
  ].join('\r\n')

export function createFakeMediaWindow(): FakeMediaWindow {
  const peers = new Map<string, FakePeer>()
  const orders: MediaOrder[] = []
  const refusals = new Map<Kind, Refusal>()
  const silent = new Set<Kind>()
  const kept: NumberedMediaOrder[] = []
  let reportTo: (report: MediaReport) => void = () => {}
  let resetTo: () => void = () => {}
  let session = 0
  let alive = false

  const writeSdp = (peer: FakePeer, hold: boolean): Outcome => {
    session += 1
    peer.hold = hold
    return { ok: true, sdp: fakeSdp(`${session}`, hold ? 'sendonly' : 'sendrecv') }
  }

  const onPeer = (peer: FakePeer, order: MediaOrder): Outcome => {
    switch (order.kind) {
      case 'createOffer':
        if (peer.signaling === 'haveRemoteOffer') return refused('failed', 'there is a remote offer')
        peer.signaling = 'haveLocalOffer'
        return writeSdp(peer, order.hold)
      case 'createAnswer':
        if (peer.signaling !== 'haveRemoteOffer') return refused('failed', 'there is no remote offer')
        peer.signaling = 'stable'
        return writeSdp(peer, order.hold)
      case 'setRemote':
        if (!order.sdp.startsWith('v=0')) return refused('badSdp', 'not a session description')
        if ((order.type === 'offer') === (peer.signaling === 'haveLocalOffer')) {
          return refused('failed', `${order.type} in ${peer.signaling}`)
        }
        peer.remote = order.sdp
        peer.signaling = order.type === 'offer' ? 'haveRemoteOffer' : 'stable'
        return done
      case 'rollback':
        peer.signaling = 'stable'
        return done
      case 'microphone':
        peer.microphone = order.on
        return done
      case 'hear':
        peer.hear = order.on
        return done
      case 'tones':
        peer.tones += order.tones
        return done
      case 'close':
        peer.closed = true
        peers.delete(peer.id)
        return done
      default:
        return done
    }
  }

  const carryOut = (order: MediaOrder): Outcome => {
    if (order.kind === 'open') {
      peers.set(order.peer, {
        id: order.peer,
        iceServers: order.iceServers,
        signaling: 'stable',
        microphone: true,
        hear: true,
        hold: false,
        closed: false,
        remote: null,
        tones: '',
      })
      return done
    }
    if (!('peer' in order)) return done
    const peer = peers.get(order.peer)
    return peer ? onPeer(peer, order) : refused('noSuchPeer', order.peer)
  }

  const answer = ({ order, body }: NumberedMediaOrder): void => {
    const refusal = refusals.get(body.kind)
    refusals.delete(body.kind)
    const result = refusal === undefined ? carryOut(body) : refused(refusal, 'as the test ordered')
    reportTo({ kind: 'done', order, result })
  }

  return {
    peers,
    orders,
    send: (numbered) => {
      if (!alive) return
      orders.push(numbered.body)
      if (silent.has(numbered.body.kind)) {
        kept.push(numbered)
        return
      }
      // Answers never come within the call that gave the order: they cross a process boundary.
      queueMicrotask(() => {
        if (alive) answer(numbered)
      })
    },
    onReport: (listener) => {
      reportTo = listener
    },
    onReset: (listener) => {
      resetTo = listener
    },
    start: () => {
      alive = true
      reportTo({ kind: 'ready' })
    },
    die: () => {
      alive = false
      peers.clear()
      kept.length = 0
      resetTo()
    },
    report: (report) => reportTo(report),
    refuseNext: (kind, reason) => {
      refusals.set(kind, reason)
    },
    keepSilent: (kind) => {
      silent.add(kind)
    },
    release: (kind) => {
      silent.delete(kind)
      const now = kept.filter(({ body }) => body.kind === kind)
      kept.splice(0, kept.length, ...kept.filter(({ body }) => body.kind !== kind))
      for (const numbered of now) answer(numbered)
    },
  }
}
