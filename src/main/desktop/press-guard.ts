const guardMs = 400

/**
 * Lets one press of a key through and not its repetitions: a key that is held down, or that reaches us twice, by the
 * system and by the window. What comes within 400 ms of the last one counts as the same press.
 */
export function createPressGuard(): (name: string, now: number) => boolean {
  const seen = new Map<string, number>()
  return (name, now) => {
    const before = seen.get(name)
    seen.set(name, now)
    return before === undefined || now - before >= guardMs
  }
}
