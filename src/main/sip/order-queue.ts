/** Runs the orders of one call one after another: two re-INVITEs of a dialog at once are an error (RFC 3261 §14.1). */
export type OrderQueue = { readonly add: (order: () => Promise<void>) => void }

export function createOrderQueue(failed: (error: unknown) => void): OrderQueue {
  let tail = Promise.resolve()
  return {
    add: (order) => {
      tail = tail.then(order).catch(failed)
    },
  }
}
