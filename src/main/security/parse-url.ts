/** The parsed address, or null. `URL.parse` does the same from Node 22 on; Electron 33 has Node 20. */
export function parseUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
