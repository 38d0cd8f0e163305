import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, globalShortcut, nativeTheme, safeStorage, session, shell } from 'electron'
import { agentContract } from '../contract/agent.ts'
import { AGENT_VIEW_CHANNEL } from '../contract/channels.ts'
import type { ProblemKind, SecretStore } from '../contract/view.ts'
import { isLive } from '../domain/call/call.ts'
import { ok } from '../domain/result.ts'
import type { Stamp } from '../domain/time.ts'
import type { Customers } from './customers/customers.ts'
import { openCustomers } from './customers/open.ts'
import { type Accounts, createAccounts } from './desk/account.ts'
import { systemClock } from './desk/clock.ts'
import { deskCommands, orderCall } from './desk/commands.ts'
import { createDesk, type Desk } from './desk/desk.ts'
import { carryOut } from './desk/effects.ts'
import { createImports, type Imports } from './desk/imports.ts'
import { createPops } from './desk/pops.ts'
import { createProblems } from './desk/problems.ts'
import { loadSettings, type Settings } from './desk/settings.ts'
import { createToday } from './desk/today.ts'
import { buildView } from './desk/view.ts'
import { installMenu } from './desktop/application-menu.ts'
import { createAttention } from './desktop/attention.ts'
import { chooseImportFile } from './desktop/choose-import-file.ts'
import { confirmQuit } from './desktop/confirm-quit.ts'
import { hotkeyCommand } from './desktop/hotkey-command.ts'
import { createHotkeys } from './desktop/hotkeys.ts'
import { openLink } from './desktop/links.ts'
import { askForMicrophone } from './desktop/microphone-access.ts'
import { appPaths } from './desktop/paths.ts'
import { createWakeLock, watchPower } from './desktop/power.ts'
import { createPracticeProcess } from './desktop/practice-process.ts'
import { setMediaSwitches } from './desktop/switches.ts'
import type { WindowBounds } from './desktop/window-bounds.ts'
import { openAgentWindow, openMediaWindow } from './desktop/windows.ts'
import { desktopWords } from './desktop/words.ts'
import { startWorkerProcess } from './desktop/worker-process.ts'
import { instanceId } from './instance-id.ts'
import { createMediaPipe } from './ipc/media-pipe.ts'
import { createPublisher } from './ipc/publish.ts'
import { serve } from './ipc/serve.ts'
import { createLog } from './log.ts'
import { createMedia } from './media/create-media.ts'
import { lockNavigation } from './security/navigation.ts'
import { guardPermissions } from './security/permissions.ts'
import { registerAppScheme, serveAppFiles } from './security/protocol.ts'
import { createSecrets } from './security/secrets.ts'
import { createLine } from './sip/create-line.ts'
import { openStore } from './store.ts'
import { createWorkerClient } from './worker/client.ts'

const WINDOW = 'window'
/** As the import names what came out of `resources/sample`. */
const SAMPLE_SOURCE = 'csv:practice customers'
const TICK_MS = 1_000
const BACKUP_MS = 60 * 60_000

/** What tests and the bench hand over in the environment; a packaged app doesn't look there. */
const fromEnvironment = (name: string): string | null => (app.isPackaged ? null : (process.env[name] ?? null))

