import type { PlainCodec } from './plain-codecs.ts'

/**
 * What a simulated customer does with sound. `audio` talks, `silent` sends silence, `echo` sends back what it hears,
 * `none` has no media at all: its SDP is fixed and nothing answers ICE, which is enough and fastest where only
 * signalling matters.
 */
export type MediaKind = 'audio' | 'silent' | 'echo' | 'none'

/** As in SDP, seen from the side that writes it. */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** What went over one call's media. RMS is linear, 1 is full scale; speech-like sound of this line has about 0.1. */
export interface MediaStats {
  heard: {
    /** RTP audio packets received over the whole call. */
    packets: number
    /** Missing by sequence number over the whole call. */
    lost: number
    /** RMS of the last seconds asked for; time without packets counts as silence. */
    rms: number
    /** RMS of each of these seconds, the newest last. */
    perSecond: readonly number[]
    /** Packets received within the seconds asked for. */
    recentPackets: number
  }
  sent: { packets: number; rms: number; recentPackets: number }
  /** Of ICE and DTLS together; `none` for a call without media. */
  connection: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed' | 'none'
  /** How often a new peer connection had to be built, because the agent's media came back as a new one. */
  rebuilt: number
}

export interface OfferOptions {
  direction?: MediaDirection
  iceRestart?: boolean
  /** Of plain media: what to offer from now on. */
  codecs?: readonly PlainCodec[]
}

/** One customer's end of the media. Every offer and answer is complete SDP; there is no trickling. */
export interface MediaLeg {
  offer(options?: OfferOptions): Promise<string>
  acceptAnswer(sdp: string): Promise<void>
  /** Answers a first or a later offer; throws when the offer can't be used. */
  answer(offer: string): Promise<string>
  /** Gives up an offer that the agent refused. */
  rollBack(): Promise<void>
  /** Stops or resumes sending RTP altogether, without telling anybody. */
  setSending(sending: boolean): void
  /** Speaks another codec of those agreed on, without a word about it. Only plain media has more than one. */
  speak?(codec: PlainCodec): void
  stats(seconds: number): MediaStats
  /** Sends digits as RTP events (RFC 4733), tones of 100 ms, in place of the sound. */
  sendDigits(digits: string): void
  /** DTMF digits heard as RTP events (RFC 4733). */
  digits(): string
  close(): void
}

/** The direction that an SDP asks for; `sendrecv` when it doesn't say (RFC 4566 §6). */
export function directionOf(sdp: string): MediaDirection {
  const audio = sdp.slice(Math.max(0, sdp.search(/^m=audio/m)))
  const own = audio.match(/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m)?.[1]
  const session = sdp.match(/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m)?.[1]
  return (own ?? session ?? 'sendrecv') as MediaDirection
}

/** The direction that answers `offered` without taking anything away from it. */
export function mirrored(offered: MediaDirection): MediaDirection {
  if (offered === 'sendonly') return 'recvonly'
  if (offered === 'recvonly') return 'sendonly'
  return offered
}
