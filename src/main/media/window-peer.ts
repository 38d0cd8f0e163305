import type { MediaOrder } from '../../contract/media.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { Orders } from './orders.ts'

/** Milliseconds of one RFC 4733 tone and of the silence after it: long enough for old IVRs, short enough to type. */
const TONE_MS = 160
const TONE_GAP_MS = 70

/** Whether the microphone is sent and the far end heard. */
export type Audio = { readonly microphone: boolean; readonly hear: boolean }

export type WindowPeerParts = {
  readonly orders: Orders
  /** Told when the call gets a new peer connection, so that its reports can be told from those of others. */
  readonly peerOpened: (peer: string) => void
  readonly log: (message: string) => void
}

/** The peer connection of one call in the media window, which may die and be replaced: `call.1`, `call.2` and so on. */
export type WindowPeer = {
  /** Null while there is none. */
  readonly current: () => string | null
  /** The name of the last one, whether it lives or not. */
  readonly last: () => string
  /** Opens another one, switched as the one before. Rejects with a `MediaError`. */
  readonly open: (iceServers: readonly string[], path: 'network' | 'relay') => Promise<string>
  readonly setAudio: (audio: Audio) => void
  readonly sendTones: (tones: string) => Promise<boolean>
  /** The window died, and the peer connection with it. */
  readonly lost: () => void
  /** Closes the one there is; the next description gets another one. */
  readonly drop: () => void
  /** Nothing that fails from now on is worth a word. */
  readonly close: () => void
}

export function createWindowPeer(call: CallId, parts: WindowPeerParts): WindowPeer {
  const { orders } = parts
  let generation = 0
  let peer: string | null = null
  let audio: Audio = { microphone: true, hear: true }
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

  const drop = (): void => {
    if (peer !== null) sendAside({ kind: 'close', peer })
    peer = null
  }

  return {
    current: () => peer,
    last: () => `${call}.${generation}`,
    open: async (iceServers, path) => {
      generation += 1
      const opened = `${call}.${generation}`
      peer = opened
      parts.peerOpened(opened)
      const answer = orders.send({ kind: 'open', peer: opened, iceServers: [...iceServers], path })
      // The switches go right behind: a call that was muted before its peer died must never be heard for a moment.
      sendAudio(opened)
      try {
        await answer
      } catch (error) {
        if (peer === opened) peer = null
        throw error
      }
      return opened
    },
    setAudio: (wanted) => {
      audio = { ...wanted }
      if (peer !== null) sendAudio(peer)
    },
    sendTones: async (tones) => {
      if (closed || peer === null) return false
      const body: MediaOrder = { kind: 'tones', peer, tones, duration: TONE_MS, gap: TONE_GAP_MS }
      return orders.send(body).then(
        () => true,
        (error: unknown) => {
          parts.log(`${call}: ${String(error)}`)
          return false
        },
      )
    },
    lost: () => {
      peer = null
    },
    drop,
    close: () => {
      closed = true
      drop()
    },
  }
}
