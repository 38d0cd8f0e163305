import { aLawEnergy, createALawOfMuLaw } from './a-law.ts'
import { muLawEnergy } from './mu-law.ts'

/** What a customer on a plain line can speak, and in the case of the last two only send back. */
export type PlainCodec = 'PCMU' | 'PCMA' | 'G722' | 'opus'

export interface CodecFacts {
  /** What the line offers; an answer uses the type of the offer. */
  readonly payloadType: number
  /** As in `rtpmap`, after the name. */
  readonly clock: string
  /** Frames of the voices, which are µ-law, in this codec; undefined where there is no encoder. */
  encode: ((muLaw: Uint8Array) => Uint8Array) | undefined
  /** Energy of a frame; 0 where there is no decoder. */
  energy(payload: Uint8Array): number
}

export const plainCodecs: Readonly<Record<PlainCodec, CodecFacts>> = {
  PCMU: { payloadType: 0, clock: '8000', encode: (muLaw) => muLaw, energy: muLawEnergy },
  PCMA: { payloadType: 8, clock: '8000', encode: createALawOfMuLaw(), energy: aLawEnergy },
  // RFC 3551 §4.5.2: the clock of G.722 stands at 8000 by an old mistake that can't be mended any more.
  G722: { payloadType: 9, clock: '8000', encode: undefined, energy: () => 0 },
  opus: { payloadType: 111, clock: '48000/2', encode: undefined, energy: () => 0 },
}

/** What a customer offers who talks. */
export const spokenCodecs: readonly PlainCodec[] = ['PCMU', 'PCMA']
