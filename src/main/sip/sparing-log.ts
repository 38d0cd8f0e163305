import type { LineListener } from './line.ts'
import { tokenBucket } from './token-bucket.ts'

type Log = LineListener['log']

/** Lines that are written as they come: some at once, then few a second. */
const LINES_AT_ONCE = 20
const LINES_PER_SECOND = 1
const TELL_AFTER_MS = 1_000

/**
 * A log for what anybody can cause by a message. Each line is a write to the disk that the app waits for: a flood is
 * told by its first lines and by how many more there were.
 */
export function sparingLog(log: Log, now: () => number = () => performance.now()): Log {
  const lines = tokenBucket(LINES_AT_ONCE, LINES_PER_SECOND)
  let untold = 0
  const tell = () => {
    log('info', `${untold} more lines like these`)
    untold = 0
  }
  return (level, message) => {
    if (lines.take(now())) return log(level, message)
    if (untold === 0) setTimeout(tell, TELL_AFTER_MS).unref()
    untold += 1
  }
}
