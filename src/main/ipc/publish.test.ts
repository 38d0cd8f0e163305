import { describe, expect, it } from 'vitest'
import type { View } from '../../contract/view.ts'
import { createPublisher } from './publish.ts'

const view = (revision: number): View => ({ revision }) as View
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the publisher', () => {
  it('sends only the newest view of a turn', async () => {
    const sent: number[] = []
    const { publish } = createPublisher(({ revision }) => sent.push(revision))
    publish(view(1))
    publish(view(3))
    publish(view(2))
    expect(sent).toEqual([])
    await turn()
    expect(sent).toEqual([3])
    publish(view(4))
    await turn()
    expect(sent).toEqual([3, 4])
  })
})
