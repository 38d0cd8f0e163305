import type { Connection, Direction, WireHooks } from './wire.ts'

/** What tests attach to the wire: listeners, droppers and tamperers, each removable. */
export interface Taps {
  readonly hooks: WireHooks
  onMessage(listener: (direction: Direction, text: string) => void): () => void
  drop(matches: (direction: Direction, text: string) => boolean): () => void
  tamper(change: (direction: Direction, text: string) => string): () => void
  nextMessage(direction: Direction, matches: RegExp): Promise<string>
}

export function createTaps(): Taps {
  const listeners = new Set<(direction: Direction, text: string, connection: Connection) => void>()
  const droppers = new Set<(direction: Direction, text: string) => boolean>()
  const changers = new Set<(direction: Direction, text: string) => string>()

  return {
    hooks: {
      onMessage(direction, text, connection) {
        for (const listener of [...listeners]) listener(direction, text, connection)
      },
      pass(direction, text) {
        for (const matches of droppers) if (matches(direction, text)) return undefined
        let passed = text
        for (const change of changers) passed = change(direction, passed)
        return passed
      },
    },
    onMessage: (listener) => attach(listeners, listener),
    drop: (matches) => attach(droppers, matches),
    tamper: (change) => attach(changers, change),
    nextMessage: (direction, matches) =>
      new Promise((resolve) => {
        const detach = attach(listeners, (seen, text) => {
          if (seen !== direction || !matches.test(text)) return
          detach()
          resolve(text)
        })
      }),
  }
}

export function attach<T>(set: Set<T>, item: T): () => void {
  set.add(item)
  return () => set.delete(item)
}
