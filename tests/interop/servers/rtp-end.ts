import { createSocket, type RemoteInfo } from 'node:dgram'
import { createDtmfReader } from '../../../src/practice/media/dtmf.ts'
import { createFrameClock } from '../../../src/practice/media/frame-clock.ts'
import { freePort, loopback } from './ports.ts'
import { createEar, frameLength, type Heard, toneFrames } from './tone.ts'

/** The sound of a far end whose signalling is SIPp's: plain RTP in PCMU at a port that its SDP names. */
export type RtpEnd = {
  readonly port: number
  /** Audio packets that came. */
  readonly packets: () => number
  readonly heard: () => Heard
  /** Digits that came as RTP events. */
  readonly digits: () => string
  readonly close: () => void
}

const pcmu = 0
/** As the scenarios' SDP says. */
const telephoneEvents = 101
const headerLength = 12

/** Plays a tone to whoever sends to it, as RTP ends behind an unknown path do, and listens. */
export async function openRtpEnd(tone: number): Promise<RtpEnd> {
  const port = await freePort()
  const socket = createSocket('udp4')
  const ear = createEar()
  const dtmf = createDtmfReader()
  const frames = toneFrames(tone)
  let far: RemoteInfo | null = null
  let sequence = 0

  socket.on('error', () => undefined)
  socket.on('message', (packet, from) => {
    const payload = payloadOf(packet)
    if (!payload) return
    far = from
    if (payload.type === telephoneEvents) dtmf.packet(payload.bytes, packet.readUInt32BE(4))
    if (payload.type === pcmu) ear.add(payload.bytes)
  })
  await new Promise<void>((resolve) => socket.bind(port, loopback, resolve))

  const stop = createFrameClock().every20ms(() => {
    sequence += 1
    if (far)
      socket.send(
        packetOf(frames[sequence % frames.length] ?? new Uint8Array(), sequence),
        far.port,
        far.address,
      )
  })

  return {
    port,
    packets: ear.packets,
    heard: ear.now,
    digits: () => dtmf.digits,
    close: () => {
      stop()
      socket.close()
    },
  }
}

/** Null for what is no RTP of version 2 (RFC 3550 §5.1). */
function payloadOf(packet: Buffer): { type: number; bytes: Uint8Array } | null {
  const first = packet[0] ?? 0
  if (packet.length <= headerLength || first >> 6 !== 2) return null
  const start = headerLength + 4 * (first & 0x0f)
  return { type: (packet[1] ?? 0) & 0x7f, bytes: packet.subarray(start) }
}

function packetOf(frame: Uint8Array, sequence: number): Buffer {
  const header = Buffer.alloc(headerLength)
  header[0] = 0x80
  header[1] = pcmu
  header.writeUInt16BE(sequence & 0xffff, 2)
  header.writeUInt32BE((sequence * frameLength) >>> 0, 4)
  header.writeUInt32BE(0x0ff_400c, 8)
  return Buffer.concat([header, frame])
}
