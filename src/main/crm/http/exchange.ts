import { CrmFailure } from '../failure.ts'
import { brokenExchange } from './broken.ts'
import type { HttpAnswer } from './http.ts'
import { parseHttpDate } from './retry-after.ts'

export type Bounds = {
  /** From the first byte out to the last byte in, in milliseconds. */
  readonly deadlineMs: number
  /** Longest silence within that, in milliseconds. */
  readonly idleMs: number
  /** Most that an answer may have, unpacked. */
  readonly maxBytes: number
}

export const DEFAULT_BOUNDS: Bounds = { deadlineMs: 60_000, idleMs: 30_000, maxBytes: 32 * 1024 * 1024 }

export type Outgoing = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Reads on only as long as it isn't too much: a body of endless length must not fill the memory first. */
async function readText(response: Response, maxBytes: number, heard: () => void): Promise<string> {
  const tooLarge = () => new CrmFailure('tooLarge', `the answer has more than ${maxBytes} bytes`)
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  const parts: string[] = []
  let size = 0
  for await (const chunk of response.body) {
    heard()
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge()
    parts.push(decoder.decode(chunk, { stream: true }))
  }
  parts.push(decoder.decode())
  return parts.join('')
}

/** One request and its answer, whatever the status; redirects are not followed. Throws a `CrmFailure`. */
export async function exchange(url: URL, outgoing: Outgoing, bounds: Bounds): Promise<HttpAnswer> {
  const stop = new AbortController()
  const late = (what: string) => () => stop.abort(new CrmFailure('timeout', `${url.host}: ${what}`))
  const deadline = setTimeout(late(`no whole answer within ${bounds.deadlineMs} ms`), bounds.deadlineMs)
  const idle = setTimeout(late(`nothing came for ${bounds.idleMs} ms`), bounds.idleMs)
  try {
    const { method, headers, body } = outgoing
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: stop.signal,
      ...(body === undefined ? {} : { body }),
    })
    idle.refresh()
    const text = await readText(response, bounds.maxBytes, () => idle.refresh())
    return {
      status: response.status,
      headers: response.headers,
      text,
      date: parseHttpDate(response.headers.get('date')),
    }
  } catch (error) {
    stop.abort()
    throw brokenExchange(error, url.host)
  } finally {
    clearTimeout(deadline)
    clearTimeout(idle)
  }
}
