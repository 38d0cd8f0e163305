import type { AgentContract } from '../../contract/agent.ts'
import type { BoundaryRefusal, InputOf, ReplyOf } from '../../contract/boundary.ts'
import type { View } from '../../contract/view.ts'
import type { AgentApi as AgentBridge } from '../../contract/window-api.ts'

export type CommandName = keyof AgentContract & string
export type Input<Name extends CommandName> = InputOf<AgentContract[Name]>
export type Reply<Name extends CommandName> = ReplyOf<AgentContract[Name]>
export type Answer<Name extends CommandName> = Reply<Name> | BoundaryRefusal

/** What the preload puts on `window.offhook`. */
export type Bridge = AgentBridge

declare global {
  interface Window {
    readonly offhook?: Bridge
  }
}

export type AgentApi = {
  /** Sends a command. Never rejects: a bridge that breaks is answered as `failed`. */
  readonly send: <Name extends CommandName>(name: Name, input: Input<Name>) => Promise<Answer<Name>>
  readonly onView: (listener: (view: View) => void) => () => void
}

/** Every command answers, so that no control waits for ever. */
export function createApi(bridge: Bridge): AgentApi {
  const failed: BoundaryRefusal = { ok: false, reason: 'failed' }
  return {
    onView: (listener) => bridge.onView(listener),
    send: async (name, input) => {
      try {
        return await bridge.call(name, input)
      } catch {
        return failed
      }
    },
  }
}

/** The reason of an answer that is a refusal, by the boundary or by the command; null where it was carried out. */
export function refusalOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const { ok, reason } = answer as { readonly ok?: unknown; readonly reason?: unknown }
  return ok === false && typeof reason === 'string' ? reason : null
}
