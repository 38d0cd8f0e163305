import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AccountSettings, newAccount } from '../../../domain/account/account.ts'
import { rewriteNumber } from '../../../domain/account/number-rules.ts'
import type { CallFact, CallId } from '../../../domain/call/facts.ts'
import type { Customer, CustomerMatch } from '../../../domain/customer/customer.ts'
import type { LineState } from '../../../domain/line.ts'
import type { AutoAnswerRule } from '../../../domain/push/auto-answer.ts'
import type { Stamp } from '../../../domain/time.ts'
import type { Customers } from '../../customers/customers.ts'
import { createHistory, type History } from '../../journal/history.ts'
import { createJournal, type Journal } from '../../journal/journal.ts'
import { openJournal } from '../../journal/open.ts'
import { createWriter, type JournalWriter } from '../../journal/writer.ts'
import { deskCommands } from '../commands.ts'
import type { Outbox } from '../crm/outbox-parts.ts'
import { createDesk, type Desk } from '../desk.ts'
import type { DeskEffect } from '../effects.ts'
import { createPops, type Pops } from '../pops.ts'
import { createProblems } from '../problems.ts'
import { loadSettings, type Settings } from '../settings.ts'

export const customer = (id: string, name: string, number: string): Customer => ({
  id,
  name,
  company: '',
  email: '',
  city: '',
  country: 'US',
  notes: '',
  numbers: [{ label: 'work', raw: number, e164: number }],
  fields: [],
  source: 'manual',
})

/** Customers by exact number; the real database has its own tests. */
export function fakeCustomers(records: readonly Customer[]): Customers {
  const get = (id: string) => records.find((record) => record.id === id) ?? null
  return {
    find: (raw) =>
      records
        .filter((record) => record.numbers.some((number) => number.raw === raw))
        .map((record): CustomerMatch => ({ customer: record, by: 'e164' })),
    findByField: (value, label) =>
      records.filter(({ fields }) =>
        fields.some((field) => field.value === value && (label === '' || field.label === label)),
      ),
    get,
    search: () => [],
    remote: () => null,
    gone: () => null,
    save: () => ({ ok: false, reason: 'notFound' }),
    addNumber: (id) => {
      const found = get(id)
      return found ? { ok: true, value: found } : { ok: false, reason: 'notFound' }
    },
    removeSource: () => 0,
    hush: () => {},
    count: () => records.length,
    close: () => {},
  }
}

/** What a part of the desk that isn't tested by itself is made of. */
export type DeskInside = {
  readonly desk: Desk
  readonly pops: Pops
  readonly journal: Journal
  readonly history: History
  readonly writer: JournalWriter
  readonly now: () => Stamp
  readonly later: (ms: number, task: () => void) => void
  readonly customers: Customers
}

export type TestDesk = ReturnType<typeof startDesk>

/** The line that a desk has by itself. */
export const LINE = 'line-1'

const REGISTERED: LineState = { state: 'registered', reason: null, detail: '', retryIn: null }

