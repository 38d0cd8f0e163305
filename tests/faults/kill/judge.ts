import { type Call, getsWrapUp, isLive } from '../../../src/domain/call/call.ts'
import { durations } from '../../../src/domain/call/durations.ts'
import type { CallId, StampedFact } from '../../../src/domain/call/facts.ts'
import { replay, transition } from '../../../src/domain/call/transition.ts'
import { callRow } from '../../../src/main/journal/calls.ts'
import type { Draft, JournalCopy } from './journal-copy.ts'
import { type Account, type Ledger, type Sight, same } from './ledger.ts'

/** A crash may cost what came after the last heartbeat: one in five seconds, told by a tick of one second. */
const HEARTBEAT_MS = 6_000
/** Clocks of two processes that are read one after the other. */
const CLOCKS_MS = 50

const sightOfCall = (call: Call): Sight => ({
  direction: call.direction,
  line: call.line,
  number: call.party.number,
  phase: call.phase,
  displayName: call.party.displayName,
  farRinging: call.farRinging,
  earlyMedia: call.earlyMedia,
  held: call.held,
  farHeld: call.farHeld,
  muted: call.muted,
  mediaLost: call.mediaLost,
  ended: call.ended,
  transfer: call.transfer,
  from: call.from,
  refusedOrder: call.refusedOrder,
  wrapUp: call.wrapUp,
})

/** The states that a call went through, by its facts. */
function statesOf(facts: readonly StampedFact[]): readonly Call[] {
  const states: Call[] = []
  for (const fact of facts) {
    const next = transition(states.at(-1) ?? null, fact)
    if (next) states.push(next)
  }
  return states
}

const isClosed = (call: Call): boolean => call.phase === 'ended' && call.wrapUp !== 'open'

/** Each look that the agent had at a call is a state that the journal knows, in the same order. */
function* lost(account: Account, states: readonly Call[]): Generator<string> {
  let from = 0
  for (const sight of account.sights) {
    const fits = (call: Call): boolean => (sight === 'gone' ? isClosed(call) : same(sightOfCall(call), sight))
    const found = states.findIndex((call, index) => index >= from && fits(call))
    if (found < 0) {
      yield `was shown ${JSON.stringify(sight)}, which the journal doesn't know after state ${from}`
      return
    }
    from = found
  }
}

function* wrongDraft(account: Account, call: Call | undefined, kept: Draft | undefined): Generator<string> {
  if (account.finished) {
    if (call?.wrapUp !== 'closed') yield 'its finished wrap-up is open again'
    else if (call.notes !== account.finished.notes || call.disposition?.id !== account.finished.disposition) {
      yield `its wrap-up was finished with ${JSON.stringify(account.finished)}, and is ${call.notes}`
    }
  }
  if (call && isClosed(call) && call.wrapUp === 'closed') {
    if (kept) yield 'has a draft although its wrap-up is closed'
    return
  }
  const last = account.drafts.findLastIndex(({ acknowledged }) => acknowledged)
  const possible = account.drafts.slice(Math.max(0, last)).map(({ draft }) => draft)
  const fits = kept ? possible.some((draft) => same(draft, kept)) : last < 0
  if (!fits) yield `its draft is ${JSON.stringify(kept)} and should be one of ${JSON.stringify(possible)}`
}

function* wrongTimes(account: Account, facts: readonly StampedFact[], ledger: Ledger): Generator<string> {
  for (const [index, { at }] of facts.entries()) {
    const before = facts[index - 1]?.at
    if (before?.run === at.run && at.mono < before.mono) yield `its fact ${index} is before the one before it`
  }
  const spent = durations(facts, null)
  const { ring, talk, hold, wrapUp } = spent
  for (const part of [ring, talk, hold, wrapUp]) if (part < 0) yield `has a negative time: ${part}`
  const real = ledger.runs
    .map(({ startedAt, endedAt }) => Math.max(0, endedAt - Math.max(startedAt, account.causedAt)))
    .reduce((sum, ms) => sum + ms, 0)
  const sum = ring + talk + hold + wrapUp
  if (sum > real + CLOCKS_MS) yield `took ${sum} ms although only ${real} ms have passed`
  const ended = facts.some(({ fact }) => fact.kind === 'ended')
  if (ended && talk + hold < account.connectedMs - HEARTBEAT_MS) {
    yield `was connected for ${account.connectedMs} ms, and only ${talk + hold} ms are on record`
  }
}

/** What is wrong with the journal that a killed app left, for every call of every run. Empty: nothing. */
export function judge(journal: JournalCopy, ledger: Ledger): readonly string[] {
  const wrong: string[] = []
  if (journal.check !== 'ok') wrong.push(`the journal is damaged: ${journal.check}`)
  for (const account of ledger.accounts.values()) {
    const facts = journal.facts.get(account.id) ?? []
    const states = statesOf(facts)
    const say = (complaint: string): void => {
      const kinds = facts.map(({ fact }) => fact.kind).join(' ')
      wrong.push(`call ${account.id} ${complaint} (facts: ${kinds})`)
    }
    if (facts.length === 0) say('is not in the journal')
    for (const complaint of lost(account, states)) say(complaint)
    for (const complaint of wrongDraft(account, states.at(-1), journal.drafts.get(account.id))) say(complaint)
    for (const complaint of wrongTimes(account, facts, ledger)) say(complaint)
  }
  for (const [id, facts] of journal.facts) {
    const call = replay(facts)
    const row = journal.rows.get(id)
    if (!call || !row) wrong.push(`call ${id} has no beginning or no row`)
    else if (!rowFits(callRow(call), row)) wrong.push(`call ${id}: its row is not what its facts add up to`)
    const ends = facts.filter(({ fact }) => fact.kind === 'ended').length
    if (ends > 1) wrong.push(`call ${id} ended ${ends} times`)
  }
  return wrong
}

/** `call_row` in SQL's spelling: `startedWall` is `started_wall`. */
function rowFits(expected: Record<string, unknown>, row: Readonly<Record<string, unknown>>): boolean {
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.entries(expected).every(([name, value]) => row[column(name)] === value)
}

/** Calls that a start has to bring back with their wrap-up open, and those that it has to end without one. */
export function toRecover(journal: JournalCopy): {
  readonly wrapUps: ReadonlyMap<CallId, Draft>
  readonly ended: readonly CallId[]
} {
  const wrapUps = new Map<CallId, Draft>()
  const ended: CallId[] = []
  for (const [id, facts] of journal.facts) {
    const call = replay(facts)
    if (!call) continue
    const comesBack = isLive(call) ? getsWrapUp(call) : call.wrapUp === 'open'
    if (comesBack) wrapUps.set(id, journal.drafts.get(id) ?? { disposition: null, notes: '' })
    else if (isLive(call)) ended.push(id)
  }
  return { wrapUps, ended }
}
