import type { BrowserWindow } from 'electron'
import type { RestartBudget } from './restart-budget.ts'

export type KeepLoadedOptions = {
  readonly url: string
  readonly budget: RestartBudget
  /** The page died, whatever comes next. */
  readonly onGone: (reason: string) => void
  /** It died too often. Calling `again` loads it once more and starts counting anew. */
  readonly onGivenUp: (again: () => void) => void
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  /**
   * Milliseconds between questions whether the page still runs; it has as long to answer. For a window that is never
   * shown, which Chromium doesn't watch: it notices a hung page by the input that stays unanswered.
   */
  readonly askEveryMs?: number
}

/** Loads a page and loads it again whenever its renderer dies or hangs, in the same window. */
export function keepLoaded(window: BrowserWindow, options: KeepLoadedOptions): void {
  const { webContents } = window
  const load = (): void => {
    if (window.isDestroyed()) return
    webContents.loadURL(options.url).catch((error: unknown) => {
      // A load that another one overtook is no failure; one that failed leaves an empty page behind.
      options.log('warn', `${options.url} did not load: ${String(error)}`)
    })
  }

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    options.log('error', `the page of ${options.url} died: ${reason} (${exitCode})`)
    options.onGone(reason)
    if (options.budget.take(performance.now())) {
      // Not within the event: the contents still take the dead renderer down.
      setImmediate(load)
      return
    }
    options.onGivenUp(() => {
      options.budget.refill()
      load()
    })
  })

  const crash = (): void => {
    options.log('error', `the page of ${options.url} hangs`)
    if (!window.isDestroyed()) webContents.forcefullyCrashRenderer()
  }
  webContents.on('unresponsive', crash)
  if (options.askEveryMs !== undefined) watch(window, options.askEveryMs, crash)
  load()
}

/** Asks the page for a sign of life, and calls `hangs` when none comes in time. */
function watch(window: BrowserWindow, everyMs: number, hangs: () => void): void {
  const ask = async (): Promise<void> => {
    const { webContents } = window
    if (webContents.isCrashed() || webContents.isLoading()) return
    let deadline: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      deadline = setTimeout(() => resolve('late'), everyMs)
    })
    // A page that is replaced while it is asked rejects; it has just been looked after.
    const alive = webContents.executeJavaScript('1').then(
      () => 'alive' as const,
      () => 'alive' as const,
    )
    const answer = await Promise.race([alive, late])
    clearTimeout(deadline)
    if (answer === 'late' && !window.isDestroyed() && !webContents.isCrashed()) hangs()
  }
  let timer: NodeJS.Timeout | undefined
  const schedule = (): void => {
    timer = setTimeout(() => {
      void ask().then(() => {
        if (!window.isDestroyed()) schedule()
      })
    }, everyMs)
  }
  window.once('closed', () => clearTimeout(timer))
  schedule()
}