/** A desk on a real journal, with a clock that stands until it is moved and effects that are only written down. */
export function startDesk(
  options: {
    readonly folder?: string
    readonly lines?: readonly string[]
    readonly run?: string
    readonly customers?: readonly Customer[]
    readonly settings?: Partial<Settings>
    readonly whileUnavailable?: 'ring' | 'busy' | 'unavailable'
    readonly autoAnswer?: AutoAnswerRule
    /** What else the accounts of lines say, by id. */
    readonly accounts?: Readonly<Record<string, Partial<AccountSettings>>>
    /** The connections in order of trust. */
    readonly trust?: readonly string[]
    /** What its outbox is made of; without it there is none. */
    readonly outbox?: (inside: DeskInside) => Outbox
  } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'offhook-desk-'))
  const run = options.run ?? 'run-1'
  let mono = 1_000
  const later: { readonly at: number; readonly task: () => void }[] = []
  const now = (): Stamp => ({ run, mono, wall: Math.round(1_760_000_000_000 + mono) })
  const opened = openJournal(join(folder, 'journal.db'), [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  const { db } = opened.value
  const journal = createJournal(db)
  const history = createHistory(db)
  journal.startRun(run, '0.0.0', now())
  const effects: DeskEffect[] = []
  const log: string[] = []
  /** Callers whom nobody here knows, and what was ordered before they were asked for elsewhere. */
  const asked: {
    readonly call: string
    readonly number: string
    readonly country: string
    readonly after: readonly DeskEffect['kind'][]
  }[] = []
  const customers = fakeCustomers(options.customers ?? [])
  let settings: Settings = { ...loadSettings(journal.setting), ...options.settings }
  const problems = createProblems()
  const pops = createPops({
    customers: () => customers,
    past: (who) => history.past(who, 20),
    trust: () => options.trust ?? [],
    card: () => null,
    isLooking: (call) => asked.some((one) => one.call === call),
    failed: (error) => log.push(String(error)),
  })
  const account = (id: string | null) => ({
    ...newAccount('US'),
    whileUnavailable: options.whileUnavailable ?? 'unavailable',
    autoAnswer: options.autoAnswer ?? { mode: 'off', from: [] },
    ...options.accounts?.[id ?? LINE],
  })
  const writer = createWriter(journal, { sideFile: null, onState: () => {} })
  const wait = (ms: number, task: () => void): void => void later.push({ at: mono + ms, task })
  const desk = createDesk({
    clock: { now },
    journal,
    writer,
    pops,
    problems,
    settings: () => settings,
    account,
    later: wait,
    consequences: (taken) => outbox?.consequences(taken) ?? [],
    unknownCaller: (call, number, country) =>
      asked.push({ call, number, country, after: effects.map(({ kind }) => kind) }),
    carryOut: (effect) => {
      effects.push(effect)
      if (effect.kind === 'join') desk.fact(effect.call, { kind: 'conferenceJoined', with: effect.with })
      if (effect.kind === 'part') desk.fact(effect.call, { kind: 'conferenceLeft' })
      if (effect.kind === 'mute') desk.fact(effect.call, { kind: 'muted' })
      if (effect.kind === 'unmute') desk.fact(effect.call, { kind: 'unmuted' })
    },
    changed: () => {},
    log: (_level, message) => log.push(message),
  })
  const outbox = options.outbox?.({ desk, pops, journal, history, writer, now, later: wait, customers })
  let ids = 0
  const commands = deskCommands({
    desk,
    clock: { now },
    journal,
    history,
    customers: () => customers,
    pops,
    problems,
    newCallId: () => `out-${++ids}`,
    country: () => 'US',
    card: () => null,
    customerSaved: (before, after) => outbox?.customerSaved(before, after),
    lineToDial: (id) => ({
      id: id ?? LINE,
      isRegistered: desk.state().lines.get(id ?? LINE)?.state.state === 'registered',
      callerId: account(id).callerId,
      rewrite: (number) => rewriteNumber(number, account(id).numbers).dialled,
    }),
    rewrite: (id, number) => rewriteNumber(number, account(id).numbers).dialled,
    settings: () => settings,
    setSettings: (next) => {
      settings = next
    },
    changed: () => {},
  })
  desk.recover()
  desk.arrangeLines(options.lines ?? [LINE])
  for (const line of options.lines ?? [LINE]) desk.lineState(line, REGISTERED)
  return {
    folder,
    db,
    desk,
    journal,
    history,
    commands,
    pops,
    problems,
    effects,
    log,
    asked,
    settings: () => settings,
    /** Effects since the last look, without those that follow from a state by themselves. */
    ordered: () =>
      effects.splice(0).filter(({ kind }) => kind !== 'audio' && kind !== 'sound' && kind !== 'release'),
    wait: (seconds: number) => {
      mono += seconds * 1000
      for (const due of later.splice(0)) {
        if (due.at <= mono) due.task()
        else later.push(due)
      }
      desk.tick()
    },
    facts: (call: CallId): readonly CallFact['kind'][] => journal.facts(call).map(({ fact }) => fact.kind),
    offer: (
      call: CallId,
      number = '+12025550101',
      displayName: string | null = null,
      headers: Readonly<Record<string, string>> = {},
      account = LINE,
    ) =>
      desk.fact(call, {
        kind: 'offered',
        line: 'practice',
        account,
        party: { number, displayName },
        sipCallId: `${call}@test`,
        headers,
      }),
    /** What a crash is to the journal: the file is let go of, nothing else. */
    kill: () => {
      journal.close()
      return folder
    },
    remove: () => {
      if (db.open) journal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
