import type { View } from '../../contract/view.ts'

/** Gives views to the agent window. */
export type Publisher = {
  /** Sends this view before the next turn of the event loop ends, unless a newer one takes its place. */
  readonly publish: (view: View) => void
}

/**
 * One message a turn of the event loop: what several facts of the same moment made of the view is drawn once.
 * `send` must not throw while there is no window.
 */
export function createPublisher(send: (view: View) => void): Publisher {
  let newest: View | null = null
  const flush = (): void => {
    const view = newest
    newest = null
    if (view !== null) send(view)
  }
  return {
    publish: (view) => {
      if (newest === null) setImmediate(flush)
      if (newest === null || view.revision >= newest.revision) newest = view
    },
  }
}
