/** What this process keeps for good, on purpose: a leak to be seen, or what makes one seen. */
const kept: Buffer[] = []

/** No larger, so that holes as small as this are filled too. */
const BLOCK_BYTES = 1_000
const ROUND_BYTES = 1_000_000

/** In blocks that are written to: memory that nobody has touched isn't resident. */
export function keep(bytes: number): void {
  for (let left = bytes; left > 0; left -= BLOCK_BYTES) kept.push(Buffer.alloc(BLOCK_BYTES, 1))
}

/**
 * Takes what malloc has had from the system and not given back, so that whatever is kept from now on has to come from
 * the system and can be seen in the resident size.
 */
export function fillHoles(): void {
  let full = 0
  while (full < 2) {
    const before = process.memoryUsage.rss()
    keep(ROUND_BYTES)
    full = process.memoryUsage.rss() - before >= 0.9 * ROUND_BYTES ? full + 1 : 0
  }
}
