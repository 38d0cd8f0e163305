import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeepAlive } from './keep-alive.ts'

const timing = { idle: 25_000, pong: 10_000 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp({ answers = true } = {}) {
  const asked: number[] = []
  const dead: number[] = []
  const keepAlive = createKeepAlive(
    timing,
    () => {
      asked.push(performance.now())
      if (answers) setTimeout(keepAlive.answered, 20)
    },
    () => void dead.push(performance.now()),
  )
  const start = performance.now()
  keepAlive.start()
  return { keepAlive, asked: () => asked.map((at) => at - start), dead: () => dead.map((at) => at - start) }
}

/** Something comes in every two seconds. */
const chatter = (heard: () => void, ms: number): void => {
  for (let passed = 0; passed < ms; passed += 2_000) {
    heard()
    vi.advanceTimersByTime(2_000)
  }
}

describe('a connection', () => {
  it('is asked about after silence only', () => {
    const { keepAlive, asked } = setUp()
    chatter(keepAlive.heard, 60_000)
    expect(asked()).toEqual([])
    vi.advanceTimersByTime(24_000)
    expect(asked()).toHaveLength(1)
  })

  it('that doesn’t answer in time is dead', () => {
    const { dead } = setUp({ answers: false })
    vi.advanceTimersByTime(34_999)
    expect(dead()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(dead()).toEqual([35_000])
  })

  it('that the server wants to hear of is asked about as often, whatever comes in meanwhile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (seconds) => {
        const { keepAlive, asked } = setUp()
        keepAlive.pace(seconds * 1_000)
        chatter(keepAlive.heard, seconds * 10_000)
        const times = [0, ...asked()]
        const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
        expect(gaps.length).toBeGreaterThanOrEqual(9)
        for (const gap of gaps) {
          expect(gap).toBeLessThanOrEqual(seconds * 1_000)
          // Not all agents at once (RFC 5626 §4.4.1); a question waits for the answer to the one before.
          expect(gap).toBeGreaterThanOrEqual(seconds * 800 - 1)
        }
        keepAlive.stop()
      }),
      { numRuns: 30 },
    )
  })

  it('is left alone again when the server wants no more', () => {
    const { keepAlive, asked } = setUp()
    keepAlive.pace(10_000)
    chatter(keepAlive.heard, 30_000)
    const before = asked().length
    expect(before).toBeGreaterThanOrEqual(3)
    keepAlive.pace(null)
    chatter(keepAlive.heard, 60_000)
    expect(asked()).toHaveLength(before)
  })

  it('isn’t asked about any more once it is closed', () => {
    const { keepAlive, asked } = setUp()
    keepAlive.pace(10_000)
    keepAlive.stop()
    vi.advanceTimersByTime(120_000)
    expect(asked()).toEqual([])
  })
})
