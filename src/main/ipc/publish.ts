import type { View } from '../../contract/view.ts'

/** Gives views to the agent window. */
export type Publisher = {
  /** The view has changed: one is built and sent before the next turn of the event loop ends. */
  readonly changed: () => void
}

/**
 * One message a turn of the event loop: what several facts of the same moment made of the view is built and drawn
 * once. `send` must not throw while there is no window.
 */
export function createPublisher(build: () => View, send: (view: View) => void): Publisher {
  let due = false
  return {
    changed: () => {
      if (due) return
      due = true
      setImmediate(() => {
        due = false
        send(build())
      })
    },
  }
}
