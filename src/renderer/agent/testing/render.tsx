import { act, configure, render } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import type { HistoryRow } from '../../../contract/agent.ts'
import type { View } from '../../../contract/view.ts'
import { App } from '../App.tsx'
import { createParts } from '../mount.tsx'
import { type AgentParts, AgentProvider } from '../state/agent-context.tsx'
import { followViews } from '../state/view-store.ts'
import { createFakeOffhook, type FakeOffhook } from './fake-offhook.ts'

export type Drawn = {
  readonly fake: FakeOffhook
  readonly user: UserEvent
  readonly parts: AgentParts
  /** Main publishes another view. */
  readonly publish: (view: View) => Promise<void>
  /** The inputs of every command of this name, in order. */
  readonly sent: (name: string) => readonly unknown[]
}

/** jsdom has no layout to observe; what comes into view is none of its business. */
class NothingInView {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): [] {
    return []
  }
}

/** The whole window, with a main that answers but does nothing by itself. */
export async function draw(view: View, history?: readonly HistoryRow[]): Promise<Drawn> {
  // A busy machine draws slowly; what comes at once is not waited for.
  configure({ asyncUtilTimeout: 10_000 })
  localStorage.clear()
  Object.assign(globalThis, { IntersectionObserver: NothingInView })
  const fake = createFakeOffhook(view, history)
  const parts = createParts(fake.bridge)
  followViews(parts.views, parts.api, () => performance.now())
  render(
    <AgentProvider value={parts}>
      <App />
    </AgentProvider>,
  )
  // The first view and the lists that the window asks for have come when this act is over.
  await act(async () => {})
  return {
    fake,
    parts,
    user: userEvent.setup(),
    publish: async (next) => {
      await act(async () => fake.publish(next))
    },
    sent: (name) => fake.sent.filter((each) => each.name === name).map(({ input }) => input),
  }
}
