import type { MediaReport } from '../../contract/media.ts'
import type { QualityView } from '../../contract/view.ts'
import type { AccountSettings } from '../../domain/account/account.ts'
import { type AgentState, agentState, type Presence } from '../../domain/agent/state.ts'
import { type Call, getsWrapUp, isLive } from '../../domain/call/call.ts'
import { conferenceFollows, mixedCalls } from '../../domain/call/conference.ts'
import { type CallEffect, decideOffer } from '../../domain/call/decide.ts'
import type { CallFact, CallId, StampedFact } from '../../domain/call/facts.ts'
import { callSound } from '../../domain/call/sound.ts'
import { replay } from '../../domain/call/transition.ts'
import { checkWrapUp, dispositionsFor, WRAP_UP_TIMEOUT } from '../../domain/disposition/disposition.ts'
import type { LineState } from '../../domain/line.ts'
import { readCallData } from '../../domain/push/header-mapping.ts'
import type { Stamp } from '../../domain/time.ts'
import type { Voicemail } from '../../domain/voicemail.ts'
import type { Entry, FactEntry, Journal } from '../journal/journal.ts'
import type { JournalWriter } from '../journal/writer.ts'
import { type Book, createBook } from './book.ts'
import type { Clock } from './clock.ts'
import type { DeskEffect } from './effects.ts'
import { createLineStates, type LineStatus } from './line-states.ts'
import { createMediaCare, type Devices } from './media-care.ts'
import type { Pops } from './pops.ts'
import type { Problems } from './problems.ts'
import { createPushed } from './pushed.ts'
import { recoveryFacts } from './recovery.ts'
import type { Settings } from './settings.ts'
import { createSleep } from './sleep.ts'
import { createWhoCalls } from './who-calls.ts'

/** How long a call that ended without the agent stays on the desk as a notice. */
const NOTICE_MS = 10 * 60_000
/** Whether a call's microphone is sent and its far end heard. */
type Audio = { readonly microphone: boolean; readonly hear: boolean }

/** What of an account the desk goes by. */
export type AccountPolicy = Pick<
  AccountSettings,
  'country' | 'whileUnavailable' | 'autoAnswer' | 'direct' | 'ring'
>

export type DeskParts = {
  readonly clock: Clock
  readonly journal: Journal
  readonly writer: JournalWriter
  readonly pops: Pops
  readonly problems: Problems
  readonly settings: () => Settings
  /** What the account of a call's line says; of a line that is gone, what the default one says. */
  readonly account: (account: string | null) => AccountPolicy
  /** Runs `task` after so many milliseconds. */
  readonly later: (ms: number, task: () => void) => void
  readonly carryOut: (effect: DeskEffect) => void
  /** Nobody here has this number: it may be asked for elsewhere. */
  readonly unknownCaller: (call: CallId, number: string, country: string) => void
  /** What else is written in one transaction with facts that were taken, because of them. */
  readonly consequences: (taken: readonly FactEntry[]) => readonly Entry[]
  /** The view has changed; called as often as it does. */
  readonly changed: () => void
  readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void
}

export type DeskState = {
  readonly presence: Presence
  readonly agent: AgentState
  readonly agentSince: Stamp
  /** By account, in the agent's order. */
  readonly lines: ReadonlyMap<string, LineStatus>
  readonly quality: ReadonlyMap<CallId, QualityView>
  /** The calls whose far ends hear each other. */
  readonly mixed: readonly CallId[]
  readonly notices: readonly Call[]
  readonly devices: Devices
}

/** The spine: every fact passes here, is reduced, journalled, acted upon and published, in this order. */
export type Desk = {
  readonly state: () => DeskState
  readonly book: Book
  /** Closes what a crash left open and takes up open wrap-ups. To be called once, before anything else. */
  readonly recover: () => void
  readonly fact: (call: CallId, fact: CallFact) => void
  /** A fact of a call that may be over already: a correction, or who it was. False for an unknown call. */
  readonly amend: (call: CallId, fact: CallFact) => boolean
  readonly order: (effects: readonly CallEffect[]) => void
  /** Looks up the customer of a call that has none: somebody may have come to the cache. */
  readonly lookAgain: (call: CallId) => void
  /** The lines that there are. */
  readonly arrangeLines: (accounts: readonly string[]) => void
  readonly lineState: (account: string, state: LineState) => void
  readonly voicemail: (account: string, state: Voicemail | null) => void
  readonly setPresence: (presence: Presence) => void
  readonly mediaWindow: (state: 'ready' | 'gone') => void
  readonly mediaReport: (call: CallId | null, report: MediaReport) => void
  readonly write: (entries: readonly Entry[]) => void
  /** Heartbeat, time-boxed wrap-ups, entries that wait for the disk. About once a second. */
  readonly tick: () => void
  /** The computer is about to sleep. */
  readonly sleep: () => void
  /** It is awake again. To be called before anything is heard of calls and lines. */
  readonly wake: () => void
  readonly dismissNotice: (call: CallId) => void
  /** The last facts of a run that ends in good order. */
  readonly close: () => void
}

