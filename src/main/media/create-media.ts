import type { MediaOrder, MediaReport } from '../../contract/media.ts'
import type { CallId } from '../../domain/call/facts.ts'
import type { CallMediaKind } from '../../domain/line.ts'
import type { CallMedia } from './call-media.ts'
import type { Media, MediaListener, MediaPath, MediaPipe } from './media.ts'
import { createOrders } from './orders.ts'
import { type Dtls, loadDtls } from './plain/dtls.ts'
import { createPlainCall } from './plain/plain-call.ts'
import { createWebrtcCall } from './webrtc-call.ts'
import { createWindowPeer } from './window-peer.ts'

export type MediaOptions = {
  readonly log: (message: string) => void
  /** Milliseconds after which an order that got no answer has failed. */
  readonly orderTimeoutMs?: number
}

/** Orders that set up the window itself; a new window gets the last one of each kind. */
type Setting = 'devices' | 'signal'

/**
 * Main's end of the media window. Calls outlive the window: when it dies, `window('gone')` is told, the next window
 * gets devices and ringer as they were. Each call gets a new peer connection with the microphone and the loudspeaker
 * switched as they were: on a plain line at once, on a WebRTC line with its next description (a re-INVITE).
 */
export function createMedia(pipe: MediaPipe, listener: MediaListener, options: MediaOptions): Media {
  const orders = createOrders(pipe.send, options.orderTimeoutMs ?? 5_000)
  const calls = new Map<CallId, CallMedia>()
  /** The current peer of each call; reports of any other are of one that was replaced. */
  const callOfPeer = new Map<string, CallId>()
  const settings = new Map<Setting, MediaOrder>()
  let mixed: readonly CallId[] = []
  let ready = false
  let loaded: Promise<Dtls> | null = null

  const dtls = (): Promise<Dtls> => {
    loaded ??= loadDtls().catch((error: unknown) => {
      loaded = null
      throw error
    })
    return loaded
  }

  const sendAside = (body: MediaOrder): void => {
    orders.send(body).catch((error: unknown) => options.log(String(error)))
  }

  const peersOf = (call: CallId): string[] =>
    [...callOfPeer].filter(([, owner]) => owner === call).map(([peer]) => peer)

  const forgetPeers = (call: CallId): void => {
    for (const peer of peersOf(call)) callOfPeer.delete(peer)
  }

  /** May come before a peer of it is open: the window mixes whom it has. */
  const sendMix = (): void => sendAside({ kind: 'mix', peers: mixed.flatMap(peersOf) })

  const makeMedia = (call: CallId, how: CallMediaKind, path: MediaPath): CallMedia => {
    const { log } = options
    const peer = createWindowPeer(call, {
      orders,
      peerOpened: (opened) => {
        forgetPeers(call)
        callOfPeer.set(opened, call)
        if (mixed.includes(call)) sendMix()
      },
      log,
    })
    const { localAddress } = path
    if (how.kind === 'webrtc') {
      const report = (told: MediaReport): void => listener.report(call, told)
      return createWebrtcCall(call, { orders, peer, iceServers: how.iceServers, localAddress, report, log })
    }
    const toneReceived = (tone: string): void => listener.tone(call, tone)
    return createPlainCall(call, { orders, peer, media: how.media, localAddress, dtls, toneReceived, log })
  }

  const mediaOf = (call: CallId, how: CallMediaKind, path: MediaPath): CallMedia => {
    const known = calls.get(call)
    if (known) return known
    const made = makeMedia(call, how, path)
    calls.set(call, made)
    return made
  }

  const windowGone = (): void => {
    ready = false
    orders.windowGone()
    callOfPeer.clear()
    for (const call of calls.values()) call.peerLost()
    listener.window('gone')
  }

  const windowReady = (): void => {
    // A window that says so twice has loaded again, and lost its peers on the way.
    if (ready) windowGone()
    ready = true
    orders.windowReady(settings.values())
    listener.window('ready')
  }

  const orderSetting = (setting: Setting, order: MediaOrder): void => {
    settings.set(setting, order)
    if (ready) sendAside(order)
  }

  pipe.onReset(windowGone)

  pipe.onReport((report: MediaReport) => {
    if (report.kind === 'done') return orders.done(report)
    if (report.kind === 'ready') return windowReady()
    if (report.kind === 'log') return options.log(report.message)
    if (!('peer' in report)) return listener.report(null, report)
    const call = callOfPeer.get(report.peer)
    if (call === undefined) return
    const told = calls.get(call)?.told(report)
    if (told) listener.report(call, told)
  })

  return {
    descriptionHandler: (call, how, path) => mediaOf(call, how, path).handler,
    prepare: (how) => {
      if (how.kind === 'plain') dtls().catch((error: unknown) => options.log(String(error)))
    },
    order: (order) => {
      if (order.kind === 'devices' || order.kind === 'signal') orderSetting(order.kind, order)
      else sendAside(order)
    },
    setAudio: (call, audio) => calls.get(call)?.setAudio(audio),
    mix: (wanted) => {
      mixed = wanted
      sendMix()
    },
    sendTones: async (call, tones) => (await calls.get(call)?.sendTones(tones)) ?? false,
    mendsItself: (call) => calls.get(call)?.mendsItself ?? false,
    release: (call) => {
      calls.get(call)?.close()
      calls.delete(call)
      forgetPeers(call)
    },
  }
}
