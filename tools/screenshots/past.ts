// A made-up past: the calls that stand in the history and on the customers' records of the screenshots.
import type { AgentStateKind } from '../../src/domain/agent/state.ts'
import type { Call } from '../../src/domain/call/call.ts'
import type { CallFact, EndCause } from '../../src/domain/call/facts.ts'
import { transition } from '../../src/domain/call/transition.ts'
import type { Stamp } from '../../src/domain/time.ts'
import { openCustomers } from '../../src/main/customers/open.ts'
import { createJournal, type Entry } from '../../src/main/journal/journal.ts'
import { openJournal } from '../../src/main/journal/open.ts'

const RUN = 'the-past'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

type PastCall = {
  /** Minutes before now. */
  readonly ago: number
  readonly number: string
  readonly outbound?: boolean
  /** Seconds. Without talk nobody answered. */
  readonly ring: number
  readonly talk?: number
  readonly hold?: number
  readonly wrapUp?: number
  readonly disposition?: readonly [id: string, label: string]
  readonly notes?: string
  readonly cause?: EndCause
}

const days = (count: number, minutes = 0): number => (count * DAY_MS) / MINUTE_MS + minutes

const RESOLVED = ['resolved', 'Resolved'] as const
const CALLBACK = ['callback', 'Callback'] as const
const ESCALATED = ['escalated', 'Escalated'] as const
const SALE = ['sale', 'Sale'] as const

export const FLORENCE = '+12065550174'

const CALLS: readonly PastCall[] = [
  {
    ago: days(61, 80),
    number: FLORENCE,
    ring: 5,
    talk: 412,
    wrapUp: 41,
    disposition: RESOLVED,
    notes: 'New card terminal set up',
  },
  {
    ago: days(34, 15),
    number: FLORENCE,
    outbound: true,
    ring: 9,
    talk: 185,
    wrapUp: 22,
    disposition: SALE,
    notes: 'Takes the service plan for a year',
  },
  {
    ago: days(12, 200),
    number: FLORENCE,
    ring: 11,
    talk: 305,
    hold: 48,
    wrapUp: 35,
    disposition: ESCALATED,
    notes: 'Second terminal drops the connection; log sent to the second line',
  },
  {
    ago: days(4, 95),
    number: FLORENCE,
    ring: 6,
    talk: 241,
    wrapUp: 30,
    disposition: CALLBACK,
    notes: 'Wants the October invoice corrected. Promised to call back by Friday',
  },
  { ago: days(3, 130), number: '+13125550175', ring: 4, talk: 520, wrapUp: 50, disposition: RESOLVED },
  {
    ago: days(2, 300),
    number: '+34910555059',
    outbound: true,
    ring: 14,
    talk: 96,
    wrapUp: 18,
    disposition: CALLBACK,
    notes: 'In a meeting, try again after lunch',
  },
  {
    ago: days(1, 240),
    number: '+442079460874',
    ring: 7,
    talk: 233,
    hold: 20,
    wrapUp: 24,
    disposition: RESOLVED,
  },
  { ago: days(1, 60), number: '+353209101460', ring: 21, cause: 'missed' },
  {
    ago: 228,
    number: '+13035550103',
    ring: 6,
    talk: 187,
    wrapUp: 26,
    disposition: RESOLVED,
    notes: 'Delivery moved to Thursday',
  },
  { ago: 203, number: '+16175550188', ring: 18, cause: 'missed' },
  {
    ago: 171,
    number: '+12125550155',
    outbound: true,
    ring: 12,
    talk: 264,
    hold: 35,
    wrapUp: 44,
    disposition: SALE,
    notes: 'Two more licences',
  },
  { ago: 140, number: '+441414960377', outbound: true, ring: 2, cause: 'busy' },
  { ago: 118, number: '+12065550145', ring: 5, talk: 341, wrapUp: 33, disposition: RESOLVED },
  { ago: 86, number: '+16175550118', ring: 9, talk: 152, wrapUp: 20, disposition: CALLBACK },
  { ago: 52, number: '+15125550168', ring: 25, cause: 'missed' },
  {
    ago: 31,
    number: '+16175550195',
    ring: 4,
    talk: 208,
    hold: 62,
    wrapUp: 28,
    disposition: ESCALATED,
    notes: 'Claim 2231 is with the adjuster',
  },
]