export function createDesk(parts: DeskParts): Desk {
  const { clock, journal, writer, pops, problems } = parts
  const book = createBook()
  const audio = new Map<CallId, Audio>()
  let mixed: readonly CallId[] = []
  let notices: Call[] = []
  let presence: Presence = { kind: 'available' }
  const lines = createLineStates(problems)
  const sleep = createSleep()
  let agent: AgentState = { kind: 'offline', reason: null }
  let agentSince = clock.now()
  let sound = 'none'
  let lastBeat = 0

  /** The agent's state as an entry, when it is another than before. */
  const agentEntry = (at: Stamp): readonly Entry[] => {
    const reachable = lines.anyRegistered() && !sleep.asleep()
    const next = agentState(presence, reachable, book.calls.values())
    if (next.kind === agent.kind && next.reason === agent.reason) return []
    agent = next
    agentSince = at
    return [{ kind: 'agentState', at, state: next }]
  }

  const closeCall = (call: Call): void => {
    parts.carryOut({ kind: 'release', call: call.id })
    care.forget(call.id)
    sleep.forget(call.id)
    audio.delete(call.id)
    if (call.wrapUp === 'open') return
    if (call.wrapUp === 'none' && !call.from)
      notices = [call, ...notices.filter((one) => one.id !== call.id)].slice(0, 20)
  }

  const forget = (id: CallId): void => {
    book.forget(id)
    if (!notices.some((notice) => notice.id === id)) pops.forget(id)
  }

  const setAudio = (call: CallId, next: Audio): void => {
    const now = audio.get(call)
    if (now?.microphone === next.microphone && now.hear === next.hear) return
    audio.set(call, next)
    parts.carryOut({ kind: 'audio', call, ...next })
  }

  const mix = (): void => {
    const next = mixedCalls(book.calls, (call) => audio.get(call)?.hear === true)
    if (next.join() === mixed.join()) return
    mixed = next
    parts.carryOut({ kind: 'mix', calls: next })
  }

  /** What follows from a call's new state, whoever caused it. */
  const follow = (before: Call | undefined, call: Call): void => {
    if (call.phase === 'connected') {
      const same =
        before?.held === call.held && before.farHeld === call.farHeld && before.muted === call.muted
      if (!same) care.startOver(call.id)
      setAudio(call.id, { microphone: !call.muted && !call.held, hear: !call.held })
    }
    if (call.phase === 'ended' && before?.phase !== 'ended') closeCall(call)
    if (call.phase === 'ended' && call.wrapUp !== 'open') {
      notices = notices.map((notice) => (notice.id === call.id ? call : notice))
      forget(call.id)
    }
  }

  const soundChanged = (): void => {
    const next = callSound(book.calls.values(), (account) => parts.account(account).ring)
    if (next === sound) return
    sound = next
    parts.carryOut({ kind: 'sound', sound: next })
  }

  /** The facts that come with one, in the same transaction. */
  const withConsequences = (stamped: StampedFact): readonly StampedFact[] => {
    const { call, at, fact } = stamped
    const known = book.calls.get(call)
    const conference = conferenceFollows(book.calls, call, fact).map((one) => ({ ...one, at }))
    const matched = who.matched(call, known, fact)
    const asked = fact.kind === 'offered' && !known ? pushed.read(call, fact) : null
    const beside = [matched, asked].flatMap((one) => (one ? [{ call, at, fact: one }] : []))
    if (beside.length > 0) return [stamped, ...beside]
    if (fact.kind === 'ended' && known && isLive(known) && getsWrapUp(known)) {
      // A call that had ended before it showed: the work after it begins only now.
      return [stamped, { call, at: clock.now(), fact: { kind: 'wrapUpOpened' } }, ...conference]
    }
    return [stamped, ...conference]
  }

  /** Commit first, then memory of what follows, then publish. False where none of the facts fitted. */
  const takeStamped = (facts: readonly StampedFact[]): boolean => {
    const before = new Map(facts.map(({ call }) => [call, book.calls.get(call)]))
    const { entries, ignored } = book.take(facts)
    for (const { call, fact } of ignored) {
      parts.log('info', `fact ${fact.kind} doesn't fit call ${call} and was ignored`)
    }
    if (entries.length === 0) return false
    const at = clock.now()
    const closed = entries.flatMap((entry): readonly Entry[] =>
      entry.stamped.fact.kind === 'wrapUpClosed'
        ? [{ kind: 'draft', call: entry.call.id, draft: null, wall: at.wall }]
        : [],
    )
    writer.append([...entries, ...closed, ...parts.consequences(entries), ...agentEntry(at)])
    for (const [id, was] of before) {
      const call = book.calls.get(id)
      if (call) follow(was, call)
    }
    mix()
    soundChanged()
    parts.changed()
    return true
  }

  /** With what the headers say of the call, by the mapping of today. */
  const withData = (one: CallFact): CallFact => {
    if (one.kind !== 'offered' || one.data) return one
    const data = readCallData(one.headers, parts.settings().headerRules)
    return data ? { ...one, data } : one
  }

  const fact = (call: CallId, given: CallFact): void => {
    const one = withData(given)
    const at = sleep.stampOf(call, one, clock.now())
    const taken = takeStamped(withConsequences({ call, at, fact: one }))
    if (taken && one.kind === 'farAsked') pushed.asked(call, one.what)
    if (taken && one.kind === 'offered') {
      const effect = decideOffer(book.calls, call, {
        presence,
        whileUnavailable: parts.account(one.account ?? null).whileUnavailable,
        callWaiting: parts.settings().callWaiting,
      })
      parts.carryOut(effect)
      if (effect.kind === 'ring') pushed.schedule(call)
    }
    if (taken) who.askElsewhere(call, one)
  }

  const order = (effects: readonly CallEffect[]): void => {
    for (const effect of effects) {
      // The microphone goes off with the order, not with the answer to it: nobody on hold hears a whisper.
      if (effect.kind === 'hold') {
        setAudio(effect.call, { microphone: false, hear: false })
        mix()
      }
      parts.carryOut(effect)
    }
  }

  const who = createWhoCalls({ ...parts, calls: book.calls })

  const pushed = createPushed({
    calls: book.calls,
    account: parts.account,
    available: () => presence.kind === 'available',
    caller: (call) => {
      const first = journal.facts(call)[0]?.fact
      if (first?.kind !== 'offered') return null
      return { number: first.party.number, stranger: first.stranger ?? false }
    },
    fact: (call, one) => fact(call, one),
    order,
    zip: () => parts.carryOut({ kind: 'zip' }),
    later: parts.later,
  })

  const care = createMediaCare({
    clock,
    calls: book.calls,
    problems,
    settings: parts.settings,
    carryOut: parts.carryOut,
    fact,
  })

  const refreshAgent = (): void => {
    const entries = agentEntry(clock.now())
    if (entries.length > 0) writer.append(entries)
    parts.changed()
  }

  const closeTimeBoxed = (now: Stamp): void => {
    const rule = parts.settings().wrapUp
    if (rule.mode !== 'timeBoxed') return
    for (const call of [...book.calls.values()]) {
      if (call.wrapUp !== 'open') continue
      const over = book.durations(call.id, now).wrapUp - rule.seconds * 1000
      if (over < 0) continue
      const draft = book.draft(call.id)
      const choices = dispositionsFor(parts.settings().dispositions, call.direction)
      // What the agent had already chosen stands; only where nothing valid was chosen is it a timeout.
      const checked = checkWrapUp(draft, choices, rule)
      const chosen = checked.ok ? checked.value : null
      // It was over when it was, however late somebody looks.
      const at = { ...now, mono: now.mono - over, wall: Math.round(now.wall - over) }
      const closed: CallFact = {
        kind: 'wrapUpClosed',
        by: 'timeout',
        disposition: chosen ? { id: chosen.id, label: chosen.label } : { ...WRAP_UP_TIMEOUT },
        notes: draft.notes,
      }
      takeStamped([{ call: call.id, at, fact: closed }])
    }
  }

  const beat = (now: Stamp): void => {
    if (now.mono - lastBeat < 5_000) return
    lastBeat = now.mono
    try {
      journal.beat(now)
    } catch (error) {
      parts.log('warn', `no heartbeat: ${String(error)}`)
    }
  }

  /** The work after a call rests while the computer does. */
  const restWrapUps = (from: Stamp, to: Stamp): void => {
    for (const { id, wrapUp } of [...book.calls.values()]) {
      if (wrapUp !== 'open') continue
      takeStamped([
        { call: id, at: from, fact: { kind: 'wrapUpSuspended' } },
        { call: id, at: to, fact: { kind: 'wrapUpResumed' } },
      ])
    }
  }

  const wake = (): void => {
    const now = clock.now()
    const began = sleep.ends(
      now,
      [...book.calls.values()].filter(isLive).map(({ id }) => id),
    )
    restWrapUps(began, now)
    care.wake(now)
    refreshAgent()
  }

  return {
    book,
    state: () => ({
      presence,
      agent,
      agentSince,
      lines: lines.all(),
      quality: care.quality,
      mixed,
      notices,
      devices: care.devices(),
    }),
    recover: () => {
      const now = clock.now()
      for (const open of journal.openCalls()) {
        book.restore(open.call, open.facts, open.draft)
        pops.load(open.call)
        takeStamped(recoveryFacts(open, journal.lastBeat, now))
      }
      writer.append([{ kind: 'agentState', at: now, state: agent }])
    },
    fact,
    amend: (id, one) => {
      if (!book.calls.has(id)) {
        const facts = journal.facts(id)
        const call = replay(facts)
        if (!call) return false
        book.restore(call, facts, null)
      }
      fact(id, one)
      return true
    },
    order,
    lookAgain: (id) => {
      const call = book.calls.get(id)
      if (!call || call.customer) return
      const matched = who.again(call)
      if (matched) takeStamped([{ call: id, at: clock.now(), fact: matched }])
      else parts.changed()
    },
    arrangeLines: (accounts) => {
      lines.arrange(accounts, clock.now().wall)
      refreshAgent()
    },
    lineState: (account, state) => {
      lines.told(account, state, clock.now().wall)
      refreshAgent()
    },
    voicemail: (account, voicemail) => {
      lines.voicemail(account, voicemail)
      parts.changed()
    },
    setPresence: (next) => {
      presence = next
      refreshAgent()
    },
    mediaWindow: (state) => {
      care.window(state)
      if (state === 'ready') {
        sound = 'none'
        soundChanged()
      }
      parts.changed()
    },
    mediaReport: (call, report) => {
      care.report(call, report)
      if (call !== null && report.kind === 'stats') sleep.heard(call, report.packetsReceived, clock.now())
      parts.changed()
    },
    write: (entries) => {
      writer.append(entries)
      parts.changed()
    },
    tick: () => {
      const now = clock.now()
      beat(now)
      if (writer.waiting() > 0) writer.flush()
      if (sleep.tick(now)) wake()
      if (!sleep.asleep()) {
        closeTimeBoxed(now)
        care.tick(now)
      }
      const kept = notices.filter((notice) => now.wall - (notice.endedAt?.wall ?? 0) < NOTICE_MS)
      if (kept.length !== notices.length) {
        for (const gone of notices) if (!kept.includes(gone)) pops.forget(gone.id)
        notices = kept
        parts.changed()
      }
    },
    sleep: () => {
      sleep.begins(clock.now())
      refreshAgent()
    },
    wake,
    dismissNotice: (call) => {
      notices = notices.filter((notice) => notice.id !== call)
      if (!book.calls.has(call)) pops.forget(call)
      parts.changed()
    },
    close: () => {
      const now = clock.now()
      for (const call of [...book.calls.values()]) {
        if (isLive(call)) {
          fact(call.id, { kind: 'ended', by: 'system', cause: 'hungUp', sip: null })
        }
        if (book.calls.get(call.id)?.wrapUp === 'open') fact(call.id, { kind: 'wrapUpSuspended' })
      }
      writer.append([{ kind: 'agentState', at: now, state: { kind: 'offline', reason: null } }])
      beat({ ...now, mono: Math.max(now.mono, lastBeat + 5_000) })
    },
  }
}
