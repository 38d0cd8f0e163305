import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createClock, systemClock } from './clock.ts'

/** A machine whose monotonic clock stands while it sleeps, or doesn't. */
function machine(stands: boolean) {
  let [mono, wall, up] = [500, 1_760_000_000_000, 90_000]
  const clock = createClock('run', {
    mono: () => mono,
    wall: () => wall,
    up: () => Math.round(up / 1000) * 1000,
  })
  const pass = (ms: number, asleep: boolean): void => {
    wall += ms
    up += ms
    if (!asleep || !stands) mono += ms
  }
  return { clock, pass }
}

const SOME_HOURS = 8 * 3_600_000

it.each([true, false])(
  'counts the time that the computer slept, whether its clock stood (%s) or not',
  (stands) => {
    const { clock, pass } = machine(stands)
    const before = clock.now()
    pass(2_000, false)
    pass(SOME_HOURS, true)
    clock.wake()
    pass(1_000, false)
    const ms = SOME_HOURS + 3_000
    expect(Math.abs(clock.now().mono - before.mono - ms)).toBeLessThanOrEqual(1_000)
    expect(clock.now()).toMatchObject({ run: 'run', wall: before.wall + ms })
  },
)

it('never runs backwards, and never far from what went by', () => {
  const spell = fc.record({ ms: fc.integer({ min: 0, max: SOME_HOURS }), asleep: fc.boolean() })
  fc.assert(
    fc.property(fc.boolean(), fc.array(spell), (stands, spells) => {
      const { clock, pass } = machine(stands)
      const start = clock.now().mono
      let passed = 0
      for (const { ms, asleep } of spells) {
        const before = clock.now().mono
        pass(ms, asleep)
        if (asleep) clock.wake()
        passed += ms
        expect(clock.now().mono).toBeGreaterThanOrEqual(before)
        expect(Math.abs(clock.now().mono - start - passed)).toBeLessThanOrEqual(2_000)
      }
    }),
  )
})

it('takes no pause of this process for a sleep', () => {
  const clock = systemClock('run')
  const { mono } = clock.now()
  clock.wake()
  expect(clock.now().mono - mono).toBeLessThan(1_000)
})
