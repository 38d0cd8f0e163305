import { randomUUID } from 'node:crypto'
import type { AgentContract } from '../contract/agent.ts'
import type { Handlers } from '../contract/boundary.ts'
import type { HotkeyAction, HotkeyState, ProblemKind, SecretStore, View } from '../contract/view.ts'
import { type AccountSettings, newAccount } from '../domain/account/account.ts'
import { rewriteNumber } from '../domain/account/number-rules.ts'
import { isLive } from '../domain/call/call.ts'
import { PRACTICE_COLLEAGUES } from '../domain/colleague/colleague.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Stamp } from '../domain/time.ts'
import type { Connector } from './crm/connector.ts'
import { openCustomers } from './customers/open.ts'
import { type Accounts, createAccounts, PRACTICE, type PracticeLine } from './desk/accounts/accounts.ts'
import { addressOf, callMedia, listeningPort } from './desk/accounts/line-account.ts'
import type { Secrets } from './desk/accounts/passwords.ts'
import { type Clock, systemClock } from './desk/clock.ts'
import { createColleagues } from './desk/colleagues.ts'
import { deskCommands } from './desk/commands.ts'
import type { OAuth } from './desk/crm/access.ts'
import type { Connections } from './desk/crm/connections.ts'
import { createCrm } from './desk/crm/crm.ts'
import { createOutbox } from './desk/crm/outbox.ts'
import type { Outbox } from './desk/crm/outbox-parts.ts'
import { renameCustomer } from './desk/crm/rename-customer.ts'
import { createDesk, type Desk } from './desk/desk.ts'
import { carryOut } from './desk/effects.ts'
import { createImports, type Imports } from './desk/imports.ts'
import { createLines } from './desk/lines.ts'
import { createPops } from './desk/pops.ts'
import { createProblems, type Problems } from './desk/problems.ts'
import { loadSettings, type Settings } from './desk/settings.ts'
import { createToday } from './desk/today.ts'
import { traceCommands } from './desk/trace-commands.ts'
import { buildView } from './desk/view.ts'
import type { Paths } from './desktop/paths.ts'
import { instanceId } from './instance-id.ts'
import { createLineCheck } from './line-check/line-check.ts'
import { isReachable } from './line-check/reachable.ts'
import { askStun } from './line-check/stun.ts'
import { type Log, readLog, traceOf } from './log.ts'
import { createMedia } from './media/create-media.ts'
import type { Media, MediaPipe } from './media/media.ts'
import { readPresets } from './presets.ts'
import { createLine } from './sip/create-line.ts'
import { systemResolver } from './sip/transport/resolver.ts'
import { openStore, type Store } from './store.ts'
import { createTrace } from './trace/trace.ts'
import { createWorkerClient, type WorkerPipe } from './worker/client.ts'

/** As the import names what came out of `resources/sample`. */
const SAMPLE_SOURCE = 'csv:practice customers'
const CALLS_OF_POP = 20
/** How long saving an account may wait for a proxy that is new. */
const PROXY_WITHIN_MS = 3_000

export type PhoneParts = {
  readonly paths: Paths
  readonly version: string
  readonly log: Log
  /** The country that the system is set to. */
  readonly homeCountry: () => string
  readonly systemLanguage: () => string
  readonly secrets: Secrets
  readonly secretStore: () => SecretStore
  readonly oauth: OAuth
  readonly practice: PracticeLine
  readonly mediaPipe: MediaPipe
  readonly spawnWorker: () => WorkerPipe
  /** The CRMs that the worker speaks to. */
  readonly connectors: readonly Connector[]
  readonly chooseImportFile: () => Promise<string | null>
  readonly chooseCaFile: () => Promise<string | null>
  /** Asks where to, and writes the text there; false when the agent chose nothing. */
  readonly saveTrace: (name: string, text: string) => Promise<Result<boolean, 'notSaved'>>
  readonly hotkeyState: (action: HotkeyAction) => HotkeyState
  readonly settingsChanged: (before: Settings, after: Settings) => void
  /** The view has changed. */
  readonly changed: () => void
}

type PhoneCommand = Exclude<keyof AgentContract, 'view.get' | 'device.testRing' | 'link.open' | 'pop.painted'>

