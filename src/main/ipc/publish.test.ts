import { describe, expect, it } from 'vitest'
import type { View } from '../../contract/view.ts'
import { createPublisher } from './publish.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the publisher', () => {
  it('builds and sends one view a turn, however much has changed', async () => {
    const sent: number[] = []
    let revision = 0
    const build = () => ({ revision: ++revision }) as View
    const { changed } = createPublisher(build, (view) => sent.push(view.revision))
    changed()
    changed()
    expect(sent).toEqual([])
    await turn()
    expect(sent).toEqual([1])
    changed()
    await turn()
    expect(sent).toEqual([1, 2])
  })

  it('builds nothing once it was stopped', async () => {
    const sent: number[] = []
    const { changed, stop } = createPublisher(
      () => ({ revision: 1 }) as View,
      (view) => sent.push(view.revision),
    )
    changed()
    stop()
    await turn()
    expect(sent).toEqual([])
  })
})
