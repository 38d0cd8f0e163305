/** What the wire has to know of a message before anybody parses it. */

/** First value of a header, by its long name or its compact form; empty when it is missing. */
export function headerOf(text: string, name: string): string {
  return text.match(new RegExp(`^(?:${name})[ \\t]*:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im'))?.[1] ?? ''
}

export function isResponse(text: string): boolean {
  return text.startsWith('SIP/2.0')
}

/** Status code of a response; 0 of a request. */
export function statusOf(text: string): number {
  return isResponse(text) ? Number(text.slice(8, 11)) : 0
}

export function callIdOf(text: string): string {
  return headerOf(text, 'Call-ID|i')
}

export function topViaOf(text: string): string {
  return headerOf(text, 'Via|v')
}

export function topBranch(text: string): string {
  return topViaOf(text).match(/;\s*branch=([^;,\s]+)/i)?.[1] ?? ''
}

/** Method of the CSeq: of a response, the method that it answers. */
export function methodOf(text: string): string {
  return headerOf(text, 'CSeq').split(/\s+/)[1] ?? ''
}

/** A socket's end as SIP writes it: `host:port`. */
export interface Remote {
  readonly host: string
  readonly port: number
}

/**
 * Writes into the top Via of a request where it really came from (RFC 3261 §18.2.1, RFC 3581 §4): `received` when the
 * sender names another host, and the port when it asks by `rport`.
 */
export function withSource(text: string, { host, port }: Remote): string {
  return text.replace(
    /^((?:Via|v)[ \t]*:[ \t]*SIP[^\s]*[ \t]+)([^;,\s]+)([^,\r\n]*)/im,
    (_, begin, by, rest) => {
      const asks = /;\s*rport(?=\s*(?:;|$))/i
      const wanted = asks.test(rest)
      const named = wanted ? rest.replace(asks, `;rport=${port}`) : rest
      return `${begin}${by}${named}${wanted || hostOf(by) !== host ? `;received=${host}` : ''}`
    },
  )
}

/** Where a response to that top Via goes over UDP: back to the source, but to the port it names unless it asked for `rport`. */
export function replyPort(via: string, source: Remote): number {
  if (/;\s*rport=/i.test(via)) return source.port
  return Number(via.match(/^SIP\S*[ \t]+[^;,\s]*?:(\d+)(?=[;,\s]|$)/i)?.[1] ?? 5060)
}

function hostOf(sentBy: string): string {
  return sentBy.replace(/:\d+$/, '')
}
