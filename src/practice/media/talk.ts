import { silentFrame, type Voices } from './customer-sound.ts'
import { createDtmfReader, type DtmfFrame, dtmfFrames } from './dtmf.ts'
import type { FrameClock } from './frame-clock.ts'
import type { MediaKind, MediaStats } from './media-leg.ts'
import { createLossCounter, createSoundMeter } from './sound-meter.ts'
import { frameLength } from './speech.ts'

/** What of an RTP packet the customer hears or says. */
export interface Sound {
  readonly payload: Uint8Array
  readonly payloadType: number
  readonly sequenceNumber: number
  readonly timestamp: number
  readonly ssrc: number
}

export type SoundToSend = Omit<Sound, 'ssrc'> & { readonly marker: boolean }

export interface TalkOptions {
  media: Exclude<MediaKind, 'none'>
  voice: number
  voices: Voices
  clock: FrameClock
  /** Whether anything can be sent now, as the descriptions and the path stand. */
  mayGo(): boolean
  /** The payload type to speak with, and how it writes what the voices have in µ-law. */
  codec(): { payloadType: number; encode(muLaw: Uint8Array): Uint8Array }
  /** Payload type of RTP events. */
  eventType(): number
  /** Energy of a frame by payload type; undefined for what isn't sound, 0 for sound that can't be measured. */
  energy(payloadType: number, payload: Uint8Array): number | undefined
  sendSound(packet: SoundToSend): void
  sendEvent(packet: SoundToSend): void
}

/** The customer at one end of any RTP: talks (or is silent, or echoes), presses keys, and measures what it hears. */
export interface Talk {
  hear(packet: Sound): void
  setSending(sending: boolean): void
  stats(seconds: number): Pick<MediaStats, 'heard' | 'sent'>
  sendDigits(digits: string): void
  readonly digits: string
  stop(): void
}

export function createTalk(options: TalkOptions): Talk {
  const heard = createSoundMeter()
  const sent = createSoundMeter()
  const loss = createLossCounter()
  const dtmf = createDtmfReader()
  const frames = options.media === 'audio' ? options.voices.of(options.voice) : [silentFrame]
  const tones: DtmfFrame[] = []
  let sending = true
  let wasSending = false
  let frame = 0
  let sequence = Math.floor(Math.random() * 0x8000)
  let timestamp = Math.floor(Math.random() * 0x8000_0000)
  let toneTimestamp = 0

  const stopClock = options.media === 'echo' ? () => undefined : options.clock.every20ms(tick)

  function tick(): void {
    timestamp = (timestamp + frameLength) >>> 0
    frame = (frame + 1) % frames.length
    const tone = tones.shift()
    const muLaw = frames[frame]
    if (tone) sendTone(tone)
    else if (muLaw) {
      const { payloadType, encode } = options.codec()
      say(encode(muLaw), payloadType, timestamp)
    }
  }

  function mayGo(): boolean {
    return sending && options.mayGo()
  }

  function next(): number {
    sequence = (sequence + 1) & 0xffff
    return sequence
  }

  function say(payload: Uint8Array, payloadType: number, at: number): void {
    const go = mayGo()
    // RFC 3551 §4.1: the marker stands at the first packet after silence.
    const marker = go && !wasSending
    wasSending = go
    if (!go) return
    sent.add(options.energy(payloadType, payload) ?? 0)
    options.sendSound({ payload, payloadType, sequenceNumber: next(), timestamp: at, marker })
  }

  function sendTone({ payload, begins }: DtmfFrame): void {
    if (begins) toneTimestamp = timestamp
    wasSending = false // sound that goes on after a tone begins anew
    if (!mayGo()) return
    const payloadType = options.eventType()
    const stamps = { sequenceNumber: next(), timestamp: toneTimestamp }
    options.sendEvent({ payload, payloadType, marker: begins, ...stamps })
  }

  return {
    hear({ payload, payloadType, sequenceNumber, timestamp: at, ssrc }) {
      loss.seen(sequenceNumber, ssrc)
      if (payloadType === options.eventType()) dtmf.packet(payload, at)
      const energy = options.energy(payloadType, payload)
      if (energy === undefined) return
      heard.add(energy)
      if (options.media === 'echo') say(payload, payloadType, at)
    },
    setSending(on) {
      sending = on
    },
    stats: (seconds) => ({
      heard: {
        packets: heard.packets,
        lost: loss.lost,
        rms: heard.rms(seconds),
        perSecond: heard.perSecond(seconds),
        recentPackets: heard.recentPackets(seconds),
      },
      sent: { packets: sent.packets, rms: sent.rms(seconds), recentPackets: sent.recentPackets(seconds) },
    }),
    sendDigits: (digits) => void tones.push(...dtmfFrames(digits)),
    get digits() {
      return dtmf.digits
    },
    stop: stopClock,
  }
}
