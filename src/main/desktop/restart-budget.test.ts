import { describe, expect, it } from 'vitest'
import { createRestartBudget } from './restart-budget.ts'

const limits = { most: 3, withinMs: 60_000 }

describe('the restarts of a page', () => {
  it('are three in a minute', () => {
    const budget = createRestartBudget(limits)
    expect([0, 1_000, 2_000, 3_000].map(budget.take)).toEqual([true, true, true, false])
  })

  it('become free again one by one', () => {
    const budget = createRestartBudget(limits)
    for (const at of [0, 1_000, 2_000]) budget.take(at)
    expect(budget.take(59_999)).toBe(false)
    expect(budget.take(60_000)).toBe(true)
    expect(budget.take(60_001)).toBe(false)
    expect(budget.take(61_000)).toBe(true)
  })

  it('are counted anew when somebody asks for another try', () => {
    const budget = createRestartBudget(limits)
    for (const at of [0, 1, 2, 3]) budget.take(at)
    budget.refill()
    expect(budget.take(4)).toBe(true)
  })
})
