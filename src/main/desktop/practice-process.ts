import { type UtilityProcess, utilityProcess } from 'electron'
import { z } from 'zod'
import type { PracticeAccess, PracticeLine } from '../desk/accounts/accounts.ts'

const ready = z.object({
  type: z.literal('ready'),
  url: z.string(),
  addresses: z.object({ udp: z.string() }),
  domain: z.string(),
  user: z.string(),
  password: z.string(),
})

const READY_WITHIN_MS = 15_000

/** The practice line in its own process, started when it is asked for. */
export function createPracticeProcess(options: {
  readonly script: string
  readonly log: (level: 'info' | 'warn', message: string) => void
  /** What the practice line is told at its start beside that it should, for tests and the scripted shift. */
  readonly start?: Readonly<Record<string, unknown>>
}): PracticeLine {
  let child: UtilityProcess | null = null
  let access: Promise<PracticeAccess | null> | null = null

  const start = (): Promise<PracticeAccess | null> =>
    new Promise((resolve) => {
      const started = utilityProcess.fork(options.script, [], {
        serviceName: 'Offhook practice line',
      })
      child = started
      const late = setTimeout(() => {
        options.log('warn', 'the practice line did not get ready')
        started.kill()
        resolve(null)
      }, READY_WITHIN_MS)
      started.on('message', (message: unknown) => {
        const parsed = ready.safeParse(message)
        if (!parsed.success) {
          // What the simulated customers heard and said: the scripted shift reads it out of the log.
          options.log('info', `practice ${JSON.stringify(message)}`)
          return
        }
        clearTimeout(late)
        const { addresses, ...access } = parsed.data
        resolve({ ...access, plainServer: addresses.udp })
      })
      started.once('exit', (code) => {
        clearTimeout(late)
        if (child === started) {
          child = null
          access = null
          options.log('warn', `the practice line ended (${code})`)
        }
        resolve(null)
      })
      started.postMessage({ type: 'start', ...options.start })
    })

  return {
    start: () => {
      access ??= start()
      return access
    },
    callMe: () => child?.postMessage({ type: 'callMe' }),
    push: () => child?.postMessage({ type: 'push' }),
    stop: () => {
      const stopped = child
      child = null
      access = null
      stopped?.kill()
    },
  }
}
