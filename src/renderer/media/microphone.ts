import type { MediaReport } from '../../contract/media.ts'
import { type DeviceChoice, sameChoice } from './choose-devices.ts'

type MicrophoneReport = Extract<MediaReport, { kind: 'microphone' }>

/** What takes a track: an `RTCRtpSender`. */
export type TrackTaker = { replaceTrack(track: MediaStreamTrack | null): Promise<void> }

/** One peer's share of the microphone. */
export type MicrophoneUse = {
  /** Off: the track sends silence. */
  readonly setOn: (on: boolean) => void
  readonly release: () => void
}

export type MicrophoneParts = {
  readonly choice: () => DeviceChoice
  readonly getUserMedia: (constraints: MediaStreamConstraints) => Promise<MediaStream>
  /** A track that is silent for ever, for when there is no microphone. */
  readonly createSilence: () => { readonly track: MediaStreamTrack; readonly close: () => void }
  readonly report: (report: MicrophoneReport) => void
  readonly log: (message: string) => void
}

export type Microphone = {
  /**
   * Gives the taker a track of its own, now or when the device has opened: an offer needs no microphone, so that
   * nobody waits for one. It is opened by the first who is on: a call that only rings opens none. Without any the far end
   * gets silence, and the call goes on.
   */
  readonly use: (taker: TrackTaker, on: boolean) => MicrophoneUse
  /** The devices or the wish have changed: switches if another one is due, without negotiating anew. */
  readonly devicesChanged: () => void
}

type Use = { readonly taker: TrackTaker; on: boolean; track: MediaStreamTrack | null }

/** Where the tracks of the peers are cloned from. */
type Source = { readonly track: MediaStreamTrack; readonly silent: boolean; readonly close: () => void }

const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

/** The one microphone, opened for the first peer that is to be heard and closed after the last. */
export function createMicrophone(parts: MicrophoneParts): Microphone {
  const uses = new Set<Use>()
  let source: Source | null = null
  /** What is open or being opened; null while nobody uses the microphone. */
  let wanted: DeviceChoice | null = null
  /** Counts the openings: what an older one brings is put away again. */
  let opening = 0

  const give = (use: Use, from: Source): void => {
    const before = use.track
    const track = from.track.clone()
    track.enabled = use.on
    use.track = track
    use.taker.replaceTrack(track).then(
      () => before?.stop(),
      (error: unknown) => {
        before?.stop()
        // A peer that was closed meanwhile takes nothing any more.
        if (uses.has(use)) parts.log(`a call did not take the microphone: ${String(error)}`)
      },
    )
  }

  const setSource = (next: Source): void => {
    // The new track is in place before the old one stops: no gap, and no moment without any.
    const before = source
    source = next
    for (const use of uses) give(use, next)
    before?.close()
  }

  const opened = (track: MediaStreamTrack): void => {
    const close = (): void => {
      track.onended = null
      track.stop()
    }
    track.onended = () => {
      parts.report({ kind: 'microphone', state: 'ended', label: track.label })
      open()
    }
    setSource({ track, silent: false, close })
    parts.report({ kind: 'microphone', state: 'ok', label: track.label })
  }

  const failed = (choice: DeviceChoice, error: unknown): void => {
    const denied = error instanceof DOMException && error.name === 'NotAllowedError'
    parts.log(`the microphone did not open: ${String(error)}`)
    if (source === null || !source.silent) setSource({ ...parts.createSilence(), silent: true })
    parts.report({
      kind: 'microphone',
      state: denied ? 'denied' : 'missing',
      label: choice.device?.label ?? '',
    })
  }

  const openTrack = async (id: string): Promise<MediaStreamTrack> => {
    const audio = id === '' ? processing : { ...processing, deviceId: { exact: id } }
    const [track] = (await parts.getUserMedia({ audio })).getAudioTracks()
    if (track === undefined) throw new Error('the microphone has no sound')
    return track
  }

  /** The chosen device, or the system's default where that one can't be had. */
  const openChoice = (choice: DeviceChoice): Promise<MediaStreamTrack> =>
    choice.id === '' ? openTrack('') : openTrack(choice.id).catch(() => openTrack(''))

  const open = (): void => {
    const choice = parts.choice()
    wanted = choice
    opening += 1
    const mine = opening
    openChoice(choice).then(
      (track) => {
        if (mine === opening) opened(track)
        else track.stop()
      },
      (error: unknown) => {
        if (mine === opening) failed(choice, error)
      },
    )
  }

  const close = (): void => {
    opening += 1
    wanted = null
    source?.close()
    source = null
  }

  const wake = (on: boolean): void => {
    if (on && source === null && wanted === null) open()
  }

  return {
    use: (taker, on) => {
      const use: Use = { taker, on, track: null }
      uses.add(use)
      if (source !== null) give(use, source)
      wake(on)
      return {
        setOn: (on) => {
          use.on = on
          if (uses.has(use)) wake(on)
          if (use.track !== null) use.track.enabled = on
        },
        release: () => {
          uses.delete(use)
          use.track?.stop()
          use.track = null
          if (uses.size === 0) close()
        },
      }
    },
    devicesChanged: () => {
      if (wanted === null) return
      if (source?.silent === true || !sameChoice(wanted, parts.choice())) open()
    },
  }
}