function start(): void {
  const paths = appPaths(dirname(fileURLToPath(import.meta.url)), app.getPath('userData'))
  const log = createLog(paths.log, { echo: !app.isPackaged })
  process.on('uncaughtException', (error) => log('error', `uncaught: ${error.stack ?? error.message}`))
  process.on('unhandledRejection', (reason) => log('error', `unhandled rejection: ${String(reason)}`))

  const clock = systemClock(randomUUID())
  const problems = createProblems()
  const raise = (problem: { kind: ProblemKind; subject: string; detail: string }): void => {
    problems.raise({ ...problem, action: 'dismiss' }, clock.now().wall)
    publisher.changed()
  }
  const failed = (error: unknown): void =>
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error))

  // The view is asked for only after the window was bound, by when all of this is there.
  let revision = 0
  let secretStore: SecretStore = 'unavailable'
  const publisher = createPublisher(
    () => view(),
    (next) => agentWindow.send(AGENT_VIEW_CHANNEL, next),
  )

  const store = openStore({
    file: paths.journal,
    pendingFile: paths.journalPending,
    backups: paths.backups,
    version: app.getVersion(),
    now: clock.now(),
    raise,
    clear: (kind) => {
      problems.clear(kind)
      publisher.changed()
    },
  })
  const { journal, history, writer } = store
  let settings: Settings = loadSettings(journal.setting)

  const rebuilt = (): void => raise({ kind: 'customersRebuilt', subject: paths.customers, detail: '' })
  const opened = openCustomers(paths.customers, rebuilt)
  const customers: Customers = opened.customers
  if (opened.rebuilt) rebuilt()

  const country = (): string => accounts.view().country
  const pops = createPops({
    customers: () => customers,
    country,
    past: (who) => history.past(who, 20),
    failed,
  })
  const today = createToday({
    clock,
    journal,
    history,
    practice: () => accounts.view().kind === 'practice',
    failed,
  })
  const wakeLock = createWakeLock()
  const words = desktopWords(app.getLocale())
  let leaving = false
  let figuresOf: Stamp | null = null

  const pipeEnd = createMediaPipe({ host: 'media', log })
  const media = createMedia(
    pipeEnd.pipe,
    {
      window: (state) => desk.mediaWindow(state),
      report: (call, report) => desk.mediaReport(call, report),
    },
    { iceServers: () => accounts.iceServers(), log: (message) => log('warn', message) },
  )
  const line = createLine({
    listener: {
      fact: (call, fact) => desk.fact(call, fact),
      state: (state) => desk.lineState(state),
      log,
    },
    descriptionHandler: media.descriptionHandler,
    newCallId: randomUUID,
    instanceId: instanceId(journal.setting, (entries) => writer.append(entries), randomUUID),
    userAgent: `Offhook/${app.getVersion()}`,
  })

  const desk: Desk = createDesk({
    clock,
    journal,
    writer,
    pops,
    problems,
    settings: () => settings,
    whileUnavailable: () => accounts.view().whileUnavailable,
    carryOut: (effect) => carryOut({ line, media, fact: desk.fact }, effect),
    changed: () => {
      wakeLock(onCall())
      const { agentSince } = desk.state()
      // With each change of the agent's state a figure of the day may have changed too.
      if (agentSince !== figuresOf) today.refresh()
      figuresOf = agentSince
      attention.update(desk.state(), desk.book.calls.values())
      publisher.changed()
    },
    log,
  })

  const accounts: Accounts = createAccounts({
    read: journal.setting,
    write: desk.write,
    secrets: createSecrets(safeStorage, (message) => log('warn', message)),
    line,
    lineState: desk.lineState,
    practice: createPracticeProcess({
      script: paths.practice,
      log,
      start: JSON.parse(fromEnvironment('OFFHOOK_PRACTICE') ?? '{}'),
    }),
    practiceBegins: () => imports.takeSample(paths.sample),
    practiceEnds: () => customers.removeSource(SAMPLE_SOURCE),
    homeCountry: app.getLocaleCountryCode() || 'US',
    changed: () => {
      const { kind, passwordKept } = accounts.view()
      problems.clear('passwordNotKept')
      if (kind === 'webrtc' && passwordKept === 'session' && secretStore !== 'system') {
        raise({ kind: 'passwordNotKept', subject: '', detail: secretStore })
      }
      publisher.changed()
    },
  })

  const onCall = (): boolean => [...desk.book.calls.values()].some(isLive)

  const applyDevices = (): void => media.order({ kind: 'devices', ...settings.devices })

  const hotkeys = createHotkeys(globalShortcut, {
    platform: process.platform,
    wayland: process.env.XDG_SESSION_TYPE === 'wayland',
    onAction: (action) => {
      const command = hotkeyCommand(action, [...desk.book.calls.values()])
      if (command) orderCall(desk, command)
    },
    changed: publisher.changed,
    now: () => clock.now().mono,
  })
  const applyHotkeys = (): void => {
    hotkeys.apply(settings.hotkeys, settings.globalHotkeys)
    const taken = settings.hotkeys.find(({ action }) => hotkeys.state(action) === 'taken')
    problems.clear('hotkeyTaken')
    if (taken) {
      problems.raise(
        { kind: 'hotkeyTaken', subject: taken.global ?? '', detail: '', action: 'openSettings' },
        clock.now().wall,
      )
    }
    publisher.changed()
  }

  const view = () => {
    revision += 1
    return buildView({
      now: clock.now(),
      revision,
      version: app.getVersion(),
      desk: desk.state(),
      book: desk.book,
      pops,
      problems,
      settings,
      hotkeys: settings.hotkeys.map((hotkey) => ({ ...hotkey, state: hotkeys.state(hotkey.action) })),
      account: accounts.view(),
      secretStore,
      today: today.view(),
      customerCount: customers.count(),
      import: imports.progress(),
      readOnly: store.readOnly,
    })
  }

  serveAppFiles(session.defaultSession, { root: paths.pages, log })
  guardPermissions(session.defaultSession, { log })

  const mediaWindow = openMediaWindow({
    preload: paths.preload('media'),
    bind: (contents) =>
      pipeEnd.attach({
        ipc: contents.ipc,
        send: contents.send.bind(contents),
        isDestroyed: () => contents.isDestroyed(),
      }),
    onGone: () => pipeEnd.reset(),
    devTools: !app.isPackaged,
    log,
  })
  applyDevices()

  const imports: Imports = createImports({
    importer: () => worker,
    chooseFile: () => chooseImportFile(agentWindow.window(), words),
    country,
    changed: publisher.changed,
  })
  const worker = createWorkerClient({
    spawn: () => startWorkerProcess(paths.worker, [paths.customers]),
    onProgress: imports.report,
    log,
  })

  const handlers = {
    ...deskCommands({
      desk,
      clock,
      journal,
      history,
      customers: () => customers,
      pops,
      problems,
      newCallId: randomUUID,
      country,
      settings: () => settings,
      setSettings: (next) => {
        const before = settings
        settings = next
        if (next.devices !== before.devices) applyDevices()
        if (next.hotkeys !== before.hotkeys || next.globalHotkeys !== before.globalHotkeys) applyHotkeys()
      },
      changed: publisher.changed,
    }),
    ...accounts.commands,
    ...imports.commands,
    'view.get': view,
    'device.testRing': () => {
      media.order({ kind: 'testRing' })
      return ok(null)
    },
    'link.open': ({ url }: { url: string }) => openLink(url, (address) => shell.openExternal(address)),
    'pop.painted': ({ call }: { call: string }) => {
      log('info', `pop ${JSON.stringify({ call, at: performance.timeOrigin + performance.now() })}`)
      return ok(null)
    },
  }

  const bounds = journal.setting(WINDOW)
  const agentWindow = openAgentWindow({
    preload: paths.preload('agent'),
    bounds: bounds === null ? null : (JSON.parse(bounds) as WindowBounds),
    onBounds: (next) => writer.append([{ kind: 'setting', key: WINDOW, value: JSON.stringify(next) }]),
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

  const attention = createAttention({
    window: agentWindow,
    words,
    quit: () => app.quit(),
    platform: process.platform,
    log,
  })
  installMenu(process.platform)
  applyHotkeys()

  desk.recover()
  void createSecrets(safeStorage, (message) => log('warn', message))
    .store()
    .then(async (state) => {
      secretStore = state
      await askForMicrophone(process.platform)
      return accounts.start(process.argv.includes('--practice'), fromEnvironment('OFFHOOK_PASSWORD'))
    })
    .catch(failed)

  const ticking = setInterval(() => desk.tick(), TICK_MS)
  const backups = setInterval(
    () => void store.backUp(clock.now().wall, worker.verify).catch(failed),
    BACKUP_MS,
  )
  watchPower({
    suspend: () => log('info', 'suspend'),
    resume: () => {
      line.retry()
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
    clearInterval(backups)
    void line
      .stop()
      .catch(failed)
      .finally(() => {
        desk.close()
        publisher.stop()
        journal.close()
        customers.close()
        hotkeys.stop()
        attention.stop()
        worker.stop()
        mediaWindow.close()
        app.exit(0)
      })
  })
}

if (app.requestSingleInstanceLock()) {
  registerAppScheme()
  setMediaSwitches(app.commandLine)
  lockNavigation(app, { log: () => {} })
  // Not awaited at the top level: Electron gets ready only after this module was evaluated.
  void app.whenReady().then(start)
} else {
  app.quit()
}
