import type { Entry } from './journal/journal.ts'

const KEY = 'instance'

/** RFC 5626 4.1: the UUID of this installation, the same in every REGISTER for as long as the journal lives. */
export function instanceId(
  read: (key: string) => string | null,
  write: (entries: readonly Entry[]) => void,
  random: () => string,
): string {
  const known = read(KEY)
  if (known !== null) return known
  const made = random()
  write([{ kind: 'setting', key: KEY, value: made }])
  return made
}
