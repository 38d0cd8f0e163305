import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CallLog } from './call-log.ts'
import {
  type Delivered,
  loseItem,
  type OutboxItem,
  type OutboxWork,
  retryItem,
  sendItem,
  settleItem,
  wantItem,
} from './outbox.ts'
import { type Gate, gateAfter, OPEN, takeTurns } from './queue.ts'
import { callWork, fault, item, want } from './testing/items.ts'

const ids = (items: readonly OutboxItem[]) => items.map(({ work }) => work.kind === 'call' && work.log.key)
const turns = (items: readonly OutboxItem[], gate: Gate = OPEN, now = 0) => takeTurns(items, () => gate, now)

test('a connection carries one item at a time, and another connection doesn’t wait for it', () => {
  const one = item(callWork('1', 'ana'))
  const other = item(callWork('2', 'ben'))
  const elsewhere = item(callWork('3', 'cem'), { connection: 'b' })
  expect(ids(turns([one, other, elsewhere]).send)).toEqual(['1', '3'])
  expect(ids(turns([sendItem(one), other, elsewhere]).send)).toEqual(['3'])
})

test('an item waits for the ones of its customer before it, and for nobody else’s', () => {
  const later = { state: 'unknown', nextAt: 5_000 } as const
  const first = item(callWork('1', 'ana'), later)
  const items = [first, item(callWork('2', 'ana')), item(callWork('3', 'ben'))]
  expect(ids(turns(items).send)).toEqual(['3'])
  expect(turns([first, item(callWork('2', 'ana'))])).toEqual({ send: [], wakeAt: 5_000 })
})

test('a clock that was a year ahead when an item had to wait doesn’t make it wait for a year', () => {
  const item1 = item(callWork('1'), { nextAt: 365 * 86_400_000 })
  expect(ids(turns([item1]).send)).toEqual(['1'])
})

test('an item that was refused blocks nobody', () => {
  expect(
    ids(turns([item(callWork('1', 'ana'), { state: 'rejected' }), item(callWork('2', 'ana'))]).send),
  ).toEqual(['2'])
})

test('too many requests pause the whole connection, and a refused sign-in until there is another secret', () => {
  const limited: Delivered = {
    kind: 'failed',
    fault: fault('limited', 7_000),
    unknown: false,
    remoteId: null,
  }
  const gate = gateAfter(OPEN, limited, 1_000, () => 0)
  expect(turns([item(callWork('1'))], gate, 1_000)).toEqual({ send: [], wakeAt: 8_000 })
  expect(gateAfter(gate, { kind: 'done', remoteId: null }, 8_000, () => 0)).toEqual(OPEN)
  const signIn: Delivered = { kind: 'failed', fault: fault('signIn'), unknown: false, remoteId: null }
  expect(
    turns(
      [item(callWork('1'))],
      gateAfter(OPEN, signIn, 0, () => 0),
    ),
  ).toEqual({ send: [], wakeAt: null })
})

/** What becomes of one delivery: whether the CRM does it, and what we hear of it. */
type Fate = { readonly commits: boolean; readonly heard: 'done' | 'crash' | Parameters<typeof fault>[0] }
type Activity = { readonly id: string; readonly key: string; log: CallLog; readonly since: number }
const LAG = 30_000

/** A CRM that takes whatever it is sent, finds what it holds only after a while, and answers as fate has it. */
function simulatedCrm() {
  const activities: Activity[] = []
  const write = ({ log }: OutboxWork & { kind: 'call' }, id: string | null, now: number): string => {
    const known = activities.find((one) => one.id === id)
    if (known) known.log = log
    else activities.push({ id: `activity-${activities.length}`, key: log.key, log, since: now })
    return known?.id ?? `activity-${activities.length - 1}`
  }
  return {
    activities,
    deliver: (sent: OutboxItem, fate: Fate, now: number): Delivered | 'crash' => {
      if (sent.work.kind !== 'call') throw new Error('only calls here')
      const { key } = sent.work.log
      const turnedAway = ['limited', 'offline', 'tls', 'signIn', 'rejected', 'forbidden'].includes(fate.heard)
      if (turnedAway) {
        const reason = fate.heard as 'limited'
        return {
          kind: 'failed',
          fault: fault(reason, reason === 'limited' ? 2_000 : null),
          unknown: sent.doubtful,
          remoteId: null,
        }
      }
      const found = sent.doubtful && activities.find((one) => one.key === key && one.since + LAG <= now)
      const id = sent.remoteId ?? (found ? found.id : null)
      const written = fate.commits ? write(sent.work, id, now) : null
      if (fate.heard === 'crash') return 'crash'
      if (fate.heard === 'done') return { kind: 'done', remoteId: written ?? write(sent.work, id, now) }
      return { kind: 'failed', fault: fault(fate.heard), unknown: true, remoteId: null }
    },
  }
}

