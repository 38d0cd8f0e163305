const PATIENCE = 15_000
const EVERY = 20

/** Tries until `check` no longer throws, on a busy machine too; then fails as `check` did last. */
export async function until<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  const begun = performance.now()
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() - begun > PATIENCE) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY))
  }
}
