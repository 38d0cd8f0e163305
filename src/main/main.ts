import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, globalShortcut, nativeTheme, safeStorage, session, shell } from 'electron'
import { agentContract } from '../contract/agent.ts'
import { AGENT_VIEW_CHANNEL } from '../contract/channels.ts'
import type { SecretStore } from '../contract/view.ts'
import { isLive } from '../domain/call/call.ts'
import { ok } from '../domain/result.ts'
import { connectors } from './crm/connectors/all.ts'
import { orderCall } from './desk/commands.ts'
import { installMenu } from './desktop/application-menu.ts'
import { createAttention } from './desktop/attention.ts'
import { chooseCaFile, chooseImportFile } from './desktop/choose-file.ts'
import { confirmQuit } from './desktop/confirm-quit.ts'
import { hotkeyCommand } from './desktop/hotkey-command.ts'
import { createHotkeys } from './desktop/hotkeys.ts'
import { openLink } from './desktop/links.ts'
import { askForMicrophone } from './desktop/microphone-access.ts'
import { appPaths } from './desktop/paths.ts'
import { createWakeLock, watchPower } from './desktop/power.ts'
import { createPracticeProcess } from './desktop/practice-process.ts'
import { saveTrace } from './desktop/save-trace.ts'
import { setMediaSwitches } from './desktop/switches.ts'
import { readBounds } from './desktop/window-bounds.ts'
import { type MediaWindow, openAgentWindow, openMediaWindow } from './desktop/windows.ts'
import { desktopWords, signedInPage } from './desktop/words.ts'
import { startWorkerProcess } from './desktop/worker-process.ts'
import { createMediaPipe } from './ipc/media-pipe.ts'
import { createPublisher } from './ipc/publish.ts'
import { serve } from './ipc/serve.ts'
import { createLog, traceOf } from './log.ts'
import { createOAuth } from './oauth/oauth.ts'
import { createPhone, type Phone } from './phone.ts'
import { lockNavigation } from './security/navigation.ts'
import { guardPermissions } from './security/permissions.ts'
import { registerAppScheme, serveAppFiles } from './security/protocol.ts'
import { createSecrets } from './security/secrets.ts'

const WINDOW = 'window'
const TICK_MS = 1_000
const SOUND_WAITS_MS = 2_000
const BACKUP_MS = 60 * 60_000

/** What tests and the bench hand over in the environment; a packaged app doesn't look there. */
const fromEnvironment = (name: string): string | null => (app.isPackaged ? null : (process.env[name] ?? null))