/** Writes the past into a journal that no running app has open. Customers are those of `customersFile`. */
export function writePast(journalFile: string, customersFile: string, line: string): void {
  const opened = openJournal(journalFile, [], 1)
  if (!opened.ok) throw new Error(`the journal can't be opened: ${opened.reason}`)
  const journal = createJournal(opened.value.db)
  const { customers } = openCustomers(customersFile)
  const now = Date.now()
  journal.startRun(RUN, '0.0.0', { run: RUN, mono: 0, wall: now - days(90) * MINUTE_MS })
  const presence: AgentEntry[] = [stateAt(now, 240, 'available')]
  for (const [index, call] of CALLS.entries()) {
    const [customer, ...others] = customers.find(call.number, 'US').map((match) => match.customer)
    const known = others.length === 0 && customer ? { id: customer.id, name: customer.name } : null
    journal.write(entries(`past-${index}`, line, call, known, now))
    if (call.ago < 240) presence.push(...statesDuring(now, call))
  }
  // Time between two runs counts nowhere, so that this one goes on until now.
  presence.push(stateAt(now, 0, 'offline'))
  journal.write(presence)
  customers.close()
  journal.close()
}

type AgentEntry = Extract<Entry, { kind: 'agentState' }>

const stampAt = (now: number, ago: number, seconds = 0): Stamp => ({
  run: RUN,
  mono: (days(100) - ago) * MINUTE_MS + seconds * 1_000,
  wall: now - ago * MINUTE_MS + seconds * 1_000,
})

const stateAt = (now: number, ago: number, kind: AgentStateKind, seconds = 0): AgentEntry => ({
  kind: 'agentState',
  at: stampAt(now, ago, seconds),
  state: { kind, reason: null },
})

function statesDuring(now: number, past: PastCall): readonly AgentEntry[] {
  const { ago, ring, talk, hold = 0, wrapUp = 0 } = past
  if (talk === undefined) return []
  const over = ring + talk + hold
  return [
    stateAt(now, ago, 'onCall', ring),
    stateAt(now, ago, 'wrapUp', over),
    stateAt(now, ago, 'available', over + wrapUp),
  ]
}

function entries(
  id: string,
  line: string,
  past: PastCall,
  customer: { readonly id: string; readonly name: string } | null,
  now: number,
): readonly Entry[] {
  let call: Call | null = null
  return story(id, line, past, customer).flatMap(([seconds, fact]): Entry[] => {
    const at = stampAt(now, past.ago, seconds)
    const stamped = { call: id, at, fact }
    call = transition(call, stamped)
    return call ? [{ kind: 'fact', stamped, call }] : []
  })
}

type Step = readonly [seconds: number, fact: CallFact]

function story(
  id: string,
  line: string,
  past: PastCall,
  customer: { readonly id: string; readonly name: string } | null,
): readonly Step[] {
  const { number, ring, talk, hold = 0, wrapUp = 0 } = past
  const party = { number, displayName: null }
  const begins: CallFact = past.outbound
    ? { kind: 'dialed', line, party }
    : { kind: 'offered', line, party, sipCallId: `${id}@pbx.example.com`, headers: {} }
  const matched: readonly Step[] = customer
    ? [[0, { kind: 'customerMatched', customer: customer.id, name: customer.name, how: 'number' }]]
    : []
  if (talk === undefined) {
    return [
      [0, begins],
      ...matched,
      [ring, { kind: 'ended', by: 'far', cause: past.cause ?? 'missed', sip: null }],
    ]
  }
  const heldAt = ring + Math.round(talk / 3)
  const over = ring + talk + hold
  const held: readonly Step[] =
    hold > 0
      ? [
          [heldAt, { kind: 'held' }],
          [heldAt + hold, { kind: 'resumed' }],
        ]
      : []
  const [disposition, label] = past.disposition ?? RESOLVED
  return [
    [0, begins],
    ...matched,
    [ring, { kind: 'answered' }],
    ...held,
    [over, { kind: 'ended', by: 'far', cause: 'hungUp', sip: null }],
    [over, { kind: 'wrapUpOpened' }],
    [
      over + wrapUp,
      { kind: 'wrapUpClosed', by: 'agent', disposition: { id: disposition, label }, notes: past.notes ?? '' },
    ],
  ]
}
