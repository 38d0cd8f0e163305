import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covered } from '../time.ts'
import { durations, handleSpans } from './durations.ts'
import { anyStory } from './testing/arbitrary.ts'
import { dialed, ended, offered, story, wrapUpClosed } from './testing/facts.ts'

const seconds = (folded: ReturnType<typeof durations>) => ({
  ring: folded.ring / 1000,
  talk: folded.talk / 1000,
  hold: folded.hold / 1000,
  wrapUp: folded.wrapUp / 1000,
  handle: folded.handle / 1000,
})

test('ring, talk, hold and wrap-up are told apart, and handle time is talk + hold + wrap-up', () => {
  const facts = story(
    'c',
    [0, offered()],
    [4, { kind: 'answered' }],
    [64, { kind: 'held' }],
    [94, { kind: 'resumed' }],
    [124, ended()],
    [124, { kind: 'wrapUpOpened' }],
    [144, wrapUpClosed()],
  )
  expect(seconds(durations(facts, null))).toEqual({ ring: 4, talk: 90, hold: 30, wrapUp: 20, handle: 140 })
})

test('a call that nobody answered has ring time and no handle time', () => {
  const facts = story('c', [0, dialed()], [2, { kind: 'farRinging' }], [25, ended('noAnswer')])
  expect(seconds(durations(facts, null))).toEqual({ ring: 25, talk: 0, hold: 0, wrapUp: 0, handle: 0 })
})

test('a call that ends on hold counts its hold to the end', () => {
  const facts = story('c', [0, offered()], [1, { kind: 'answered' }], [11, { kind: 'held' }], [31, ended()])
  expect(seconds(durations(facts, null))).toMatchObject({ talk: 10, hold: 20 })
})

test('the running segment grows with now', () => {
  const facts = story('c', [0, offered()], [1, { kind: 'answered' }])
  const now = { run: 'run-1', mono: 61_000, wall: 0 }
  expect(durations(facts, now)).toMatchObject({ talk: 60_000, running: 'talk' })
})

test('time while the app was away is counted nowhere', () => {
  const facts = story(
    'c',
    [0, offered()],
    [1, { kind: 'answered' }],
    [11, ended()],
    [11, { kind: 'wrapUpOpened' }],
    [21, { kind: 'wrapUpSuspended' }],
    [5, { kind: 'wrapUpResumed' }, 'run-2'],
    [12, wrapUpClosed(), 'run-2'],
  )
  expect(seconds(durations(facts, null))).toMatchObject({ talk: 10, wrapUp: 17, handle: 27 })
})

test('a wall clock that jumps changes no duration', () => {
  const facts = story('c', [0, offered()], [1, { kind: 'answered' }], [31, ended()])
  const jumped = facts.map((stamped, index) => ({
    ...stamped,
    at: { ...stamped.at, wall: stamped.at.wall - index * 86_400_000 },
  }))
  expect(durations(jumped, null)).toEqual(durations(facts, null))
})

test('whatever facts come, no duration is negative and all together never exceed the time that passed', () => {
  fc.assert(
    fc.property(anyStory, (facts) => {
      const { ring, talk, hold, wrapUp, handle } = durations(facts, null)
      for (const part of [ring, talk, hold, wrapUp]) expect(part).toBeGreaterThanOrEqual(0)
      expect(handle).toBe(talk + hold + wrapUp)
      expect(covered(handleSpans(facts))).toBe(handle)
      const passed = new Map<string, number>()
      for (const { at } of facts) passed.set(at.run, Math.max(passed.get(at.run) ?? 0, at.mono))
      expect(ring + handle).toBeLessThanOrEqual([...passed.values()].reduce((sum, ms) => sum + ms, 0))
    }),
  )
})
