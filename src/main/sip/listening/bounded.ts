/** A map that forgets: beyond `most` entries the one that was used longest ago goes, unless it has to stay. */
export type Bounded<Value> = {
  readonly get: (key: string) => Value | undefined
  readonly has: (key: string) => boolean
  readonly set: (key: string, value: Value) => void
  readonly entries: () => readonly (readonly [string, Value])[]
}

export function createBounded<Value>(
  most: number,
  stays: (key: string, value: Value) => boolean = () => false,
  forgotten: (value: Value) => void = () => {},
): Bounded<Value> {
  const entries = new Map<string, Value>()
  const makeRoom = (): void => {
    for (const [key, value] of entries) {
      if (entries.size <= most) return
      if (stays(key, value)) continue
      entries.delete(key)
      forgotten(value)
    }
  }
  const set = (key: string, value: Value): void => {
    entries.delete(key)
    entries.set(key, value)
    if (entries.size > most) makeRoom()
  }
  return {
    get: (key) => {
      const value = entries.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    has: (key) => entries.has(key),
    set,
    entries: () => [...entries],
  }
}
