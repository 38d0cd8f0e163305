import type { MediaReport } from '../../contract/media.ts'
import { gatheredDescription } from './candidates.ts'
import { preferCodecs } from './codecs.ts'
import { Failure } from './failure.ts'
import { asLite, createIceRole } from './ice-role.ts'
import type { Microphone, MicrophoneUse } from './microphone.ts'
import type { MixerPlace } from './mixer.ts'
import type { Playback } from './playback.ts'
import { readStats } from './read-stats.ts'

const gatherLimitMs = 1_000
/** As long as Chromium takes to see a network that just came up, and a little more. */
const outsideLimitMs = 3_000
const statsEveryMs = 1_000

export type PeerParts = {
  readonly id: string
  readonly iceServers: readonly string[]
  readonly path: 'network' | 'relay'
  readonly microphone: Microphone
  readonly playback: Playback
  readonly mixing: MixerPlace
  readonly report: (report: MediaReport) => void
  readonly log: (message: string) => void
}

type DescriptionOptions = { readonly hold: boolean; readonly outside: boolean }

/** One call's peer connection. Descriptions have to be asked for one at a time. */
export type Peer = {
  readonly createOffer: (options: { readonly iceRestart: boolean } & DescriptionOptions) => Promise<string>
  readonly createAnswer: (options: DescriptionOptions) => Promise<string>
  readonly setRemote: (type: RTCSdpType, sdp: string) => Promise<void>
  readonly rollback: () => Promise<void>
  readonly setMicrophone: (on: boolean) => void
  readonly setHear: (on: boolean) => void
  readonly tones: (tones: string, duration: number, gap: number) => void
  readonly setSink: (sink: string) => void
  readonly close: () => void
}

export function createPeer(parts: PeerParts): Peer {
  const connection = new RTCPeerConnection({
    iceServers: parts.iceServers.length > 0 ? [{ urls: [...parts.iceServers] }] : [],
  })
  const role = createIceRole()
  let microphoneOn = true
  let hearOn = true
  let held = false
  let offeredHold: boolean | null = null
  let use: { readonly sender: RTCRtpSender; readonly microphone: MicrophoneUse } | null = null

  /** Going on hold counts from the offer, so that nothing leaks while the far end makes up its mind; coming off it
   * counts from the answer. */
  const applySwitches = (): void => {
    const silenced = held || offeredHold === true
    use?.microphone.setOn(microphoneOn && !silenced)
    parts.playback.setMuted(!hearOn || silenced)
  }

  const audioTransceiver = (): RTCRtpTransceiver | undefined =>
    connection
      .getTransceivers()
      .find(({ receiver, direction }) => receiver.track.kind === 'audio' && direction !== 'stopped')

  /** The one transceiver for the voice, sending from the microphone; what else the far end offers is declined. */
  const prepareVoice = (hold: boolean): void => {
    for (const other of connection.getTransceivers()) {
      if (other.receiver.track.kind !== 'audio' && other.direction !== 'stopped') other.stop()
    }
    const transceiver = audioTransceiver() ?? connection.addTransceiver('audio')
    transceiver.direction = hold ? 'sendonly' : 'sendrecv'
    transceiver.setCodecPreferences(preferCodecs(RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []))
    if (use?.sender === transceiver.sender) return
    use?.microphone.release()
    const { sender } = transceiver
    use = { sender, microphone: parts.microphone.use(parts.mixing.taker(sender), false) }
  }

  connection.ontrack = ({ track }) => {
    if (track.kind !== 'audio') return
    parts.playback.setTrack(track)
    parts.mixing.setHeard(track)
  }
  connection.onconnectionstatechange = () => {
    parts.report({ kind: 'connection', peer: parts.id, state: connection.connectionState })
  }

  const reportStats = async (): Promise<void> => {
    const entries: Record<string, unknown>[] = []
    for (const entry of (await connection.getStats()).values()) entries.push(entry)
    if (connection.signalingState === 'closed') return
    parts.report({ kind: 'stats', peer: parts.id, ...readStats(entries) })
  }
  const statsTimer = setInterval(() => {
    reportStats().catch((error: unknown) => parts.log(`no statistics: ${String(error)}`))
  }, statsEveryMs)

  const description = async (
    create: () => Promise<RTCSessionDescriptionInit>,
    outside: boolean,
  ): Promise<string> => {
    const made = await create()
    await connection.setLocalDescription(made)
    // The relay waits for checks and needs no candidates.
    if (parts.path === 'relay') return made.sdp ?? ''
    return gatheredDescription(connection, { limitMs: outside ? outsideLimitMs : gatherLimitMs, outside })
  }

  return {
    createOffer: async ({ iceRestart, hold, outside }) => {
      prepareVoice(hold)
      offeredHold = hold
      role.offered('us', iceRestart)
      applySwitches()
      return description(() => connection.createOffer({ iceRestart }), outside)
    },
    createAnswer: async ({ hold, outside }) => {
      prepareVoice(hold)
      offeredHold = hold
      applySwitches()
      const sdp = await description(() => connection.createAnswer(), outside)
      held = hold
      offeredHold = null
      applySwitches()
      return sdp
    },
    setRemote: async (type, sdp) => {
      if (type === 'offer') role.offered('far', false)
      try {
        if (type === 'answer' && role.takesControl()) {
          await connection.setRemoteDescription({ type: 'pranswer', sdp: asLite(sdp) })
        }
        await connection.setRemoteDescription({ type, sdp })
      } catch (error) {
        const wrongMoment = error instanceof DOMException && error.name === 'InvalidStateError'
        throw wrongMoment ? error : new Failure('badSdp', String(error).slice(0, 500))
      }
      if (type === 'offer') return
      if (type === 'answer' && offeredHold !== null) {
        held = offeredHold
        offeredHold = null
      }
      applySwitches()
    },
    rollback: async () => {
      if (connection.signalingState === 'have-remote-offer') {
        await connection.setRemoteDescription({ type: 'rollback' })
      } else if (connection.signalingState !== 'stable') {
        await connection.setLocalDescription({ type: 'rollback' })
      }
      offeredHold = null
      const transceiver = audioTransceiver()
      if (transceiver !== undefined) transceiver.direction = held ? 'sendonly' : 'sendrecv'
      applySwitches()
    },
    setMicrophone: (on) => {
      microphoneOn = on
      applySwitches()
    },
    setHear: (on) => {
      hearOn = on
      applySwitches()
    },
    tones: (tones, duration, gap) => {
      const sender = use?.sender.dtmf
      if (sender?.canInsertDTMF !== true) throw new Failure('failed', 'the far end takes no tones')
      // What is still being sent stays in front: inserting replaces it.
      sender.insertDTMF(sender.toneBuffer + tones, duration, gap)
    },
    setSink: (sink) => parts.playback.setSink(sink),
    close: () => {
      clearInterval(statsTimer)
      connection.ontrack = null
      connection.onconnectionstatechange = null
      parts.mixing.leave()
      use?.microphone.release()
      use = null
      connection.close()
      parts.playback.close()
    },
  }
}
