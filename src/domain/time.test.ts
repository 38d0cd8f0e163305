import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covered, elapsed, type Span } from './time.ts'

const span = (from: number, to: number, run = 'one'): Span => ({
  from: { run, mono: from, wall: 0 },
  to: { run, mono: to, wall: 0 },
})

test('time that two spans share counts once, and a gap not at all', () => {
  expect(covered([])).toBe(0)
  expect(covered([span(0, 10), span(5, 15), span(20, 30)])).toBe(25)
  expect(covered([span(0, 100), span(20, 30), span(90, 110)])).toBe(110)
})

test('times of two runs of the app are never taken for the same', () => {
  expect(covered([span(0, 10), span(0, 10, 'two')])).toBe(20)
  expect(covered([{ from: span(0, 1).from, to: span(0, 9, 'two').to }])).toBe(0)
})

const anySpan = fc
  .tuple(fc.nat(60), fc.nat(40), fc.constantFrom('one', 'two'))
  .map(([from, length, run]) => span(from, from + length, run))

test('whatever the spans are, as many milliseconds are covered as lie in one of them', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 12 }), (spans) => {
      const inside = new Set<string>()
      for (const { from, to } of spans) {
        for (let at = from.mono; at < to.mono; at += 1) inside.add(`${from.run} ${at}`)
      }
      expect(covered(spans)).toBe(inside.size)
      expect(covered(spans)).toBeLessThanOrEqual(
        spans.reduce((sum, { from, to }) => sum + elapsed(from, to), 0),
      )
    }),
  )
})
