import type { Connection, Direction, Passage, WireHooks } from './connection.ts'

type Matches = (direction: Direction, text: string) => boolean

/** What tests attach to the wire: listeners, and what drops, changes, delays and doubles, each removable. */
export interface Taps {
  readonly hooks: WireHooks
  onMessage(listener: (direction: Direction, text: string) => void): () => void
  drop(matches: Matches): () => void
  tamper(change: (direction: Direction, text: string) => string): () => void
  delay(ms: number, matches: Matches): () => void
  duplicate(matches: Matches): () => void
  nextMessage(direction: Direction, matches: RegExp): Promise<string>
}

export function createTaps(): Taps {
  const listeners = new Set<(direction: Direction, text: string, connection: Connection) => void>()
  const droppers = new Set<Matches>()
  const changers = new Set<(direction: Direction, text: string) => string>()
  const delayers = new Set<{ ms: number; matches: Matches }>()
  const doublers = new Set<Matches>()

  function pass(direction: Direction, text: string): readonly Passage[] {
    for (const matches of droppers) if (matches(direction, text)) return []
    let after = 0
    for (const { ms, matches } of delayers) if (matches(direction, text)) after += ms
    let copies = 1
    for (const matches of doublers) if (matches(direction, text)) copies += 1
    let passed = text
    for (const change of changers) passed = change(direction, passed)
    return Array<Passage>(copies).fill({ text: passed, after })
  }

  return {
    hooks: {
      onMessage(direction, text, connection) {
        for (const listener of [...listeners]) listener(direction, text, connection)
      },
      pass,
    },
    onMessage: (listener) => attach(listeners, listener),
    drop: (matches) => attach(droppers, matches),
    tamper: (change) => attach(changers, change),
    delay: (ms, matches) => attach(delayers, { ms, matches }),
    duplicate: (matches) => attach(doublers, matches),
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
