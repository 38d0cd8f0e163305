import { setTimeout as delay } from 'node:timers/promises'

/** Looks again and again until `look` gives something (not false, null or undefined), and says what it waited for. */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  { within = 15_000, also = () => '' }: { within?: number; also?: () => string } = {},
): Promise<Exclude<Value, false | null | undefined>> {
  const deadline = performance.now() + within
  for (;;) {
    const seen = await look()
    if (seen !== false && seen !== null && seen !== undefined) {
      return seen as Exclude<Value, false | null | undefined>
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${within} ms${also()}`)
    await delay(20)
  }
}
