import type { MediaOrder, MediaReport, NumberedMediaOrder } from '../../contract/media.ts'
import type { SoundName } from './cadence.ts'
import type { Choices, Preferences } from './choose-devices.ts'
import { Failure, failureOf } from './failure.ts'
import type { Peer } from './peer.ts'
import { createSerialQueue, type SerialQueue } from './serial-queue.ts'
import type { SignalPlayer } from './signal-player.ts'

type PeerOrder = Extract<MediaOrder, { peer: string }>
type Sound = SoundName | 'none'

const testRingSeconds = 2
const zipSeconds = 0.5

export type WindowParts = {
  readonly openPeer: (order: Extract<MediaOrder, { kind: 'open' }>) => Peer
  readonly setMixed: (peers: readonly string[]) => void
  readonly signals: SignalPlayer
  readonly choices: () => Choices
  readonly prefer: (preferences: Preferences) => void
  readonly report: (report: MediaReport) => void
}

export type WindowOrders = {
  readonly carryOut: (order: NumberedMediaOrder) => void
  /** Other devices are in use: sounds and voices move to them. */
  readonly devicesChanged: () => void
}

/** Carries out main's orders and answers each of them once. */
export function createWindowOrders(parts: WindowParts): WindowOrders {
  const peers = new Map<string, { readonly peer: Peer; readonly queue: SerialQueue }>()
  let signal: Sound = 'none'

  const sinkOf = (sound: Sound): string =>
    parts.choices()[sound.startsWith('ring') && sound !== 'ringback' ? 'ringer' : 'speaker'].id

  const open = (order: Extract<MediaOrder, { kind: 'open' }>): void => {
    if (peers.has(order.peer)) throw new Failure('failed', `${order.peer} is open already`)
    peers.set(order.peer, { peer: parts.openPeer(order), queue: createSerialQueue() })
  }

  const found = (id: string): { readonly peer: Peer; readonly queue: SerialQueue } => {
    const known = peers.get(id)
    if (known === undefined) throw new Failure('noSuchPeer', id)
    return known
  }

  /** Descriptions follow each other; switches and the end don't wait for one that is still gathering. */
  const onPeer = async (order: PeerOrder): Promise<string | null> => {
    if (order.kind === 'open') {
      open(order)
      return null
    }
    const { peer, queue } = found(order.peer)
    switch (order.kind) {
      case 'createOffer':
        return queue(() => peer.createOffer(order))
      case 'createAnswer':
        return queue(() => peer.createAnswer(order))
      case 'setRemote':
        await queue(() => peer.setRemote(order.type, order.sdp))
        return null
      case 'rollback':
        await queue(() => peer.rollback())
        return null
      case 'microphone':
        peer.setMicrophone(order.on)
        return null
      case 'hear':
        peer.setHear(order.on)
        return null
      case 'tones':
        peer.tones(order.tones, order.duration, order.gap)
        return null
      case 'close':
        peers.delete(order.peer)
        peer.close()
        return null
    }
  }

  const onWindow = (order: Exclude<MediaOrder, PeerOrder>): null => {
    switch (order.kind) {
      case 'signal':
        signal = order.sound
        parts.signals.play(signal, sinkOf(signal))
        return null
      case 'testRing':
        if (!signal.startsWith('ring') || signal === 'ringback')
          parts.signals.playFor('ring', sinkOf('ring'), testRingSeconds)
        return null
      case 'zip':
        parts.signals.playFor('zip', parts.choices().speaker.id, zipSeconds)
        return null
      case 'mix':
        parts.setMixed(order.peers)
        return null
      case 'devices':
        parts.prefer(order)
        return null
    }
  }

  const answer = async (body: MediaOrder): Promise<string | null> =>
    'peer' in body ? onPeer(body) : onWindow(body)

  return {
    carryOut: ({ order, body }) => {
      answer(body).then(
        (sdp) => parts.report({ kind: 'done', order, result: { ok: true, sdp } }),
        (error: unknown) => parts.report({ kind: 'done', order, result: { ok: false, ...failureOf(error) } }),
      )
    },
    devicesChanged: () => {
      parts.signals.moveTo(sinkOf)
      for (const { peer } of peers.values()) peer.setSink(parts.choices().speaker.id)
    },
  }
}
