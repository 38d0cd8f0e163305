import { decode, headerOf, type RawMessage } from './raw-message.ts'

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'sdp'; readonly text: string }
  | { readonly kind: 'other'; readonly type: string; readonly text: string }
  /** Neither named nor to be guessed. */
  | { readonly kind: 'untyped' }
  | { readonly kind: 'encoded' }

const SDP = 'application/sdp'

/** The SDP part of a multipart body (RFC 5621 asks every UA to find it); null when there is none. */
function sdpPart(text: string, contentType: string): string | null {
  const [, quoted, plain] = contentType.match(/;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i) ?? []
  const boundary = quoted ?? plain
  if (!boundary) return null
  for (const part of text.split(`--${boundary}`).slice(1)) {
    const [, head, body] = part.match(/^[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n(.*)$/s) ?? []
    if (head && body && /^content-type\s*:\s*application\/sdp\s*(;|$)/im.test(head)) {
      return body.replace(/\r?\n$/, '')
    }
  }
  return null
}

/** Reads the body as Content-Length cuts it. SDP is found in multipart, and known by sight where no type names it. */
export function bodyOf(raw: RawMessage): Body {
  const length = headerOf(raw, 'content-length')
  const bytes = length === undefined ? raw.body : raw.body.subarray(0, Number(length))
  if (bytes.length === 0) return { kind: 'none' }
  const encoding = headerOf(raw, 'content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return { kind: 'encoded' }
  const text = decode(bytes)
  const header = headerOf(raw, 'content-type')
  if (header === undefined) return text.startsWith('v=0') ? { kind: 'sdp', text } : { kind: 'untyped' }
  const type = (header.split(';')[0] ?? '').replace(/\s/g, '').toLowerCase()
  if (type === SDP) return { kind: 'sdp', text }
  const part = type.startsWith('multipart/') ? sdpPart(text, header) : null
  return part === null ? { kind: 'other', type: header, text } : { kind: 'sdp', text: part }
}
