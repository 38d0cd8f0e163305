import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { RemoteRecord } from '../../../domain/crm/record.ts'
import type { Page } from '../connector.ts'
import { CrmFailure } from '../failure.ts'
import { type FollowedCrm, followCrm } from '../testing/followed-crm.ts'
import { type MemoryCrm, memoryCrm } from '../testing/memory-crm.ts'

const DAY = 86_400_000
const WAIT = { timeout: 20_000, interval: 1 }

/** What happens in the CRM, to the network, and to us. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), who: fc.nat(25) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      who: fc.nat(25),
      how: fc.constantFrom('told' as const, 'silently' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), who: fc.nat(25), into: fc.nat(25) }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'look' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'tomorrow' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'readAll' as const }) },
)
/** What happens to the pages, one after the other and then from the beginning again. */
const mishap = fc.constantFrom('none', 'none', 'none', 'fails', 'twice', 'reordered', 'late', 'expired')

type Mishap = typeof mishap extends fc.Arbitrary<infer One> ? One : never

/** Spoils what is pulled, as networks, caches and moving lists do. */
function spoil(crm: MemoryCrm, mishaps: readonly Mishap[]): void {
  const seen: RemoteRecord[] = []
  let turn = 0
  const spoiled = (page: Page, how: Mishap): Page => {
    switch (how) {
      case 'fails':
        throw new CrmFailure('offline', 'no network')
      case 'expired':
        throw new CrmFailure('cursorExpired', 'forgotten')
      case 'twice':
        return { ...page, records: [...page.records, ...page.records] }
      case 'reordered':
        return { ...page, records: page.records.toReversed() }
      // Versions that were read before, among them of records that are gone by now.
      case 'late':
        return { ...page, records: [...page.records, ...seen.slice(0, 8)] }
      default:
        return page
    }
  }
  crm.meddle = (what, page) => {
    if (what !== 'pull' || !page) return page
    turn += 1
    const after = spoiled(page, mishaps[turn % mishaps.length] ?? 'none')
    seen.push(...page.records)
    return after
  }
}

async function take(followed: FollowedCrm, order: () => void): Promise<void> {
  const before = followed.states.length
  order()
  await vi.waitFor(() => expect(followed.states.length).toBeGreaterThan(before), WAIT)
  await vi.waitFor(() => expect(followed.rests()).toBe(true), WAIT)
}

it('ends with what the CRM holds, whatever the order, the repetitions and the failures on the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.array(mishap, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      async (steps, mishaps, pageSize) => {
        const crm = memoryCrm()
        crm.pageSize = pageSize
        const followed = followCrm(crm.session)
        let version = 0
        const put = (who: number): void => {
          version += 1
          crm.put(`c${100 + who}`, { name: `Customer ${version}`, phone: `030 23${10_000 + version}` })
        }
        try {
          for (let who = 0; who < 20; who++) put(who)
          spoil(crm, mishaps)
          await take(followed, () => followed.follower().start())
          for (const one of steps) {
            if (one.kind === 'put') put(one.who)
            if (one.kind === 'remove') crm.remove(`c${100 + one.who}`, one.how)
            if (one.kind === 'merge') merge(crm, one.who, one.into)
            if (one.kind === 'tomorrow') followed.skip(DAY)
            if (one.kind === 'look' || one.kind === 'tomorrow') await take(followed, followed.goOn)
            if (one.kind === 'readAll') await take(followed, () => followed.follower().readAll())
            if (one.kind === 'restart') {
              await followed.restart()
              await vi.waitFor(() => expect(followed.rests()).toBe(true), WAIT)
            }
          }
          crm.meddle = (_, page) => page
          // Two days without troubles; whatever vanished really did.
          for (let day = 0; day < 3; day++) {
            followed.skip(DAY)
            await take(followed, () => followed.follower().syncNow())
            if (followed.follower().state().wouldVanish)
              await take(followed, () => followed.follower().vanish(true))
          }
          expect(followed.held()).toEqual(crm.ids())
          expect(followed.follower().state()).toMatchObject({ phase: 'idle', customers: crm.ids().length })
          for (const id of crm.ids()) {
            const customer = followed.customers.get(`crm:crm1/contact/${id}`)
            expect(customer?.name).toBe(crm.record(id)?.values.name)
            const found = followed.customers.find(crm.record(id)?.values.phone ?? '', 'DE')
            expect(found.map((match) => match.customer.id)).toContain(customer?.id)
          }
          expect(followed.customers.count()).toBe(crm.ids().length)
        } finally {
          await followed.close()
        }
      },
    ),
    { numRuns: 40 },
  )
}, 120_000)

function merge(crm: MemoryCrm, who: number, into: number): void {
  const [gone, kept] = [`c${100 + who}`, `c${100 + into}`]
  const survivor = crm.record(kept)
  if (who === into || !survivor || !crm.record(gone)) return
  crm.remove(gone, 'silently')
  crm.put(kept, survivor.values)
  const changed = crm.record(kept)
  if (changed) crm.putRecord({ ...changed, merged: [...(survivor.merged ?? []), gone] })
}
