import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backOff, pauseOf } from './back-off.ts'
import { mayVanish } from './vanishing.ts'

const random = fc.double({ min: 0, max: 1, noNaN: true })

it('waits at least what the server asks for, never nothing, and never more than a quarter of an hour by itself', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.option(fc.nat(3_600_000)), random, (failures, retryAfter, at) => {
      const wait = backOff(failures, retryAfter, at)
      expect(wait).toBeGreaterThanOrEqual(Math.max(250, retryAfter ?? 0))
      expect(wait).toBeLessThanOrEqual(Math.max(15 * 60_000, retryAfter ?? 0))
    }),
  )
})

it('looks for changes within a tenth of the time that was asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 86_400 }), random, (seconds, at) => {
      const pause = pauseOf(seconds, at)
      expect(pause).toBeGreaterThanOrEqual(seconds * 900)
      expect(pause).toBeLessThanOrEqual(seconds * 1_100)
    }),
  )
})

it('lets a tenth vanish, or two of a small book, and no more', () => {
  expect(mayVanish(0, 0)).toBe(true)
  expect(mayVanish(2, 5)).toBe(true)
  expect(mayVanish(3, 29)).toBe(false)
  expect(mayVanish(3, 30)).toBe(true)
  expect(mayVanish(101, 1_000)).toBe(false)
})
