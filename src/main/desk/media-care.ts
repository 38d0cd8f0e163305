import type { MediaReport } from '../../contract/media.ts'
import type { DevicesView, ProblemKind, QualityView } from '../../contract/view.ts'
import type { Call } from '../../domain/call/call.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import type { Stamp } from '../../domain/time.ts'
import type { Clock } from './clock.ts'
import type { DeskEffect } from './effects.ts'
import { createListening } from './listening.ts'
import type { Problems } from './problems.ts'
import type { Settings } from './settings.ts'

/** Audio that is away for this long makes the call end: nobody talks into a void. */
const MEDIA_GONE_MS = 30_000
/** A path that is gone for this long gets a re-INVITE with an ICE restart, and another one after each interval. */
const RESTART_AFTER_MS = 3_000
const RESTART_EVERY_MS = 5_000

const AUDIO_PROBLEMS = [
  ['noAudioArriving', 'arriving'],
  ['noAudioLeaving', 'leaving'],
] as const

export type Devices = Pick<DevicesView, 'microphones' | 'speakers' | 'inUse'>

/** Watches over the sound of live calls: quality, missing audio, lost paths, a dead window, lost devices. */
export type MediaCare = {
  readonly quality: ReadonlyMap<CallId, QualityView>
  readonly devices: () => Devices
  readonly window: (state: 'ready' | 'gone') => void
  readonly report: (call: CallId | null, report: MediaReport) => void
  /** Restarts paths that stay away, and ends a call whose audio never came back. */
  readonly tick: (now: Stamp) => void
  /** The computer slept: what was lost before gets its time anew. */
  readonly wake: (now: Stamp) => void
  /** Sound is due anew: after an answer, a hold, or a change of mute. */
  readonly startOver: (call: CallId) => void
  readonly forget: (call: CallId) => void
}

export function createMediaCare(parts: {
  readonly clock: Clock
  readonly calls: ReadonlyMap<CallId, Call>
  readonly problems: Problems
  readonly settings: () => Settings
  readonly carryOut: (effect: DeskEffect) => void
  readonly fact: (call: CallId, fact: CallFact) => void
}): MediaCare {
  const { calls, clock, problems } = parts
  const listening = createListening()
  const lostAt = new Map<CallId, Stamp>()
  const restartedAt = new Map<CallId, number>()
  let devices: Devices = {
    microphones: [],
    speakers: [],
    inUse: { microphone: null, speaker: null, ringer: null },
  }

  const raise = (kind: ProblemKind, subject: string, detail = ''): void =>
    problems.raise({ kind, subject, detail, action: 'openSettings' }, clock.now().wall)

  const connected = (): readonly Call[] => [...calls.values()].filter((call) => call.phase === 'connected')

  const lose = (call: CallId): void => {
    if (!lostAt.has(call)) lostAt.set(call, clock.now())
    parts.fact(call, { kind: 'mediaLost' })
  }

  const restart = (call: CallId, now: Stamp): void => {
    restartedAt.set(call, now.mono)
    parts.carryOut({ kind: 'renegotiate', call })
  }

  const tellMissingAudio = (): void => {
    const missing = new Map([...calls.values()].map((call) => [listening.missing(call), call]))
    for (const [kind, direction] of AUDIO_PROBLEMS) {
      const call = missing.get(direction)
      if (call) raise(kind, call.customer?.name ?? call.party.displayName ?? call.party.number)
      else problems.clear(kind)
    }
  }

  /** A device that was chosen and is unplugged: another one is in use until it is back. */
  const tellLostDevice = (): void => {
    problems.clear('speakerLost')
    for (const role of ['ringer', 'microphone', 'speaker'] as const) {
      const chosen = parts.settings().devices[role]
      const used = devices.inUse[role]
      if (chosen && used?.id !== chosen.id && used?.label !== chosen.label) {
        raise('speakerLost', chosen.label, used?.label)
      }
    }
  }

  const tellMicrophone = ({ state, label }: Extract<MediaReport, { kind: 'microphone' }>): void => {
    problems.clear('microphoneMissing')
    problems.clear('microphoneDenied')
    if (state === 'denied') raise('microphoneDenied', label)
    if (state === 'missing' || state === 'ended') raise('microphoneMissing', label)
  }

  const connection = (call: Call, state: Extract<MediaReport, { kind: 'connection' }>['state']): void => {
    if (call.phase !== 'connected') return
    if (state === 'disconnected' || state === 'failed') lose(call.id)
    if (state === 'failed') restart(call.id, clock.now())
    if (state !== 'connected') return
    lostAt.delete(call.id)
    restartedAt.delete(call.id)
    if (call.mediaLost) parts.fact(call.id, { kind: 'mediaRestored' })
  }

  return {
    quality: listening.quality,
    devices: () => devices,
    startOver: listening.startOver,
    window: (state) => {
      if (state === 'gone') {
        problems.raise({ kind: 'mediaGone', subject: '', detail: '', action: null }, clock.now().wall)
        for (const call of connected()) lose(call.id)
        return
      }
      problems.clear('mediaGone')
      for (const call of connected()) if (call.mediaLost) restart(call.id, clock.now())
    },
    report: (id, report) => {
      const call = id === null ? undefined : calls.get(id)
      if (report.kind === 'devices') {
        devices = { microphones: report.microphones, speakers: report.speakers, inUse: report.inUse }
        tellLostDevice()
      } else if (report.kind === 'microphone') {
        tellMicrophone(report)
      } else if (report.kind === 'connection' && call) {
        connection(call, report.state)
      } else if (report.kind === 'stats' && call) {
        listening.heard(call.id, clock.now().mono, report)
        tellMissingAudio()
      }
    },
    tick: (now) => {
      for (const [call, since] of [...lostAt]) {
        const away = now.mono - since.mono
        if (away >= MEDIA_GONE_MS) {
          parts.carryOut({ kind: 'hangUp', call })
          parts.fact(call, { kind: 'ended', by: 'system', cause: 'media', sip: null })
        } else if (away >= RESTART_AFTER_MS && now.mono - (restartedAt.get(call) ?? 0) >= RESTART_EVERY_MS) {
          restart(call, now)
        }
      }
    },
    wake: (now) => {
      for (const call of lostAt.keys()) lostAt.set(call, now)
      restartedAt.clear()
    },
    forget: (call) => {
      listening.forget(call)
      lostAt.delete(call)
      restartedAt.delete(call)
      tellMissingAudio()
    },
  }
}
