import type { CallId } from '../../domain/call/facts.ts'
import { isLoopback } from '../../domain/loopback.ts'
import { type CallMedia, type DescriptionOptions, describedBy, type PeerReport } from './call-media.ts'
import { MediaError, mediaErrorReason } from './media-error.ts'
import type { Orders } from './orders.ts'
import type { WindowPeer } from './window-peer.ts'

/** RFC 3264 as seen from here: whose offer is open. */
type Exchange =
  | { readonly kind: 'stable' }
  | { readonly kind: 'localOffer'; readonly heldBefore: boolean }
  | { readonly kind: 'remoteOffer'; readonly sdp: string }

export type WebrtcCallParts = {
  readonly orders: Orders
  readonly peer: WindowPeer
  /** STUN and TURN URLs of the account. */
  readonly iceServers: readonly string[]
  /** This computer's address towards the server; null while there is no way to it. */
  readonly localAddress: () => string | null
  readonly report: (report: PeerReport) => void
  readonly log: (message: string) => void
}

/**
 * The media of one call over WebRTC: a session description handler whose peer connection lives in the media window and
 * may die and be replaced under it. The replacement is opened with a fresh offer, or with the far end's open offer
 * applied again.
 */
export function createWebrtcCall(call: CallId, parts: WebrtcCallParts): CallMedia {
  const { orders, peer } = parts
  let exchange: Exchange = { kind: 'stable' }
  let held = false
  let closed = false

  const outside = (): boolean => {
    const address = parts.localAddress()
    return address !== null && !isLoopback(address)
  }

  const assertOpen = (): void => {
    if (closed) throw new MediaError('released', `call ${call} has ended`)
  }

  /** The peer connection, opened when there is none; with the far end's offer applied when one is open. */
  const currentPeer = async (): Promise<string> => {
    assertOpen()
    const known = peer.current()
    if (known !== null) return known
    // An offer that died with its peer connection can't be answered any more; the next one takes its place.
    if (exchange.kind === 'localOffer') await rollback()
    const opened = await peer.open(parts.iceServers, 'network')
    assertOpen()
    if (exchange.kind === 'remoteOffer') {
      await orders.send({ kind: 'setRemote', peer: opened, type: 'offer', sdp: exchange.sdp })
    }
    return opened
  }

  const withSdp = (sdp: string | null): string => {
    assertOpen()
    if (sdp === null || sdp === '') throw new MediaError('failed', 'the media window gave no description')
    return sdp
  }

  const rollback = async (): Promise<void> => {
    if (exchange.kind === 'stable') return
    if (exchange.kind === 'localOffer') held = exchange.heldBefore
    exchange = { kind: 'stable' }
    const current = peer.current()
    if (current === null || closed) return
    await orders.send({ kind: 'rollback', peer: current }).catch((error: unknown) => {
      // A peer connection that can't go back can't negotiate any more either: the next description gets a new one.
      parts.log(`${call}: ${String(error)}`)
      peer.drop()
    })
  }

  const createOffer = async (to: string, iceRestart: boolean, hold: boolean): Promise<string> => {
    exchange = { kind: 'localOffer', heldBefore: held }
    held = hold
    try {
      return withSdp(
        await orders.send({ kind: 'createOffer', peer: to, iceRestart, hold, outside: outside() }),
      )
    } catch (error) {
      // A window that doesn't answer wouldn't answer a rollback either.
      if (mediaErrorReason(error) === 'timeout') peer.drop()
      await rollback()
      throw error
    }
  }

  const createDescription = async (options: DescriptionOptions): Promise<string> => {
    const hold = options.hold ?? held
    if (options.early) peer.setAudio({ microphone: false, hear: false })
    const to = await currentPeer()
    if (exchange.kind !== 'remoteOffer') {
      return createOffer(to, options.iceRestart ?? options.offerOptions?.iceRestart ?? false, hold)
    }
    const answer = withSdp(await orders.send({ kind: 'createAnswer', peer: to, hold, outside: outside() }))
    held = hold
    exchange = { kind: 'stable' }
    return answer
  }

  /** The next window may be up before the far end notices anything: one more try costs nothing but a second. */
  const createDescriptionAgain = async (options: DescriptionOptions): Promise<string> => {
    try {
      return await createDescription(options)
    } catch (error) {
      if (closed || mediaErrorReason(error) !== 'windowGone') throw error
      return createDescription(options)
    }
  }

  /**
   * The window died between offer and answer. Refusing the answer would end the call; it is taken without audio and
   * said so, and the re-INVITE that follows brings a peer connection that fits.
   */
  const takeAnswerWithoutPeer = (): void => {
    exchange = { kind: 'stable' }
    parts.report({ kind: 'connection', peer: peer.last(), state: 'failed' })
  }

  const applyAnswer = async (sdp: string): Promise<void> => {
    const current = peer.current()
    if (current === null) return takeAnswerWithoutPeer()
    try {
      await orders.send({ kind: 'setRemote', peer: current, type: 'answer', sdp })
      exchange = { kind: 'stable' }
    } catch (error) {
      if (closed) throw error
      if (mediaErrorReason(error) === 'windowGone') return takeAnswerWithoutPeer()
      await rollback()
      throw error
    }
  }

  const applyOffer = async (sdp: string): Promise<void> => {
    exchange = { kind: 'remoteOffer', sdp }
    const current = peer.current()
    try {
      if (current !== null) await orders.send({ kind: 'setRemote', peer: current, type: 'offer', sdp })
      else await currentPeer()
    } catch (error) {
      // With the window gone the offer waits for the next one: the answer opens a peer and applies it there.
      if (closed || mediaErrorReason(error) !== 'windowGone') throw error
    }
  }

  const close = (): void => {
    if (closed) return
    closed = true
    peer.close()
  }

  return {
    handler: describedBy({
      describe: createDescriptionAgain,
      applyRemote: async (sdp) => {
        assertOpen()
        return exchange.kind === 'localOffer' ? applyAnswer(sdp) : applyOffer(sdp)
      },
      rollback,
      sendTones: (tones) => {
        if (closed || peer.current() === null) return false
        void peer.sendTones(tones)
        return true
      },
      close,
    }),
    setAudio: peer.setAudio,
    sendTones: peer.sendTones,
    told: (report) => report,
    mendsItself: false,
    peerLost: peer.lost,
    close,
  }
}
