import { describe, expect, it } from 'vitest'
import { createSerialQueue } from './serial-queue.ts'

describe('a queue', () => {
  it('runs one task at a time, in order, whatever became of the one before', async () => {
    const queue = createSerialQueue()
    const log: string[] = []
    let finish: () => void = () => {}
    const first = queue(async () => {
      log.push('first begins')
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      log.push('first fails')
      throw new Error('as it should')
    })
    const second = queue(async () => {
      log.push('second')
      return 2
    })
    await Promise.resolve()
    expect(log).toEqual(['first begins'])
    finish()
    await expect(first).rejects.toThrow('as it should')
    expect(await second).toBe(2)
    expect(log).toEqual(['first begins', 'first fails', 'second'])
  })
})
