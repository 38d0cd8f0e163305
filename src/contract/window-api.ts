import type { AgentContract } from './agent.ts'
import type { BoundaryRefusal, InputOf, ReplyOf } from './boundary.ts'
import type { MediaReport, NumberedMediaOrder } from './media.ts'
import type { View } from './view.ts'

/** Stops what a subscription started. */
export type Unsubscribe = () => void

/** `window.offhook`: all that the agent window can reach of main. */
export type AgentApi = {
  /** Asks main for one command of the contract. Rejects only where the name is not one of it. */
  readonly call: <Name extends keyof AgentContract & string>(
    name: Name,
    input: InputOf<AgentContract[Name]>,
  ) => Promise<ReplyOf<AgentContract[Name]> | BoundaryRefusal>
  /** Each view that main publishes; a lower revision than one seen before is stale. */
  readonly onView: (listener: (view: View) => void) => Unsubscribe
}

/** `window.media`: all that the media window can reach of main. */
export type MediaApi = {
  readonly report: (report: MediaReport) => void
  readonly onOrder: (listener: (order: NumberedMediaOrder) => void) => Unsubscribe
}
