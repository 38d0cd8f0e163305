import type { MediaReport } from '../../contract/media.ts'
import type { MediaHandler } from './media.ts'
import type { Audio } from './window-peer.ts'

/** What the window tells of one peer connection. */
export type PeerReport = Extract<MediaReport, { peer: string }>

/** The media of one call, whichever way its sound goes. */
export type CallMedia = {
  readonly handler: MediaHandler
  readonly setAudio: (audio: Audio) => void
  readonly sendTones: (tones: string) => Promise<boolean>
  /** What the desk is to know of a report of the call's peer connection; null when nothing. */
  readonly told: (report: PeerReport) => PeerReport | null
  /** Whether another peer connection is opened without being asked for a description. */
  readonly mendsItself: boolean
  /** The media window died, and the call's peer connection with it. */
  readonly peerLost: () => void
  readonly close: () => void
}

/** What SIP.js hands through from `sessionDescriptionHandlerOptions`. Modifiers are not applied. */
export type DescriptionOptions = {
  readonly hold?: boolean
  readonly iceRestart?: boolean
  /** Nobody is to be heard on either side until `setAudio` says so: the call isn't answered yet. */
  readonly early?: boolean
  readonly offerOptions?: { readonly iceRestart?: boolean }
}

const SDP = 'application/sdp'

/** What a kind of media does; all the rest of a description handler is the same for each. */
export type Describing = {
  readonly describe: (options: DescriptionOptions) => Promise<string>
  readonly applyRemote: (sdp: string) => Promise<void>
  readonly rollback: () => Promise<void>
  /** False when there is nothing to send them on. */
  readonly sendTones: (tones: string) => boolean
  readonly close: () => void
}

export const describedBy = (call: Describing): MediaHandler => ({
  getDescription: async (options) => ({
    body: await call.describe((options ?? {}) as DescriptionOptions),
    contentType: SDP,
  }),
  setDescription: (sdp) => call.applyRemote(sdp),
  hasDescription: (contentType) => contentType.split(';')[0]?.trim().toLowerCase() === SDP,
  rollbackDescription: call.rollback,
  sendDtmf: (tones) => call.sendTones(tones),
  close: call.close,
})
