// The agent's window as the demo, the end-to-end tests and the screenshots see it: what it shows, through the window's
// own bridge to the app, and its page.
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { AgentContract } from '../../src/contract/agent.ts'
import type { BoundaryRefusal, InputOf, ReplyOf } from '../../src/contract/boundary.ts'
import type { View } from '../../src/contract/view.ts'

type Name = keyof AgentContract & string
type Answer<N extends Name> = ReplyOf<AgentContract[N]> | BoundaryRefusal
type Bridge = { readonly offhook: { readonly call: (name: string, input: unknown) => Promise<unknown> } }

const PATIENCE_MS = 20_000
const EVERY_MS = 40

export type AgentWindow = {
  readonly page: Page
  /** Asks as the window itself would; for looking things up and for setting a scene, not in place of a key or a click. */
  readonly ask: <N extends Name>(name: N, input: InputOf<AgentContract[N]>) => Promise<Answer<N>>
  readonly view: () => Promise<View>
  /** Resolves with what `find` finds in a view; throws with the calls as they are when it finds nothing in time. */
  readonly until: <Found>(
    what: string,
    find: (view: View) => Found | null | undefined | false,
    patienceMs?: number,
  ) => Promise<Found>
}

export function createAgentWindow(page: Page): AgentWindow {
  const ask: AgentWindow['ask'] = async (name, input) => {
    const answer = await page.evaluate(
      ([command, given]) => (globalThis as unknown as Bridge).offhook.call(command, given),
      [name, input] as const,
    )
    return answer as Answer<typeof name>
  }
  const view = async (): Promise<View> => {
    const answer = await ask('view.get', null)
    if ('ok' in answer) throw new Error(`the app gave no view: ${answer.reason}`)
    return answer
  }
  return {
    page,
    ask,
    view,
    until: async (what, find, patienceMs = PATIENCE_MS) => {
      const deadline = performance.now() + patienceMs
      for (;;) {
        const now = await view()
        const found = find(now)
        if (found) return found
        if (performance.now() > deadline) throw new Error(`waited in vain for ${what}: ${summary(now)}`)
        await delay(EVERY_MS)
      }
    },
  }
}

/** What of a view matters when a wait was in vain. */
function summary({ lines, agent, calls, notices, problems }: View): string {
  const short = (all: View['calls']): unknown =>
    all.map(({ id, direction, phase, held, muted, wrapUp, pop, ended, transfer }) => ({
      id,
      direction,
      phase,
      held,
      muted,
      wrapUp,
      pop: pop.kind,
      ended,
      transfer,
    }))
  return JSON.stringify({
    lines: lines.map(({ state, reason }) => `${state} ${reason ?? ''}`),
    agent: agent.kind,
    calls: short(calls),
    notices: short(notices),
    problems: problems.map(({ kind }) => kind),
  })
}
