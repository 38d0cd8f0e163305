import { describe, expect, it } from 'vitest'
import { audioDirection, isHold } from './sdp-direction.ts'

const sdp = (...lines: string[]) => ['v=0', 's=-', ...lines, ''].join('\r\n')

describe('the direction of an offer', () => {
  it.each([
    ['said for the audio', sdp('m=audio 9 RTP/AVP 0', 'a=sendonly'), 'sendonly'],
    ['said for the whole session', sdp('a=inactive', 'm=audio 9 RTP/AVP 0'), 'inactive'],
    [
      'said for the audio, over the session',
      sdp('a=inactive', 'm=audio 9 RTP/AVP 0', 'a=sendrecv'),
      'sendrecv',
    ],
    ['not said', sdp('m=audio 9 RTP/AVP 0'), 'sendrecv'],
    [
      'said for the video only',
      sdp('m=video 9 X 0', 'a=sendonly', 'm=audio 9 X 0', 'a=recvonly'),
      'recvonly',
    ],
    ['said after the first audio', sdp('m=audio 9 X 0', 'm=video 9 X 0', 'a=sendonly'), 'sendrecv'],
    ['given by an address of nobody', sdp('m=audio 9 RTP/AVP 0', 'c=IN IP4 0.0.0.0'), 'inactive'],
    [
      'that of WebRTC, whose address is always nobody’s',
      sdp('m=audio 9 X 0', 'c=IN IP4 0.0.0.0', 'a=sendrecv'),
      'sendrecv',
    ],
    ['of no audio', sdp('m=video 9 X 0', 'a=sendonly'), null],
    ['of nothing', '', null],
  ])('%s', (_what, text, direction) => {
    expect(audioDirection(text)).toBe(direction)
  })

  it('is a hold when the sender won’t listen', () => {
    expect((['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).map(isHold)).toEqual([
      false,
      true,
      false,
      true,
    ])
  })
})
