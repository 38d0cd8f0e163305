import type { MediaReport } from '../../contract/media.ts'
import {
  type Choices,
  chooseDevices,
  type Preferences,
  realDevices,
  type SeenDevice,
} from './choose-devices.ts'

type DevicesReport = Extract<MediaReport, { kind: 'devices' }>

/** The part of `navigator.mediaDevices` that devices are watched on. */
export type DeviceSource = Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>

export type DevicesParts = {
  readonly source: DeviceSource
  /** Told after the devices or the wishes have changed. */
  readonly changed: () => void
  readonly report: (report: DevicesReport) => void
  readonly log: (message: string) => void
}

export type Devices = {
  readonly choices: () => Choices
  readonly prefer: (preferences: Preferences) => void
  /** Looks again: names are known only once a microphone was allowed. */
  readonly look: () => Promise<void>
}

/** Knows what is plugged in and what of it is used. */
export function createDevices({ source, changed, report, log }: DevicesParts): Devices {
  let preferences: Preferences = { microphone: null, speaker: null, ringer: null }
  let seen: { microphones: SeenDevice[]; speakers: SeenDevice[] } = { microphones: [], speakers: [] }
  let reported = ''
  let looks = 0

  const choices = (): Choices => chooseDevices(preferences, seen)

  const tell = (): void => {
    const { microphone, speaker, ringer } = choices()
    const next: DevicesReport = {
      kind: 'devices',
      microphones: realDevices(seen.microphones),
      speakers: realDevices(seen.speakers),
      inUse: { microphone: microphone.device, speaker: speaker.device, ringer: ringer.device },
    }
    const key = JSON.stringify(next)
    if (key !== reported) report(next)
    reported = key
  }

  const look = async (): Promise<void> => {
    looks += 1
    const mine = looks
    const found = await source.enumerateDevices()
    // Plugging in a headset is several changes at once; answers may overtake each other.
    if (mine !== looks) return
    const of = (kind: MediaDeviceKind): SeenDevice[] =>
      found
        .filter((device) => device.kind === kind)
        .map(({ deviceId, label, groupId }) => ({ id: deviceId, label, group: groupId }))
    seen = { microphones: of('audioinput'), speakers: of('audiooutput') }
    tell()
    changed()
  }

  source.addEventListener('devicechange', () => {
    look().catch((error: unknown) => log(`the devices can't be listed: ${String(error)}`))
  })

  return {
    choices,
    prefer: (wanted) => {
      preferences = wanted
      tell()
      changed()
    },
    look,
  }
}
