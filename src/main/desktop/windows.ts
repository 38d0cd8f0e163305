import { BrowserWindow, dialog, screen, type WebContents } from 'electron'
import { agentContract } from '../../contract/agent.ts'
import { commandsArgument } from '../../contract/channels.ts'
import { appUrl } from '../security/app-files.ts'
import { keepLoaded } from './keep-loaded.ts'
import { createRestartBudget } from './restart-budget.ts'
import { DEFAULT_SIZE, fitBounds, LEAST_SIZE, type WindowBounds } from './window-bounds.ts'

type Log = (level: 'info' | 'warn' | 'error', message: string) => void

/** A page that dies more often than this in a minute is broken, not unlucky. */
const restarts = { most: 3, withinMs: 60_000 }
const boundsSettleMs = 400
const askMediaEveryMs = 10_000

export type AgentWindowOptions = {
  /** Path of the bundled preload. */
  readonly preload: string
  readonly bounds: WindowBounds | null
  /** Told after the window was moved or sized, and when it closes. */
  readonly onBounds: (bounds: WindowBounds) => void
  /** Called for each new window, before it loads: binds the contract to its contents. */
  readonly bind: (contents: WebContents) => void
  /** What becomes of a window that is being closed: `hide` keeps it for `show`, `stay` leaves it open. */
  readonly onClose: () => 'hide' | 'stay' | 'close'
  readonly onClosed?: () => void
  /** The page died; it is on its way back. */
  readonly onGone?: (reason: string) => void
  /** Started without being shown, as at login. */
  readonly hidden?: boolean
  /** What is painted before the page is. */
  readonly backgroundColor: string
  readonly devTools: boolean
  readonly words: AgentWindowWords
  readonly quit: () => void
  readonly log: Log
}

export type AgentWindowWords = {
  readonly keepsCrashing: string
  readonly keepsCrashingDetail: string
  readonly tryAgain: string
  readonly quit: string
}

export type AgentWindow = {
  /** Shows and focuses it; opens it again when it was closed. */
  readonly show: () => void
  /** Asks for attention without taking the focus. */
  readonly flash: (on: boolean) => void
  /** Sends to the page; nothing happens while there is none. */
  readonly send: (channel: string, payload: unknown) => void
  readonly window: () => BrowserWindow | null
}

const webPreferences = (preload: string, devTools: boolean): Electron.WebPreferences => ({
  preload,
  devTools,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  // Its dictionaries would be fetched from a server of Google's.
  spellcheck: false,
})

/** The one window that an agent sees. It appears when its first picture is ready. */
export function openAgentWindow(options: AgentWindowOptions): AgentWindow {
  let current: BrowserWindow | null = null
  let bounds = options.bounds

  const open = (hidden: boolean): BrowserWindow => {
    const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const fitted = fitBounds(bounds, workAreas)
    const window = new BrowserWindow({
      ...DEFAULT_SIZE,
      ...(fitted === null ? {} : { x: fitted.x, y: fitted.y, width: fitted.width, height: fitted.height }),
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      show: false,
      backgroundColor: options.backgroundColor,
      autoHideMenuBar: true,
      title: 'Offhook',
      webPreferences: {
        ...webPreferences(options.preload, options.devTools),
        additionalArguments: [commandsArgument(agentContract)],
      },
    })
    current = window
    if (fitted?.maximized === true && !hidden) window.maximize()
    window.once('ready-to-show', () => {
      if (!hidden) window.show()
    })
    watchBounds(window, (changed) => {
      bounds = changed
      options.onBounds(changed)
    })
    window.on('close', (event) => {
      const then = options.onClose()
      if (then === 'close') return
      event.preventDefault()
      if (then === 'hide') window.hide()
    })
    window.once('closed', () => {
      if (current === window) current = null
      options.onClosed?.()
    })
    options.bind(window.webContents)
    keepLoaded(window, {
      url: appUrl('agent'),
      budget: createRestartBudget(restarts),
      onGone: (reason) => options.onGone?.(reason),
      onGivenUp: (again) => {
        void askAfterCrashes(options).then((tryAgain) => (tryAgain ? again() : options.quit()))
      },
      log: options.log,
    })
    return window
  }

  open(options.hidden ?? false)
  return {
    show: () => {
      const window = current
      if (window === null) {
        open(false)
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    flash: (on) => current?.flashFrame(on),
    send: (channel, payload) => {
      if (current !== null && !current.webContents.isCrashed()) current.webContents.send(channel, payload)
    },
    window: () => current,
  }
}

async function askAfterCrashes({ words }: AgentWindowOptions): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: words.keepsCrashing,
    detail: words.keepsCrashingDetail,
    buttons: [words.tryAgain, words.quit],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 0
}

function watchBounds(window: BrowserWindow, onBounds: (bounds: WindowBounds) => void): void {
  let settled: NodeJS.Timeout | undefined
  const tell = (): void => {
    clearTimeout(settled)
    if (!window.isDestroyed()) onBounds({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const changed = (): void => {
    clearTimeout(settled)
    settled = setTimeout(tell, boundsSettleMs)
  }
  window.on('resize', changed)
  window.on('move', changed)
  window.on('maximize', changed)
  window.on('unmaximize', changed)
  window.on('close', tell)
  window.once('closed', () => clearTimeout(settled))
}

export type MediaWindowOptions = {
  readonly preload: string
  /** Called before the page loads: binds the pipe to its contents. */
  readonly bind: (contents: WebContents) => void
  /** The page died: whatever it was ordered will never be answered. The next one says `ready`. */
  readonly onGone: (reason: string) => void
  readonly devTools: boolean
  readonly log: Log
}

export type MediaWindow = {
  readonly window: () => BrowserWindow
  /** Takes it down for good, with the sound of whatever call there is. */
  readonly close: () => void
}

/** How long a media window that keeps dying is left alone. */
const mediaPauseMs = 15_000

/**
 * The window that owns the sound card. It is never shown and never hidden: a page that was hidden with `hide()` has its
 * timers slowed down, one that was created unseen has not.
 */
export function openMediaWindow(options: MediaWindowOptions): MediaWindow {
  const window = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    focusable: false,
    title: 'Offhook sound',
    webPreferences: { ...webPreferences(options.preload, options.devTools), backgroundThrottling: false },
  })
  options.bind(window.webContents)
  keepLoaded(window, {
    url: appUrl('media'),
    budget: createRestartBudget(restarts),
    onGone: options.onGone,
    onGivenUp: (again) => {
      options.log('error', `the media window keeps dying: next try in ${mediaPauseMs / 1_000} s`)
      setTimeout(again, mediaPauseMs)
    },
    log: options.log,
    askEveryMs: askMediaEveryMs,
  })
  return {
    window: () => window,
    close: () => {
      if (!window.isDestroyed()) window.destroy()
    },
  }
}
