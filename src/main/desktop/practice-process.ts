import { type UtilityProcess, utilityProcess } from 'electron'
import { z } from 'zod'
import type { PracticeAccess, PracticeLine } from '../desk/account.ts'

const ready = z.object({
  kind: z.literal('ready'),
  url: z.string(),
  domain: z.string(),
  user: z.string(),
  password: z.string(),
})

const READY_WITHIN_MS = 15_000

/** The practice line in its own process, started when it is asked for. */
export function createPracticeProcess(options: {
  readonly script: string
  readonly log: (level: 'info' | 'warn', message: string) => void
  /** Environment beside the app's own, for tests and the scripted shift. */
  readonly env?: Readonly<Record<string, string>>
}): PracticeLine {
  let child: UtilityProcess | null = null
  let access: Promise<PracticeAccess | null> | null = null

  const start = (): Promise<PracticeAccess | null> =>
    new Promise((resolve) => {
      const started = utilityProcess.fork(options.script, [], {
        serviceName: 'Offhook practice line',
        env: { ...process.env, ...options.env },
      })
      child = started
      const late = setTimeout(() => {
        options.log('warn', 'the practice line did not get ready')
        started.kill()
        resolve(null)
      }, READY_WITHIN_MS)
      started.on('message', (message: unknown) => {
        const parsed = ready.safeParse(message)
        if (!parsed.success) return
        clearTimeout(late)
        resolve(parsed.data)
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
      started.postMessage({ kind: 'start' })
    })

  return {
    start: () => {
      access ??= start()
      return access
    },
    callMe: () => child?.postMessage({ kind: 'callMe' }),
    stop: () => {
      const stopped = child
      child = null
      access = null
      stopped?.kill()
    },
  }
}
