/** Nobody waits longer than a day for a header that may be mistyped. */
const LONGEST = 24 * 60 * 60_000

/** RFC 9110 §5.6.7; only what begins with the day's name, since `Date.parse` reads almost anything. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /

/** An HTTP date in epoch ms; null where it is none. */
export function parseHttpDate(text: string | null): number | null {
  if (text === null || !HTTP_DATE.test(text.trim())) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

/**
 * `Retry-After` (RFC 9110 §10.2.3) in milliseconds; null where it says nothing that can be read. A date counts from the
 * server's own clock where it tells it, since this computer's may be an hour off; `now` is epoch ms.
 */
export function retryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim()
  if (text === undefined) return null
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(LONGEST, Math.ceil(Number(text) * 1000))
  const at = parseHttpDate(text)
  if (at === null) return null
  const from = parseHttpDate(headers.get('date')) ?? now
  return Math.min(LONGEST, Math.max(0, at - from))
}
