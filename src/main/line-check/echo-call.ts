import type { MediaReport } from '../../contract/media.ts'
import type { CallFact, CallId, EndCause } from '../../domain/call/facts.ts'
import { bad, type FaultReason, good, type StepResult, skipped, warning } from '../../domain/line-check.ts'
import type { ProbeLine } from './probe-line.ts'
import type { LineCheckTiming } from './timing.ts'

type Stats = Extract<MediaReport, { kind: 'stats' }>

export type EchoCallParts = {
  readonly call: CallId
  readonly number: string
  readonly probe: Pick<ProbeLine, 'line' | 'onFact'>
  /** Hears what the media window measures of the call; returns how to stop. */
  readonly onStats: (call: CallId, hear: (stats: Stats) => void) => () => void
  readonly timing: Pick<LineCheckTiming, 'ring' | 'listen' | 'hangUp'>
  /** Aborts when a real call comes, which needs the microphone more. */
  readonly wanted: AbortSignal
}

/**
 * What counts as sound: the energy (mean square times seconds) of a whisper of half a second. Noise of a line is a
 * tenth of it.
 */
const AUDIBLE = 5e-5

const ENDED: Partial<Record<EndCause, FaultReason>> = {
  busy: 'echoBusy',
  notFound: 'echoNotFound',
  badNumber: 'echoNotFound',
  noAnswer: 'echoNoAnswer',
  unavailable: 'echoNoAnswer',
  notCompatible: 'echoNotCompatible',
  media: 'microphone',
  network: 'connectionLost',
  server: 'serverError',
}

const endedResult = (fact: Extract<CallFact, { kind: 'ended' }>): StepResult =>
  bad(ENDED[fact.cause] ?? 'echoRefused', fact.sip ? `${fact.sip.code} ${fact.sip.reason}` : '')

const measured = (stats: Stats): string => {
  const heard = stats.heardSeconds > 0 ? Math.sqrt(stats.heardEnergy / stats.heardSeconds) : 0
  return `${stats.codec}: ${stats.packetsSent} packets out, ${stats.packetsReceived} in, level ${heard.toFixed(3)}`
}

/** What the counters say at the end of the listening, when nothing was heard before. */
function silence(stats: Stats | null): StepResult {
  if (stats === null || stats.packetsReceived === 0) return bad('noAudio', stats ? measured(stats) : '')
  return stats.spokenEnergy < AUDIBLE
    ? warning('echoQuiet', measured(stats))
    : bad('echoSilent', measured(stats))
}

/** Calls a number that sends back what it hears, listens whether something comes, and hangs up. */
export async function echoCall(parts: EchoCallParts, signal: AbortSignal): Promise<StepResult> {
  const { call, probe, timing, wanted } = parts
  const { line } = probe
  let last: Stats | null = null
  let ended = false
  let whenEnded = (): void => {}
  const timers: NodeJS.Timeout[] = []
  const stops: (() => void)[] = []
  try {
    return await new Promise<StepResult>((resolve) => {
      const after = (ms: number, result: () => StepResult): void => {
        timers.push(setTimeout(() => resolve(result()), ms))
      }
      stops.push(
        probe.onFact(call, (fact) => {
          if (fact.kind === 'answered') {
            for (const timer of timers.splice(0)) clearTimeout(timer)
            after(timing.listen, () => silence(last))
          }
          if (fact.kind === 'ended') {
            ended = true
            resolve(endedResult(fact))
            whenEnded()
          }
        }),
        parts.onStats(call, (stats) => {
          last = stats
          if (stats.packetsReceived > 0 && stats.heardEnergy >= AUDIBLE) resolve(good(measured(stats)))
        }),
      )
      signal.addEventListener('abort', () => resolve(skipped('stopped')), { once: true })
      wanted.addEventListener('abort', () => resolve(skipped('onACall')), { once: true })
      after(timing.ring, () => bad('echoNoAnswer'))
      line.order({ kind: 'dial', call, to: parts.number, from: null })
    })
  } finally {
    for (const timer of timers) clearTimeout(timer)
    if (!ended) {
      const over = new Promise<void>((resolve) => {
        whenEnded = resolve
        timers.push(setTimeout(resolve, timing.hangUp))
      })
      line.order({ kind: 'hangUp', call })
      await over
      for (const timer of timers) clearTimeout(timer)
    }
    for (const stop of stops) stop()
  }
}
