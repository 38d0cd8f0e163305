/** A promise that is settled from outside; asking for it late is as good as asking early. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

export function deferred<T>(): Deferred<T> {
  let settle: { resolve(value: T): void; reject(error: Error): void } | undefined
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Nobody has to wait for every promise of a call, so one that nobody waits for must not count as unhandled.
  promise.catch(() => undefined)
  return {
    promise,
    resolve: (value) => settle?.resolve(value),
    reject: (error) => settle?.reject(error),
  }
}