const fate: fc.Arbitrary<Fate> = fc.record({
  commits: fc.boolean(),
  heard: fc.constantFrom(
    ...(['done', 'done', 'crash', 'timeout', 'server', 'badAnswer', 'limited', 'offline', 'signIn'] as const),
    ...(['rejected', 'forbidden', 'tls'] as const),
  ),
})
const CALLS = [
  { key: '1', customer: 'ana' },
  { key: '2', customer: 'ana' },
  { key: '3', customer: null },
  { key: '4', customer: 'ben' },
] as const
type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'turn'; readonly fate: Fate; readonly meanwhile: readonly number[] }
  | { readonly kind: 'want'; readonly call: number }
  | { readonly kind: 'help' }
const call = fc.nat(CALLS.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(120_000) }),
  fc.record({ kind: fc.constant('turn' as const), fate, meanwhile: fc.array(call, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('want' as const), call }),
  fc.record({ kind: fc.constant('help' as const) }),
)

test('a CRM holds each call once and as it was last, in the order of each customer, whatever happens on the way', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (steps, chances) => {
        const crm = simulatedCrm()
        const items = new Map<string, OutboxItem>()
        const refused = new Set<string>()
        let gate = OPEN
        let now = 0
        let notes = 0
        const random = (): number => chances.next().value ?? 0
        const put = (one: OutboxItem): void => {
          items.set(one.id, one)
          if (one.state === 'rejected') refused.add(one.id)
        }
        const wish = (at: number): void => {
          const about = CALLS[at]
          if (!about) return
          notes += 1
          const wanted = want(callWork(about.key, about.customer, { notes: String(notes) }), {
            at: now,
            notBefore: now,
          })
          put(wantItem(items.get(wanted.id) ?? null, wanted))
        }
        const turn = (given: Fate, meanwhile: readonly number[]): void => {
          for (const due of takeTurns(items.values(), () => gate, now).send) {
            const sent = sendItem(due)
            put(sent)
            const delivered = crm.deliver(sent, given, now)
            for (const at of meanwhile) wish(at)
            const wanted = items.get(sent.id) ?? sent
            if (delivered === 'crash') put(loseItem(wanted, now, LAG))
            else {
              gate = gateAfter(gate, delivered, now, random)
              put(settleItem(wanted, delivered, { now, random, searchLagMs: LAG }))
            }
          }
        }
        /** Somebody signs in, and wants everything sent now. */
        const help = (): void => {
          gate = { ...gate, signIn: false }
          for (const one of items.values())
            if (one.state !== 'done') put(retryItem(one, { now, searchLagMs: LAG }))
        }

        for (const one of steps) {
          if (one.kind === 'wait') now += one.ms
          else if (one.kind === 'turn') turn(one.fate, one.meanwhile)
          else if (one.kind === 'want') wish(one.call)
          else help()
        }
        help()
        for (
          let left = 50;
          left > 0 && [...items.values()].some(({ state }) => state !== 'done');
          left -= 1
        ) {
          now = Math.max(now, takeTurns(items.values(), () => gate, now).wakeAt ?? now)
          turn({ commits: true, heard: 'done' }, [])
        }

        const held = crm.activities.map(({ key, log }) => ({ key, notes: log.notes }))
        const wanted = [...items.values()].map(({ work }) =>
          work.kind === 'call' ? { key: work.log.key, notes: work.log.notes } : null,
        )
        expect(held.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(
          wanted.toSorted((a, b) => (a?.key ?? '').localeCompare(b?.key ?? '')),
        )
        // What was refused may come later; the others of its customer don't wait for it.
        const inOrder = (keys: readonly string[]) =>
          keys.filter((key) => ['1', '2'].includes(key) && !refused.has(`call/${key}/a`))
        expect(inOrder(crm.activities.map(({ key }) => key))).toEqual(
          inOrder([...items.values()].map(({ work }) => (work.kind === 'call' ? work.log.key : ''))),
        )
      },
    ),
    { numRuns: 2_000 },
  )
})
