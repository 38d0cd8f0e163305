import type { HistoryRow } from '../../src/contract/agent.ts'
import type { TodayView } from '../../src/contract/view.ts'
import type { Played } from './calls.ts'
import { AUDIBLE, SILENT } from './levels.ts'

/** A call with what is on record of it and what was measured. */
export type Result = Played & {
  readonly row: HistoryRow
  /** From the INVITE to the card on screen; null where nothing rang. */
  readonly popMs: number | null
  /** What the customer heard in each second (RMS of full scale). */
  readonly heardThere: readonly number[]
}

/** The stopwatch sees a change only with the next look at the window. */
const STOPWATCH_MS = 1_500
const SLOWEST_POP_MS = 2_000

export const loudest = (levels: readonly number[]): number => Math.max(0, ...levels)

/** Everything of a call that is not as it must be; empty where all is well. */
export function complaints(result: Result): readonly string[] {
  const { row, watched, popMs, heardHere, heardThere } = result
  const { ring, talk, hold, wrapUp, handle } = row.durations
  const isNear = (ms: number, seen: number): boolean => Math.abs(ms - seen) < STOPWATCH_MS
  const holds: readonly (readonly [string, boolean])[] = [
    [`the direction is ${row.direction}`, row.direction === result.direction],
    [`it ended as ${row.cause}, not ${result.cause}`, row.cause === result.cause],
    ['no customer was popped', row.customer !== null],
    [`the disposition is ${row.disposition}`, row.disposition === result.disposition],
    [`the note is ${JSON.stringify(row.notes)}`, row.notes === result.note],
    [`ring time ${ring} ms`, ring > 0],
    [`talk time ${talk} ms, by the stopwatch ${watched.talk}`, isNear(talk, watched.talk)],
    [`hold time ${hold} ms, by the stopwatch ${watched.hold}`, isNear(hold, watched.hold)],
    [`hold time ${hold} ms`, watched.hold > 0 ? hold > 0 : hold === 0],
    [`wrap-up time ${wrapUp} ms`, wrapUp > 0],
    [`handle time ${handle} ms is not the sum`, Math.abs(handle - talk - hold - wrapUp) < 1],
    [`the card took ${popMs} ms`, popMs === null || (popMs > 0 && popMs < SLOWEST_POP_MS)],
    [`the agent heard ${heardHere}`, heardHere > AUDIBLE],
    [`the customer heard ${loudest(heardThere)}`, loudest(heardThere) > AUDIBLE],
    ['the customer on hold heard the agent', watched.hold === 0 || fellSilent(heardThere)],
  ]
  return holds.flatMap(([complaint, holds]) => (holds ? [] : [`${result.what}: ${complaint}`]))
}

/** Whether there is a second of silence between two that were heard. */
function fellSilent(levels: readonly number[]): boolean {
  const audible = (level: number): boolean => level > AUDIBLE
  const talk = levels.slice(levels.findIndex(audible), levels.findLastIndex(audible))
  return talk.some((level) => level < SILENT)
}

/** What the top bar says of the day against the calls that were played. */
export function complaintsOfDay(today: TodayView, results: readonly Result[]): readonly string[] {
  const handle = results.reduce((sum, { row }) => sum + row.durations.handle, 0) / results.length
  const average = today.averageHandleMs ?? 0
  return [
    ...(today.handledCalls === results.length ? [] : [`the day counts ${today.handledCalls} handled calls`]),
    ...(today.missedCalls === 0 ? [] : [`the day counts ${today.missedCalls} missed calls`]),
    ...(Math.abs(average - handle) < 1 ? [] : [`the day's handle time is ${average} ms, not ${handle} ms`]),
  ]
}
