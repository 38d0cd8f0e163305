import fc from 'fast-check'
import type { CallFact, StampedFact } from '../facts.ts'
import { dialed, ended, offered, wrapUpClosed } from './facts.ts'

const facts: readonly CallFact[] = [
  offered(),
  dialed(),
  { kind: 'farRinging' },
  { kind: 'earlyMedia' },
  { kind: 'autoAnswer', header: 'Call-Info', value: ';answer-after=0', after: 0, refused: null },
  { kind: 'farAsked', what: 'talk' },
  { kind: 'answered' },
  { kind: 'partyChanged', party: { number: '+4930999', displayName: 'Somebody' } },
  { kind: 'held' },
  { kind: 'resumed' },
  { kind: 'farHeld' },
  { kind: 'farResumed' },
  { kind: 'muted' },
  { kind: 'unmuted' },
  { kind: 'conferenceJoined', with: 'other' },
  { kind: 'conferenceLeft' },
  { kind: 'toneSent', tone: '5' },
  { kind: 'toneReceived', tone: '1' },
  { kind: 'orderFailed', order: 'hold', sip: { code: 491, reason: 'Request Pending' } },
  { kind: 'transferStarted', how: 'blind', to: '700', consult: null },
  { kind: 'transferProgress', sip: { code: 180, reason: 'Ringing' } },
  { kind: 'transferFailed', sip: { code: 486, reason: 'Busy Here' } },
  { kind: 'transferDone' },
  { kind: 'mediaLost' },
  { kind: 'mediaRestored' },
  ended(),
  ended('missed'),
  { kind: 'customerMatched', customer: 'c1', name: 'Ana Ruiz', how: 'number' },
  { kind: 'wrapUpOpened' },
  { kind: 'wrapUpSuspended' },
  { kind: 'wrapUpResumed' },
  wrapUpClosed(),
]

type Step = { readonly fact: CallFact; readonly gap: number; readonly restart: number }

const step: fc.Arbitrary<Step> = fc.record({
  fact: fc.constantFrom(...facts),
  gap: fc.nat(60_000),
  restart: fc.nat(19),
})
/** Out of so many kinds few calls would begin by chance. */
const begin = fc.constantFrom<CallFact | null>(offered(), dialed(), null)

/** Facts of one call in any order, as a bad network and crashes may deliver them, with rising monotonic time. */
export const anyStory: fc.Arbitrary<readonly StampedFact[]> = fc
  .tuple(begin, fc.array(step, { maxLength: 40 }))
  .map(([first, steps]) => {
    const all: readonly Step[] = first ? [{ fact: first, gap: 0, restart: 1 }, ...steps] : steps
    let mono = 0
    let run = 1
    return all.map(({ fact, gap, restart }) => {
      if (restart === 0) {
        run += 1
        mono = 0
      }
      mono += gap
      return { call: 'call', at: { run: `run-${run}`, mono, wall: 1_760_000_000_000 + mono }, fact }
    })
  })
