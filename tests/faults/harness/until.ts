import { setTimeout as delay } from 'node:timers/promises'

const EVERY_MS = 20

/**
 * What `look` gives as soon as it is neither false nor null nor undefined. Throws after `timeoutMs`, with what
 * `describe` says of the last state.
 */
export async function until<Found>(
  what: string,
  look: () => Found | Promise<Found>,
  timeoutMs = 20_000,
  describe: () => string = () => '',
): Promise<Exclude<Found, false | null | undefined>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) {
      return found as Exclude<Found, false | null | undefined>
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what} ${describe()}`)
    await delay(EVERY_MS)
  }
}
