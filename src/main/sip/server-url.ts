import { ok, type Result, refuse } from '../../domain/result.ts'

/** A SIP server over WebSocket, as it is dialled. */
export type ServerUrl = {
  readonly url: string
  /** Host name or address without brackets. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

export type ServerUrlRefusal = 'badAddress' | 'notEncrypted'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

/** Reads `wss://host[:port]/path`. `ws:` is taken for this computer only: anywhere else it would show the calls. */
export function parseServerUrl(text: string): Result<ServerUrl, ServerUrlRefusal> {
  let parsed: URL
  try {
    parsed = new URL(text.trim())
  } catch {
    return refuse('badAddress')
  }
  const secure = parsed.protocol === 'wss:'
  if (!secure && parsed.protocol !== 'ws:') return refuse('badAddress')
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  if (host === '' || parsed.username !== '' || parsed.password !== '') return refuse('badAddress')
  if (!secure && !LOOPBACK.test(host)) return refuse('notEncrypted')
  parsed.hash = ''
  const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port)
  return ok({ url: parsed.href, host, port, secure })
}
