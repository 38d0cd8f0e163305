import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inTurns } from './in-turns.ts'

/** Messages that are known by their number, each of which takes so many milliseconds. */
function slow(cost: (message: number) => number) {
  let now = 0
  let refused = 0
  const handled: number[] = []
  const turns = inTurns<number>(
    (message) => {
      handled.push(message)
      now += cost(message)
    },
    () => {
      refused += 1
    },
    () => now,
  )
  return { turns, handled, now: () => now, refused: () => refused }
}

it('handles a message at once', async () => {
  const { turns, handled } = slow(() => 30)
  turns.take(1)
  expect(handled).toEqual([1])
  await nextTurn()
  turns.take(2)
  expect(handled).toEqual([1, 2])
})

it('lets everything else have its turn between messages that take long', async () => {
  const { turns, handled } = slow(() => 30)
  for (const message of [1, 2, 3]) turns.take(message)
  expect(handled).toEqual([1])
  await nextTurn()
  expect(handled).toEqual([1, 2])
  await nextTurn()
  expect(handled).toEqual([1, 2, 3])
})

it('keeps the order, loses nothing, and never goes on for long', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 40 }), async (costs) => {
      const { turns, handled, now } = slow((message) => costs[message] ?? 0)
      let before = 0
      for (const message of costs.keys()) {
        turns.take(message)
        if (message % 7 === 6) await nextTurn()
      }
      while (handled.length < costs.length) {
        before = now()
        await nextTurn()
        // What began below the limit may take its time once.
        expect(now() - before).toBeLessThan(4 + 10)
      }
      expect(handled).toEqual([...costs.keys()])
    }),
    { numRuns: 50 },
  )
})

it('says no to what nobody could get through, and forgets all when it is stopped', async () => {
  const { turns, handled, refused } = slow(() => 30)
  for (let message = 0; message < 6_000; message += 1) turns.take(message)
  expect(refused()).toBe(999)
  turns.stop()
  await nextTurn()
  expect(handled).toEqual([0])
})
