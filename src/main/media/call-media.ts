import type { MediaOrder, MediaReport } from '../../contract/media.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { MediaHandler } from './media.ts'
import { MediaError, mediaErrorReason } from './media-error.ts'
import type { Orders } from './orders.ts'

/** Milliseconds of one RFC 4733 tone and of the silence after it: long enough for old IVRs, short enough to type. */
const TONE_MS = 160
const TONE_GAP_MS = 70

const SDP = 'application/sdp'

/** What SIP.js hands through from `sessionDescriptionHandlerOptions`. Modifiers are not applied. */
export type DescriptionOptions = {
  readonly hold?: boolean
  readonly iceRestart?: boolean
  readonly offerOptions?: { readonly iceRestart?: boolean }
}

/** RFC 3264 as seen from here: whose offer is open. */
type Exchange =
  | { readonly kind: 'stable' }
  | { readonly kind: 'localOffer'; readonly heldBefore: boolean }
  | { readonly kind: 'remoteOffer'; readonly sdp: string }

export type CallMediaParts = {
  readonly orders: Orders
  /** STUN and TURN URLs of the account. */
  readonly iceServers: readonly string[]
  /** Told when the call gets a new peer connection, so that its reports can be told from those of others. */
  readonly peerOpened: (peer: string) => void
  readonly report: (report: MediaReport) => void
  readonly log: (message: string) => void
}

export type CallMedia = {
  readonly handler: MediaHandler
  readonly setAudio: (audio: { readonly microphone: boolean; readonly hear: boolean }) => void
  readonly sendTones: (tones: string) => Promise<boolean>
  /** The media window died: the peer connection is gone, and the next description opens another one. */
  readonly peerLost: () => void
  readonly close: () => void
}

/**
 * The media of one call as SIP.js sees it: a session description handler whose peer connection lives in the media
 * window and may die and be replaced under it. The replacement is called `call.generation` and is opened with a fresh
 * offer, or with the far end's open offer applied again.
 */
export function createCallMedia(call: CallId, parts: CallMediaParts): CallMedia {
  const { orders } = parts
  let generation = 0
  let peer: string | null = null
  let exchange: Exchange = { kind: 'stable' }
  let held = false
  let audio = { microphone: true, hear: true }
  let closed = false

  /** For orders whose failure nobody waits for: the window says what went wrong, the call goes on. */
  const sendAside = (body: MediaOrder): void => {
    orders.send(body).catch((error: unknown) => {
      if (!closed) parts.log(`${call}: ${String(error)}`)
    })
  }

  const sendAudio = (to: string): void => {
    sendAside({ kind: 'microphone', peer: to, on: audio.microphone })
    sendAside({ kind: 'hear', peer: to, on: audio.hear })
  }

  const assertOpen = (): void => {
    if (closed) throw new MediaError('released', `call ${call} has ended`)
  }

  const openPeer = async (): Promise<string> => {
    generation += 1
    const opened = `${call}.${generation}`
    peer = opened
    parts.peerOpened(opened)
    const answer = orders.send({ kind: 'open', peer: opened, iceServers: [...parts.iceServers] })
    // The switches go right behind: a call that was muted before its peer died must never be heard for a moment.
    sendAudio(opened)
    try {
      await answer
    } catch (error) {
      if (peer === opened) peer = null
      throw error
    }
    assertOpen()
    return opened
  }

  /** The peer connection, opened when there is none; with the far end's offer applied when one is open. */
  const currentPeer = async (): Promise<string> => {
    assertOpen()
    if (peer !== null) return peer
    // An offer that died with its peer connection can't be answered any more; the next one takes its place.
    if (exchange.kind === 'localOffer') await rollback()
    const opened = await openPeer()
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

  const dropPeer = (): void => {
    if (peer !== null) sendAside({ kind: 'close', peer })
    peer = null
  }

  const rollback = async (): Promise<void> => {
    if (exchange.kind === 'stable') return
    if (exchange.kind === 'localOffer') held = exchange.heldBefore
    exchange = { kind: 'stable' }
    if (peer === null || closed) return
    await orders.send({ kind: 'rollback', peer }).catch((error: unknown) => {
      // A peer connection that can't go back can't negotiate any more either: the next description gets a new one.
      parts.log(`${call}: ${String(error)}`)
      dropPeer()
    })
  }

  const createOffer = async (to: string, iceRestart: boolean, hold: boolean): Promise<string> => {
    exchange = { kind: 'localOffer', heldBefore: held }
    held = hold
    try {
      return withSdp(await orders.send({ kind: 'createOffer', peer: to, iceRestart, hold }))
    } catch (error) {
      // A window that doesn't answer wouldn't answer a rollback either.
      if (mediaErrorReason(error) === 'timeout') dropPeer()
      await rollback()
      throw error
    }
  }

  const createDescription = async (options: DescriptionOptions): Promise<string> => {
    const hold = options.hold ?? held
    const to = await currentPeer()
    if (exchange.kind !== 'remoteOffer') {
      return createOffer(to, options.iceRestart ?? options.offerOptions?.iceRestart ?? false, hold)
    }
    const answer = withSdp(await orders.send({ kind: 'createAnswer', peer: to, hold }))
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
    parts.report({ kind: 'connection', peer: `${call}.${generation}`, state: 'failed' })
  }

  const applyAnswer = async (sdp: string): Promise<void> => {
    if (peer === null) return takeAnswerWithoutPeer()
    try {
      await orders.send({ kind: 'setRemote', peer, type: 'answer', sdp })
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
    try {
      if (peer !== null) await orders.send({ kind: 'setRemote', peer, type: 'offer', sdp })
      else await currentPeer()
    } catch (error) {
      // With the window gone the offer waits for the next one: the answer opens a peer and applies it there.
      if (closed || mediaErrorReason(error) !== 'windowGone') throw error
    }
  }

  const applyRemote = async (sdp: string): Promise<void> => {
    assertOpen()
    return exchange.kind === 'localOffer' ? applyAnswer(sdp) : applyOffer(sdp)
  }

  const sendTones = async (tones: string): Promise<boolean> => {
    if (closed || peer === null) return false
    const body: MediaOrder = { kind: 'tones', peer, tones, duration: TONE_MS, gap: TONE_GAP_MS }
    return orders.send(body).then(
      () => true,
      (error: unknown) => {
        parts.log(`${call}: ${String(error)}`)
        return false
      },
    )
  }

  const close = (): void => {
    if (closed) return
    closed = true
    dropPeer()
  }

  return {
    handler: {
      getDescription: async (options) => ({
        body: await createDescriptionAgain((options ?? {}) as DescriptionOptions),
        contentType: SDP,
      }),
      setDescription: (sdp) => applyRemote(sdp),
      hasDescription: (contentType) => contentType.split(';')[0]?.trim().toLowerCase() === SDP,
      rollbackDescription: rollback,
      sendDtmf: (tones) => {
        if (closed || peer === null) return false
        void sendTones(tones)
        return true
      },
      close,
    },
    setAudio: (wanted) => {
      audio = { ...wanted }
      if (peer !== null) sendAudio(peer)
    },
    sendTones,
    peerLost: () => {
      peer = null
    },
    close,
  }
}