async function start(): Promise<void> {
  const paths = appPaths(dirname(fileURLToPath(import.meta.url)), app.getPath('userData'))
  const log = createLog(paths.log, { echo: !app.isPackaged })
  process.on('uncaughtException', (error) => log('error', `uncaught: ${traceOf(error)}`))
  process.on('unhandledRejection', (reason) => log('error', `unhandled rejection: ${traceOf(reason)}`))

  const { platform } = process
  const secrets = createSecrets(safeStorage, (message) => log('warn', message))
  const wakeLock = createWakeLock()
  const pipe = createMediaPipe({ host: 'media', log })
  let secretStore: SecretStore = 'unavailable'
  let leaving = false

  const onCall = (): boolean => [...phone.desk.book.calls.values()].some(isLive)
  /** Until there is a window nobody looks. */
  let changed = (): void => {}
  // Electron takes a tenth of a second to get ready: the databases are opened meanwhile.
  const phone: Phone = createPhone({
    paths,
    version: app.getVersion(),
    log,
    homeCountry: () => app.getLocaleCountryCode() || 'US',
    systemLanguage: () => app.getLocale(),
    secrets,
    secretStore: () => secretStore,
    oauth: createOAuth({
      open: async (url) => {
        const opened = await openLink(url, (address) => shell.openExternal(address))
        if (!opened.ok) throw new Error(`${new URL(url).origin} is no address for a browser`)
      },
      words: (outcome) => signedInPage(desktopWords(app.getLocale()), outcome),
      now: Date.now,
      log: (message) => log('warn', message),
    }),
    practice: createPracticeProcess({
      script: paths.practice,
      log,
      start: JSON.parse(fromEnvironment('OFFHOOK_PRACTICE') ?? '{}'),
    }),
    mediaPipe: pipe.pipe,
    spawnWorker: () => startWorkerProcess(paths.worker, [paths.customers]),
    connectors,
    chooseImportFile: () => chooseImportFile(agentWindow.window(), words),
    chooseCaFile: () => chooseCaFile(agentWindow.window(), words),
    saveTrace: (name, text) => saveTrace(agentWindow.window(), words, { name, text }),
    hotkeyState: (action) => hotkeys.state(action),
    settingsChanged: (before, after) => {
      if (after.hotkeys !== before.hotkeys || after.globalHotkeys !== before.globalHotkeys) applyHotkeys()
    },
    changed: () => changed(),
  })

  // Before Electron is ready, or it builds a menu of its own first.
  installMenu(platform)
  await app.whenReady()
  const failed = (error: unknown): void => log('error', traceOf(error))
  const begin = async (): Promise<void> => {
    secretStore = await secrets.store()
    await phone.accounts.start(process.argv.includes('--practice'), fromEnvironment('OFFHOOK_PASSWORD'))
    await phone.connections.start()
    phone.outbox.start()
  }
  phone.desk.recover()
  begin().catch(failed)
  // The line connects while the windows are made.
  await new Promise((resolve) => setImmediate(resolve))
  const words = desktopWords(app.getLocale())
  let mediaWindow: MediaWindow | null = null
  const publisher = createPublisher(phone.view, (view) => {
    agentWindow.send(AGENT_VIEW_CHANNEL, view)
    wakeLock(onCall())
    // The tray takes longer to draw than a caller, or the line at the start, may wait for.
    if (mediaWindow !== null) attention.update(phone.desk.state(), phone.desk.book.calls.values())
  })
  const hotkeys = createHotkeys(globalShortcut, {
    platform,
    wayland: process.env.XDG_SESSION_TYPE === 'wayland',
    onAction: (action) => {
      const command = hotkeyCommand(action, [...phone.desk.book.calls.values()])
      if (command) orderCall(phone.desk, command)
    },
    changed: publisher.changed,
    now: () => phone.clock.now().mono,
  })
  const applyHotkeys = (): void => {
    const { globalHotkeys, hotkeys: wanted } = phone.settings()
    hotkeys.apply(wanted, globalHotkeys)
    const taken = wanted.find(({ action }) => hotkeys.state(action) === 'taken')
    phone.problems.clear('hotkeyTaken')
    if (taken) {
      const problem = {
        kind: 'hotkeyTaken',
        subject: taken.global ?? '',
        detail: '',
        action: 'openSettings',
      } as const
      phone.problems.raise(problem, phone.clock.now().wall)
    }
    publisher.changed()
  }

  serveAppFiles(session.defaultSession, { root: paths.pages, log })
  guardPermissions(session.defaultSession, { log })

  phone.media.order({ kind: 'devices', ...phone.settings().devices })

  const handlers = {
    ...phone.commands,
    'view.get': phone.view,
    'device.testRing': () => {
      phone.media.order({ kind: 'testRing' })
      return ok(null)
    },
    'link.open': ({ url }: { url: string }) => openLink(url, (address) => shell.openExternal(address)),
    'pop.painted': ({ call }: { call: string }) => {
      log('info', `pop ${JSON.stringify({ call, at: performance.timeOrigin + performance.now() })}`)
      return ok(null)
    },
  }
  const { journal, writer } = phone.store
  const agentWindow = openAgentWindow({
    preload: paths.preload('agent'),
    bounds: readBounds(journal.setting(WINDOW)),
    onBounds: (next) => {
      if (!leaving) writer.append([{ kind: 'setting', key: WINDOW, value: JSON.stringify(next) }])
    },
    bind: (contents) => serve(agentContract, handlers, contents.ipc, { host: 'agent', log }),
    onClose: () => {
      const window = agentWindow.window()
      if (leaving || window === null || !onCall()) return 'close'
      void confirmQuit(window, words).then((sure) => sure && app.quit())
      return 'stay'
    },
    onClosed: () => app.quit(),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181c' : '#ffffff',
    devTools: !app.isPackaged,
    words,
    quit: () => app.quit(),
    log,
  })
  const attention = createAttention({ window: agentWindow, words, quit: () => app.quit(), platform, log })

  const openSound = (): void => {
    mediaWindow ??= openMediaWindow({
      preload: paths.preload('media'),
      bind: (contents) =>
        pipe.attach({
          ipc: contents.ipc,
          send: contents.send.bind(contents),
          isDestroyed: () => contents.isDestroyed(),
        }),
      onGone: () => pipe.reset(),
      devTools: !app.isPackaged,
      log,
    })
    publisher.changed()
  }
  // The line, then the window that is looked at, then the one that sounds: what is ordered from it waits for it.
  agentWindow.window()?.webContents.once('did-stop-loading', openSound)
  const soundAtLast = setTimeout(openSound, SOUND_WAITS_MS)

  changed = publisher.changed

  applyHotkeys()
  askForMicrophone(platform).catch(failed)

  const ticking = setInterval(() => phone.desk.tick(), TICK_MS)
  const backingUp = setInterval(() => void phone.backUp().catch(failed), BACKUP_MS)
  watchPower({
    suspend: () => {
      log('info', 'the computer goes to sleep')
      phone.sleep()
    },
    resume: () => {
      log('info', 'the computer is awake')
      phone.wake()
      hotkeys.renew()
    },
    lock: () => {},
    unlock: () => {},
    shutdown: () => app.quit(),
  })
  app.on('second-instance', () => agentWindow.show())
  app.on('activate', () => agentWindow.show())
  app.on('before-quit', (event) => {
    if (leaving) return
    leaving = true
    event.preventDefault()
    clearInterval(ticking)
    clearInterval(backingUp)
    publisher.stop()
    void phone
      .close()
      .catch(failed)
      .finally(() => {
        hotkeys.stop()
        attention.stop()
        clearTimeout(soundAtLast)
        mediaWindow?.close()
        app.exit(0)
      })
  })
}

if (app.requestSingleInstanceLock()) {
  registerAppScheme()
  setMediaSwitches(app.commandLine)
  lockNavigation(app, { log: () => {} })
  // Not awaited at the top level: Electron gets ready only after this module was evaluated.
  void start()
} else {
  app.quit()
}
