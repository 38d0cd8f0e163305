import { expect, it, vi } from 'vitest'
import { sparingLog } from './sparing-log.ts'

it('tells the first lines of a flood, how many more there were, and what comes after it', () => {
  vi.useFakeTimers()
  try {
    const told: string[] = []
    let now = 0
    const log = sparingLog(
      (_level, message) => told.push(message),
      () => now,
    )
    for (let count = 0; count < 1_000; count += 1) log('info', `refused ${count}`)
    expect(told).toEqual(Array.from({ length: 20 }, (_, count) => `refused ${count}`))
    vi.runAllTimers()
    expect(told.splice(0).at(-1)).toBe('980 more lines like these')

    now = 60_000
    log('info', 'later')
    vi.runAllTimers()
    expect(told).toEqual(['later'])
  } finally {
    vi.useRealTimers()
  }
})
