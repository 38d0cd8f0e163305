/**
 * A URL in one spelling: servers escape the same path in several ways, and a card must not be two for that.
 */
export function respelled(url: string, base?: string): URL {
  const spelled = new URL(url, base)
  spelled.pathname = spelled.pathname.split('/').map(respelledSegment).join('/')
  spelled.hash = ''
  return spelled
}

/** Short within the base, elsewhere on the same server a path, else a URL. */
export function idOfUrl(url: string, base: string): string {
  const spelled = respelled(url, base)
  if (spelled.href.startsWith(base)) return spelled.href.slice(base.length)
  return spelled.origin === new URL(base).origin ? spelled.pathname + spelled.search : spelled.href
}

export const urlOfId = (id: string, base: string): string => new URL(id, base).href

/** What may stand in a path as it is (RFC 3986 §3.3) does so, but for a colon, which can end a scheme. */
function respelledSegment(segment: string): string {
  try {
    const escaped = encodeURIComponent(decodeURIComponent(segment))
    return escaped.replace(/%(?:40|24|26|2B|2C|3B|3D)/g, (code) => decodeURIComponent(code))
  } catch {
    return segment
  }
}
