/**
 * A SIP message as one reads it: one line per header, indented like the code around it, an empty line before the body.
 * Backslashes stand for themselves. `$length` becomes the length of the body. A line that is indented further than the
 * first one is folded (RFC 3261 §7.3.1).
 */
export const sip = (strings: TemplateStringsArray, ...values: readonly string[]): string =>
  written(String.raw(strings, ...values), 'utf8')

/** The same in one byte per character: what isn't text stays as it is. */
export const sipBytes = (strings: TemplateStringsArray, ...values: readonly string[]): Buffer =>
  Buffer.from(written(String.raw(strings, ...values), 'latin1'), 'latin1')

function written(template: string, encoding: 'utf8' | 'latin1'): string {
  const text = template.replace(/^\n/, '').replace(/\n *$/, '')
  const indent = text.match(/^ */)?.[0] ?? ''
  const lines = text.split('\n').map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
  const empty = lines.indexOf('')
  const head = empty < 0 ? lines : lines.slice(0, empty)
  const body = empty < 0 ? '' : lines.slice(empty + 1).join('\r\n')
  return [...head, '', body].join('\r\n').replace('$length', String(Buffer.byteLength(body, encoding)))
}

/** The message with every line indented as `sip` takes it, for bodies that are used more than once. */
export const indented = (text: string, by: number): string =>
  text.trim().replace(/\r?\n */g, `\n${' '.repeat(by)}`)

/** Audio as a browser would offer it, good enough to ring and to answer. */
export const OFFER = `
v=0
o=- 4711 1 IN IP4 192.0.2.1
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 0
c=IN IP4 192.0.2.1
a=mid:0
a=ice-ufrag:abcd
a=ice-pwd:0123456789012345678901
a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}
a=setup:actpass
a=rtcp-mux
a=rtpmap:0 PCMU/8000
a=sendrecv
`