/** The phone without its desktop: everything that works without a window, and without Electron. */
export type Phone = {
  readonly clock: Clock
  readonly store: Store
  readonly problems: Problems
  readonly desk: Desk
  readonly media: Media
  readonly accounts: Accounts
  readonly connections: Connections
  readonly outbox: Outbox
  readonly settings: () => Settings
  readonly view: () => View
  readonly commands: Pick<Handlers<AgentContract>, PhoneCommand>
  /** Copies the journal and has the worker check the copy. */
  readonly backUp: () => Promise<string | null>
  /** The computer is about to sleep, and is awake again. */
  readonly sleep: () => void
  readonly wake: () => void
  /** Un-registers, ends what is live, and closes the databases. */
  readonly close: () => Promise<void>
}

/** Builds the parts and passes them to each other. Nothing is taken up before `desk.recover` and `accounts.start`. */
export function createPhone(parts: PhoneParts): Phone {
  const { changed, connectors, log, paths, version } = parts
  const clock = systemClock(randomUUID())
  const later = (ms: number, task: () => void): void => void setTimeout(task, ms).unref()
  const problems = createProblems()
  const failed = (error: unknown): void => log('error', traceOf(error))
  const raise = (problem: { kind: ProblemKind; subject: string; detail: string }): void => {
    problems.raise({ ...problem, action: 'dismiss' }, clock.now().wall)
    changed()
  }

  const store = openStore({
    file: paths.journal,
    pendingFile: paths.journalPending,
    backups: paths.backups,
    version,
    now: clock.now(),
    raise,
    clear: (kind) => {
      problems.clear(kind)
      changed()
    },
  })
  const { journal, history, writer } = store
  let settings = loadSettings(journal.setting)

  const rebuilt = (): void => raise({ kind: 'customersRebuilt', subject: paths.customers, detail: '' })
  const opened = openCustomers(paths.customers, () => {
    rebuilt()
    // It holds the file that was put away.
    worker.stop()
    crm.workerEnded()
  })
  const { customers } = opened
  if (opened.rebuilt) rebuilt()

  const trace = createTrace(paths.traces, { now: clock.now().wall, failed })
  const country = (): string => accounts.country()
  const accountOf = (id: string | null): AccountSettings =>
    accounts.get(id) ?? accounts.defaultAccount() ?? newAccount(country())
  const rewrite = (account: string | null, number: string): string =>
    rewriteNumber(number, accountOf(account).numbers).dialled
  const pops = createPops({
    customers: () => customers,
    past: (who) => history.past(who, CALLS_OF_POP),
    trust: () => crm.connections.list().map(({ id }) => id),
    card: (customer, others) => crm.card(customer, others),
    isLooking: (call) => crm.isLooking(call),
    failed,
  })
  const today = createToday({
    clock,
    journal,
    history,
    practice: () => onlyPractice(),
    failed,
  })

  const media = createMedia(
    parts.mediaPipe,
    {
      window: (state) => desk.mediaWindow(state),
      report: (call, report) => {
        if (!lineCheck.mediaReport(call, report)) desk.mediaReport(call, report)
      },
      tone: (call, tone) => {
        if (!lineCheck.owns(call)) desk.fact(call, { kind: 'toneReceived', tone })
      },
    },
    { log: (message) => log('warn', message) },
  )
  const ofInstallation = {
    newCallId: randomUUID,
    instanceId: instanceId(journal.setting, (entries) => writer.append(entries), randomUUID),
    userAgent: `Offhook/${version}`,
  }
  const lines = createLines({
    createLine: (account, listener) =>
      createLine({
        listener,
        descriptionHandler: (call, path) =>
          media.descriptionHandler(call, callMedia(accountOf(account)), path),
        ...ofInstallation,
      }),
    fact: (call, fact) => desk.fact(call, fact),
    state: (account, state) => {
      desk.lineState(account, state)
      if (state.state === 'registered') media.prepare(callMedia(accountOf(account)))
    },
    voicemail: (account, voicemail) => desk.voicemail(account, voicemail),
    lamp: (account, extension, lamp) => colleagues.lamp(account, extension, lamp),
    arranged: (ids) => desk.arrangeLines(ids),
    log,
    message: (direction, text) => trace.message(direction, text, clock.now().wall),
  })

  let figuresOf: Stamp | null = null
  const desk: Desk = createDesk({
    clock,
    journal,
    writer,
    pops,
    problems,
    settings: () => settings,
    account: accountOf,
    later,
    unknownCaller: (call, number, country) => crm.unknownCaller(call, number, country),
    carryOut: (effect) => {
      carryOut({ lines, media, fact: desk.fact }, effect)
      if (effect.kind === 'ring') customers.hush()
    },
    consequences: (taken) => outbox.consequences(taken),
    changed: () => {
      const { agentSince } = desk.state()
      // With each change of the agent's state a figure of the day may have changed too.
      if (agentSince !== figuresOf) today.refresh()
      figuresOf = agentSince
      lineCheck.callsChanged()
      changed()
    },
    log,
  })

  const lineToDial = (id: string | null) => {
    const account = id === null ? accounts.defaultAccount() : accounts.get(id)
    if (!account) return null
    const isRegistered = desk.state().lines.get(account.id)?.state.state === 'registered'
    const { callerId } = account
    return { id: account.id, isRegistered, callerId, rewrite: (to: string) => rewrite(account.id, to) }
  }
  const onlyPractice = (): boolean => accounts.list().every(({ kind }) => kind === 'practice')

  const colleagues = createColleagues({
    colleagues: () => (onlyPractice() ? PRACTICE_COLLEAGUES : settings.colleagues),
    pickUpCode: (line) => (onlyPractice() ? '' : (settings.pickUpCodes[line ?? ''] ?? settings.pickUpCode)),
    country,
    customerName: pops.nameOf,
    calls: () => desk.book.calls,
    lineOf: ({ line }) => (accounts.get(line) ?? accounts.defaultAccount())?.id ?? null,
    lineToDial,
    newCallId: randomUUID,
    order: desk.order,
    watch: lines.watch,
    changed,
  })

  const worker = createWorkerClient({
    spawn: parts.spawnWorker,
    onProgress: (progress) => imports.report(progress),
    onSync: (report) => crm.report(report),
    onEnded: () => {
      crm.workerEnded()
      outbox.workerEnded()
    },
    log,
  })
  const outbox: Outbox = createOutbox({
    items: journal.outbox,
    writer,
    connections: () => crm.connections.list(),
    capabilities: ({ connector }) => connectors.find(({ id }) => id === connector)?.capabilities ?? null,
    isPractice: (account) => account === PRACTICE,
    durations: ({ id }) => desk.book.durations(id, clock.now()),
    customer: customers.get,
    saveCustomer: (draft) => {
      const saved = customers.save(draft, country())
      if (saved.ok) pops.reload(saved.value.id)
    },
    dispositions: () => settings.dispositions,
    correct: (call, disposition, notes) =>
      desk.book.calls.get(call)?.wrapUp !== 'open' &&
      desk.amend(call, { kind: 'dispositionChanged', disposition, notes }),
    renamed: (from, to) =>
      renameCustomer({ history, desk, pops }, from, { id: to, name: customers.get(to)?.name ?? '' }),
    deliver: (delivery) => worker.sync({ kind: 'crm.deliver', delivery }),
    now: () => clock.now().wall,
    later,
    random: Math.random,
    newId: randomUUID,
    changed,
    log,
  })
  const crm = createCrm({
    connectors,
    customers,
    outbox,
    signedIn: outbox.signedIn,
    removed: outbox.removed,
    read: journal.setting,
    write: desk.write,
    secrets: parts.secrets,
    oauth: parts.oauth,
    language: () => settings.language || parts.systemLanguage(),
    post: (order) => worker.sync(order),
    newId: randomUUID,
    country,
    later,
    found: desk.lookAgain,
    changedCustomers: (ids) => ids.forEach(pops.reload),
    problems,
    now: () => clock.now().wall,
    changed: () => {
      outbox.wake()
      changed()
    },
  })
  const imports: Imports = createImports({
    importer: () => worker,
    chooseFile: parts.chooseImportFile,
    country,
    changed,
  })

  const resolver = systemResolver()
  const accounts: Accounts = createAccounts({
    read: journal.setting,
    write: desk.write,
    secrets: parts.secrets,
    lines,
    practice: parts.practice,
    newId: randomUUID,
    chooseCaFile: parts.chooseCaFile,
    reaches: (server, transport) => isReachable(server, transport, resolver, PROXY_WITHIN_MS),
    practiceBegins: () => imports.takeSample(paths.sample),
    practiceEnds: () => customers.removeSource(SAMPLE_SOURCE),
    homeCountry: parts.homeCountry,
    changed: () => {
      colleagues.refresh()
      crm.connections.follow()
      problems.clear('passwordNotKept')
      const forgotten = accounts
        .view()
        .some(({ kind, passwordKept }) => kind === 'own' && passwordKept === 'session')
      if (forgotten && parts.secretStore() !== 'system') {
        raise({ kind: 'passwordNotKept', subject: '', detail: parts.secretStore() })
      }
      changed()
    },
  })

  const lineCheck = createLineCheck({
    // An instance id of its own: with the installation's it would take the place of the line that works (RFC 5626 §4.2).
    createLine: (listener, descriptionHandler) =>
      createLine({ ...ofInstallation, listener, descriptionHandler, instanceId: randomUUID() }),
    media,
    stun: askStun,
    listensAt: (port) =>
      accounts.list().some((one) => {
        const state = desk.state().lines.get(one.id)?.state
        return listeningPort(one) === port && state?.state === 'registered' && state.reason === null
      }),
    newCallId: randomUUID,
    resolver,
    onCall: () => [...desk.book.calls.values()].some(isLive),
    over: ({ account }) => {
      const taken = accounts.list().filter((one) => addressOf(one) === addressOf(account))
      for (const { id } of taken) lines.renew(id)
    },
    changed,
    log,
    now: () => clock.now().wall,
  })

  const commands: Phone['commands'] = {
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
      lineToDial,
      rewrite,
      card: crm.cardWithOthers,
      customerSaved: outbox.customerSaved,
      settings: () => settings,
      setSettings: (next) => {
        const before = settings
        settings = next
        if (next.devices !== before.devices) media.order({ kind: 'devices', ...next.devices })
        colleagues.refresh()
        parts.settingsChanged(before, next)
      },
      changed,
    }),
    ...traceCommands({
      facts: journal.facts,
      messages: trace.of,
      log: (from, to) => readLog(paths.log, from, to),
      about: `Offhook ${version} ${process.platform} ${process.arch}`,
      save: parts.saveTrace,
    }),
    ...colleagues.commands,
    ...crm.commands,
    ...outbox.commands,
    ...accounts.commands,
    'lineCheck.start': ({ subject, ...form }) => {
      const line = accounts.draft(form)
      if (!line.ok) return line
      lineCheck.start(subject, line.value)
      return ok(null)
    },
    'lineCheck.stop': async () => {
      await lineCheck.stop()
      return ok(null)
    },
    'preset.list': () => readPresets(paths.presets, (why) => log('warn', why)),
    ...imports.commands,
  }

  let revision = 0
  const view = (): View => {
    revision += 1
    return buildView({
      now: clock.now(),
      revision,
      version,
      desk: desk.state(),
      book: desk.book,
      pops,
      problems,
      settings,
      hotkeys: settings.hotkeys.map((hotkey) => ({ ...hotkey, state: parts.hotkeyState(hotkey.action) })),
      accounts: accounts.view(),
      country: (account) => accountOf(account).country,
      secretStore: parts.secretStore(),
      today: today.view(),
      colleagues: colleagues.view(),
      customerCount: customers.count(),
      import: imports.progress(),
      crm: crm.view(),
      lineCheck: lineCheck.view(),
      readOnly: store.readOnly,
    })
  }

  return {
    clock,
    store,
    problems,
    desk,
    media,
    accounts,
    connections: crm.connections,
    outbox,
    settings: () => settings,
    view,
    commands,
    backUp: () => store.backUp(clock.now().wall, worker.verify),
    sleep: () => desk.sleep(),
    wake: () => {
      clock.wake()
      desk.wake()
      lines.wake()
    },
    close: async () => {
      await Promise.all([lines.stop(), lineCheck.stop()]).catch(failed)
      outbox.stop()
      desk.close()
      worker.stop()
      await trace.flush()
      journal.close()
      customers.close()
    },
  }
}
