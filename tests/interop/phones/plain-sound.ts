import type { PlainMedia } from '../../../src/domain/line.ts'
import { createMedia } from '../../../src/main/media/create-media.ts'
import type { MediaPath } from '../../../src/main/media/media.ts'
import { createWeriftWindow, WINDOW_TYPES } from '../../../src/main/media/testing/werift-window.ts'
import type { DescriptionHandler } from '../../../src/main/sip/line.ts'
import { createFrameClock } from '../../../src/practice/media/frame-clock.ts'
import { directionOf } from '../../../src/practice/media/media-leg.ts'
import { createEar, frameLength, toneFrames } from '../servers/tone.ts'
import type { AgentSound } from './webrtc-sound.ts'

const EVENT_FRAMES = 8

type PlainSoundOptions = {
  readonly toneReceived: (tone: string) => void
  /** Says what it hears instead of a tone, packet by packet: so it needs no codec to speak any of them. */
  readonly echoes: boolean
}

/** An agent's sound on a plain line: the product's own relay, with a window in plain Node that plays a tone and listens. */
export function createPlainSound(
  tone: number,
  media: PlainMedia,
  path: MediaPath,
  { toneReceived, echoes }: PlainSoundOptions,
): AgentSound {
  const ear = createEar()
  const frames = toneFrames(tone)
  const window = createWeriftWindow()
  const created = createMedia(
    window,
    { window: () => {}, report: () => {}, tone: (_call, received) => toneReceived(received) },
    { log: () => {} },
  )
  const handler: DescriptionHandler = created.descriptionHandler('call', { kind: 'plain', media }, path)
  const peer = () => [...window.peers.values()].at(-1)
  let [sequence, described, typed, frame] = [0, '', 0, 0]
  window.start()

  /** What the window was told to type, an event at a time, each with the time stamp of its beginning (RFC 4733 §2.5.1.2). */
  const event = (): { readonly payload: Buffer; readonly timestamp: number } | null => {
    const digit = '0123456789*#ABCD'.indexOf(window.tones.join('')[typed] ?? 'none')
    if (digit < 0) return null
    frame += 1
    const payload = Buffer.from([digit, frame > 5 ? 0x8a : 0x0a, 0, Math.min(frame, 6) * 20])
    const timestamp = 1_000_000 * (typed + 1)
    if (frame === EVENT_FRAMES) [typed, frame] = [typed + 1, 0]
    return { payload, timestamp }
  }

  const stop = createFrameClock().every20ms(() => {
    sequence += 1
    const open = peer()
    if (!open?.isOpen()) return
    open.listen ??= ({ header, payload }) => {
      if (echoes) open.send(header.payloadType, header.sequenceNumber, header.timestamp, payload)
      if (header.payloadType === WINDOW_TYPES.pcmu && open.hear) ear.add(payload)
    }
    const typing = event()
    const audio = frames[sequence % frames.length]
    if (typing) open.send(WINDOW_TYPES.events8, sequence, typing.timestamp, typing.payload)
    else if (audio && open.microphone && !echoes)
      open.send(WINDOW_TYPES.pcmu, sequence, sequence * frameLength, Buffer.from(audio))
  })

  return {
    handler: {
      ...handler,
      getDescription: async (...options) => {
        const made = await handler.getDescription(...options)
        described = made.body
        return made
      },
      close: () => {
        stop()
        created.release('call')
      },
    },
    // What the desk does: what was offered while it rang stays silent until then.
    answered: () => created.setAudio('call', { microphone: true, hear: true }),
    packets: ear.packets,
    heard: ear.now,
    connection: () => (peer()?.isOpen() ? 'connected' : 'new'),
    direction: () => directionOf(described),
  }
}
