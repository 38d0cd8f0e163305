import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBudget, type Turn, type Want } from './budget.ts'
import { PRIORITIES, type Priority } from './http.ts'
import { handClock } from './testing/hand-clock.ts'

const want = (priority: Priority, search = false, patienceMs = Number.POSITIVE_INFINITY): Want => ({
  priority,
  search,
  patienceMs,
})

/** Lets settled promises tell. */
const settled = () => new Promise((done) => setImmediate(done))

describe('the budget of a connection', () => {
  it('lets as many through at once as the limit says, and the next one after the window', async () => {
    const clock = handClock()
    const budget = createBudget({ all: { requests: 2, perMs: 1_000 } }, clock)
    const sent: number[] = []
    for (let index = 0; index < 3; index += 1) {
      void budget.turn(want('delta')).then((turn) => turn.ok && sent.push(turn.at))
    }
    await settled()
    expect(sent).toEqual([0, 0])
    clock.advance(1_000)
    await settled()
    expect(sent).toHaveLength(2)
    clock.advance(100)
    await settled()
    expect(sent).toHaveLength(3)
    expect(sent[2]).toBeGreaterThanOrEqual(1_000)
  })

  it('serves what waits by its priority, and in its order within one', async () => {
    const clock = handClock()
    const budget = createBudget({ all: { requests: 1, perMs: 1_000 } }, clock)
    const order: string[] = []
    const ask = (priority: Priority, name: string): void =>
      void budget.turn(want(priority)).then(() => order.push(name))
    ask('sweep', 'first')
    ask('sweep', 'sweep')
    ask('delta', 'delta 1')
    ask('delta', 'delta 2')
    ask('lookup', 'lookup')
    ask('push', 'push')
    for (let second = 0; second < 8; second += 1) {
      clock.advance(1_100)
      await settled()
    }
    expect(order).toEqual(['first', 'push', 'lookup', 'delta 1', 'delta 2', 'sweep'])
  })

  it('lets others pass while the limit for searches is spent', async () => {
    const clock = handClock()
    const budget = createBudget(
      { all: { requests: 100, perMs: 1_000 }, search: { requests: 1, perMs: 1_000 } },
      clock,
    )
    const done: string[] = []
    for (const name of ['search 1', 'search 2'])
      void budget.turn(want('push', true)).then(() => done.push(name))
    void budget.turn(want('sweep')).then(() => done.push('sweep'))
    await settled()
    expect(done).toEqual(['search 1', 'sweep'])
  })

  it('says at once that a turn would come too late, and takes back one that waited in vain', async () => {
    const clock = handClock()
    const budget = createBudget({ all: { requests: 1, perMs: 10_000 } }, clock)
    await budget.turn(want('push'))
    expect(await budget.turn(want('lookup', false, 1_500))).toEqual({ ok: false, waitMs: 10_200 })

    let late: Turn | null = null
    clock.advance(9_500)
    void budget.turn(want('push'))
    void budget.turn(want('lookup', false, 1_500)).then((turn) => {
      late = turn
    })
    clock.advance(1_500)
    await settled()
    expect(late).toMatchObject({ ok: false })
  })

  describe('after a refusal for too many requests', () => {
    const budgetOf = () => {
      const clock = handClock()
      return { clock, budget: createBudget({ all: { requests: 1_000, perMs: 1_000 } }, clock) }
    }

    it('pauses for everybody as long as the server says', async () => {
      const { clock, budget } = budgetOf()
      expect(budget.limited(7_000, 0)).toBe(7_000)
      let at = -1
      void budget.turn(want('push')).then((turn) => {
        at = turn.ok ? turn.at : -2
      })
      clock.advance(6_999)
      await settled()
      expect(at).toBe(-1)
      clock.advance(1)
      await settled()
      expect(at).toBe(7_000)
    })

    it.each([0, null])('waits on its own account where the server says %j, longer each time', (says) => {
      const { clock, budget } = budgetOf()
      const pauses: number[] = []
      for (let time = 0; time < 14; time += 1) {
        pauses.push(budget.limited(says, clock.now()))
        clock.advance(pauses.at(-1)! + 1)
      }
      expect(pauses.slice(0, 4)).toEqual([750, 1_500, 3_000, 6_000])
      expect(pauses.at(-1)).toBe(675_000)
      budget.served(clock.now())
      expect(budget.limited(says, clock.now())).toBe(750)
    })

    it('counts several that were on their way together as one', () => {
      const { clock, budget } = budgetOf()
      clock.advance(100)
      for (let time = 0; time < 10; time += 1) budget.limited(0, 50)
      clock.advance(2_000)
      expect(budget.limited(0, clock.now())).toBe(1_500)
    })
  })

  const arrivals = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 400 }),
      priority: fc.constantFrom(...PRIORITIES),
      search: fc.boolean(),
    }),
    { maxLength: 120 },
  )
  const limit = fc.record({
    requests: fc.integer({ min: 1, max: 12 }),
    perMs: fc.integer({ min: 1, max: 3_000 }),
  })

  it('never sends more than allowed in any window, serves everybody, and never idles while it could send', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limit, limit, async (asked, all, search) => {
        const clock = handClock()
        const budget = createBudget({ all, search }, clock)
        const sent: { at: number; search: boolean }[] = []
        for (const { after, priority, search: searches } of asked) {
          clock.advance(after)
          void budget.turn(want(priority, searches)).then((turn) => {
            if (turn.ok) sent.push({ at: turn.at, search: searches })
          })
        }
        for (let next = clock.untilNext(); next !== null; next = clock.untilNext()) clock.advance(next)
        await settled()

        expect(sent).toHaveLength(asked.length)
        const within = (times: readonly number[], { requests, perMs }: typeof all) =>
          times.every((at, index) => index < requests || at - times[index - requests]! >= perMs)
        const times = sent.map(({ at }) => at).sort((one, other) => one - other)
        const searches = sent.flatMap((one) => (one.search ? [one.at] : [])).sort((a, b) => a - b)
        expect(within(times, all)).toBe(true)
        expect(within(searches, search)).toBe(true)
        // Full speed: no later than if each window let its own number through, one after the other.
        const slowest = ({ requests, perMs }: typeof all, count: number) =>
          Math.ceil(count / requests) * perMs * 1.02
        const asking = asked.reduce((sum, { after }) => sum + after, 0)
        const bound = asking + slowest(all, sent.length) + slowest(search, searches.length)
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(bound + sent.length)
      }),
    )
  })
})
