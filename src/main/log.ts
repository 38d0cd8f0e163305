import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string) => void

const MOST_BYTES = 5 * 2 ** 20

/**
 * A log file of at most 5 MiB and the one before it. Whoever writes masks numbers and secrets first. A log that
 * can't be written is no reason to fail: nothing is thrown.
 */
export function createLog(file: string, options: { readonly echo: boolean }): Log {
  let size = 0
  try {
    mkdirSync(dirname(file), { recursive: true })
    size = statSync(file).size
  } catch {
    // The first line makes it.
  }
  return (level, message) => {
    const line = `${new Date().toISOString()} ${level} ${message.replaceAll('\n', '\n  ')}\n`
    if (options.echo && level !== 'debug') process.stderr.write(line)
    try {
      if (size > MOST_BYTES) {
        renameSync(file, `${file}.1`)
        size = 0
      }
      appendFileSync(file, line)
      size += line.length
    } catch {
      // A full disk takes no log; what matters waits in the journal's writer.
    }
  }
}

/** An error with where it came from, for the log. */
export const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z(?= )/

/** The lines written from `from` to `to` (epoch ms), oldest first; none where the log can't be read. */
export async function readLog(file: string, from: number, to: number): Promise<readonly string[]> {
  const texts = await Promise.all([`${file}.1`, file].map((one) => readFile(one, 'utf8').catch(() => '')))
  let within = false
  return texts
    .join('')
    .split('\n')
    .filter((line) => {
      // A line without a time goes on from the one before.
      const time = TIME.exec(line)?.[0]
      if (time !== undefined) within = Date.parse(time) >= from && Date.parse(time) <= to
      return within && line !== ''
    })
}
