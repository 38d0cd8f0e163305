import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the app that keeps its data in `userData` has logged. */
export function readAppLog(userData: string): string {
  const file = join(userData, 'logs', 'offhook.log')
  // An app that had nothing to say has no log.
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Lines that say what nobody has caught, in main or in the media window: always a bug. */
export const uncaughtIn = (log: string): readonly string[] =>
  linesOf(log, /^\S+ (?:error|warn) (?:uncaught|unhandled)\b/i)

/** The same, and every other error. */
export const troublesIn = (log: string): readonly string[] =>
  linesOf(log, /^\S+ (?:error |warn (?:uncaught|unhandled)\b)/i)

const linesOf = (log: string, kind: RegExp): readonly string[] =>
  log.split('\n').filter((line) => kind.test(line))
