import { ok, type Result, refuse } from '../../domain/result.ts'

/** A plain SIP server as an account writes it. Without a port the DNS is asked for one (RFC 3263 §4.2). */
export type ServerAddress = { readonly host: string; readonly port: number | null }

const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9a-zA-Z](?:[0-9a-zA-Z._-]*[0-9a-zA-Z])?\.?))(?::(\d{1,5}))?$/

/** Reads `host[:port]`; an IPv6 address stands in brackets. */
export function parseServerAddress(text: string): Result<ServerAddress, 'badAddress'> {
  const [, bracketed, name, digits] = text.trim().match(HOST) ?? []
  const host = bracketed ?? name
  const port = digits === undefined ? null : Number(digits)
  if (host === undefined || port === 0 || (port ?? 0) > 65_535) return refuse('badAddress')
  return ok({ host, port })
}
