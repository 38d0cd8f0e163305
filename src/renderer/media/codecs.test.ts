import { describe, expect, it } from 'vitest'
import { preferCodecs } from './codecs.ts'

const codec = (mimeType: string, clockRate: number) => ({ mimeType, clockRate })

describe('the codecs of an offer', () => {
  it('are those of telephony, the best first, with tones at 8 kHz before those at 48 kHz', () => {
    const chromium = [
      codec('audio/opus', 48_000),
      codec('audio/red', 48_000),
      codec('audio/G722', 8_000),
      codec('audio/PCMU', 8_000),
      codec('audio/PCMA', 8_000),
      codec('audio/CN', 8_000),
      codec('audio/telephone-event', 48_000),
      codec('audio/telephone-event', 8_000),
    ]
    expect(preferCodecs(chromium).map(({ mimeType, clockRate }) => `${mimeType}/${clockRate}`)).toEqual([
      'audio/opus/48000',
      'audio/G722/8000',
      'audio/PCMA/8000',
      'audio/PCMU/8000',
      'audio/telephone-event/8000',
      'audio/telephone-event/48000',
    ])
  })

  it('are what there is', () => {
    expect(preferCodecs([codec('audio/PCMU', 8_000)])).toHaveLength(1)
    expect(preferCodecs([])).toEqual([])
  })
})
