import { MediaError, mediaErrorReason } from '../media-error.ts'
import type { Orders } from '../orders.ts'
import type { WindowPeer } from '../window-peer.ts'
import type { Dtls } from './dtls.ts'
import type { ToWindow } from './relay.ts'
import { openWindowLeg, type WindowLeg } from './window-leg.ts'
import type { WindowCodecs } from './window-sdp.ts'

/** How long to wait before a peer connection that could not be made is tried anew, in milliseconds. */
const AGAIN_AFTER_MS = 1_000

export type WindowSideParts = {
  readonly orders: Orders
  readonly peer: WindowPeer
  readonly dtls: () => Promise<Dtls>
  /** What the window is to send and take at the moment. */
  readonly wanted: () => WindowCodecs
  readonly arrived: (packet: Buffer) => void
  readonly open: (to: ToWindow | null) => void
  readonly log: (message: string) => void
}

/**
 * The window's side of a plain call: a peer connection in the window and the relay's end of it, made, kept in step
 * with what was agreed with the far end, and made anew as often as either dies. The far end never hears of it.
 */
export type WindowSide = {
  /** Brings the window to what is wanted, in its own time. */
  readonly sync: () => void
  /** The window died, or the connection to it. */
  readonly lost: () => void
  readonly close: () => void
}

export function createWindowSide(parts: WindowSideParts): WindowSide {
  const { orders, peer } = parts
  let leg: WindowLeg | null = null
  let isOpen = false
  /** What the last answer to the window said; empty when there was none. */
  let answered = ''
  let busy = false
  let again = false
  let retry: NodeJS.Timeout | null = null
  let closed = false

  const drop = (): void => {
    leg?.close()
    leg = null
    isOpen = false
    answered = ''
    parts.open(null)
  }

  const announce = (): void => {
    if (leg !== null && isOpen) parts.open({ source: leg.source, payloads: leg.payloads(), send: leg.send })
  }

  const openLeg = async (): Promise<WindowLeg> => {
    const dtls = await parts.dtls()
    const fresh: WindowLeg = await openWindowLeg({
      dtls,
      arrived: (packet) => {
        if (leg === fresh) parts.arrived(packet)
      },
      opened: () => {
        if (leg !== fresh) return
        isOpen = true
        announce()
      },
      log: parts.log,
    })
    if (closed) {
      fresh.close()
      throw new MediaError('released', 'the call has ended')
    }
    leg = fresh
    await peer.open([], 'relay')
    return fresh
  }

  const negotiate = async (): Promise<void> => {
    const current = leg ?? (await openLeg())
    const codecs = parts.wanted()
    const key = JSON.stringify(codecs)
    const to = peer.current()
    if (key === answered || to === null || current !== leg) return
    const offer = await orders.send({
      kind: 'createOffer',
      peer: to,
      iceRestart: false,
      hold: false,
      outside: false,
    })
    if (current !== leg) return
    const sdp = current.answer(offer ?? '', codecs)
    announce()
    await orders.send({ kind: 'setRemote', peer: to, type: 'answer', sdp })
    if (current === leg) answered = key
  }

  const failed = (error: unknown): void => {
    if (closed) return
    parts.log(`relay: ${String(error)}`)
    drop()
    // Its successor takes what is ordered from now on; with any other failure the next try is given a moment.
    if (mediaErrorReason(error) === 'windowGone') {
      again = true
      return
    }
    peer.drop()
    retry ??= setTimeout(() => {
      retry = null
      sync()
    }, AGAIN_AFTER_MS)
  }

  const run = async (): Promise<void> => {
    busy = true
    do {
      again = false
      await negotiate().catch(failed)
    } while (again && !closed)
    busy = false
  }

  const sync = (): void => {
    again = true
    if (!busy && !closed) void run()
  }

  return {
    sync,
    lost: () => {
      drop()
      peer.drop()
      sync()
    },
    close: () => {
      closed = true
      if (retry !== null) clearTimeout(retry)
      drop()
      peer.close()
    },
  }
}
