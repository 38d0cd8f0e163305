import type { View } from '../../contract/view.ts'

/** Gives views to the agent window. */
export type Publisher = {
  /** The view has changed: one is built and sent before the next turn of the event loop ends. */
  readonly changed: () => void
  /** Nothing is built any more: what the view is made of is being closed. */
  readonly stop: () => void
}

/**
 * One message a turn of the event loop: what several facts of the same moment made of the view is built and drawn
 * once. `send` must not throw while there is no window.
 */
export function createPublisher(build: () => View, send: (view: View) => void): Publisher {
  let due = false
  let stopped = false
  return {
    changed: () => {
      if (due) return
      due = true
      setImmediate(() => {
        due = false
        if (!stopped) send(build())
      })
    },
    stop: () => {
      stopped = true
    },
  }
}
