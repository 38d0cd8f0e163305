import { CrmFailure } from '../failure.ts'

/** What says that not even a connection came about (errno of the connect, the resolver's, undici's own). */
const NEVER_SENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** What Node and OpenSSL say of certificates and of handshakes. */
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO$)/

type Cause = { readonly code: string; readonly syscall: string; readonly message: string }

/** `fetch` wraps what happened once or twice; with several addresses it is a list, of which one speaks for all. */
function causesOf(error: unknown): readonly Cause[] {
  const causes: Cause[] = []
  let next: unknown = error
  for (let depth = 0; depth < 5 && next instanceof Error; depth += 1) {
    const { code, syscall } = next as { readonly code?: unknown; readonly syscall?: unknown }
    causes.push({
      code: typeof code === 'string' ? code : '',
      syscall: typeof syscall === 'string' ? syscall : '',
      message: next.message,
    })
    next = next instanceof AggregateError ? next.errors[0] : next.cause
  }
  return causes
}

/** An exchange that broke off, as what it means: not sent, not trusted, unreadable, or nobody knows. */
export function brokenExchange(error: unknown, host: string): CrmFailure {
  if (error instanceof CrmFailure) return error
  const causes = causesOf(error)
  const told = causes.findLast(({ message }) => message !== '')
  const code = causes.find((cause) => cause.code !== '')?.code ?? ''
  const detail = `${host}: ${[code, told?.message ?? String(error)].filter((part) => part !== '').join(', ')}`
  const some = (test: (cause: Cause) => boolean): boolean => causes.some(test)

  if (some((cause) => TLS.test(cause.code))) return new CrmFailure('tls', detail)
  if (some((cause) => NEVER_SENT.has(cause.code) || cause.syscall === 'connect'))
    return new CrmFailure('offline', detail)
  // The handshake broke off, so nothing of ours went out.
  if (some((cause) => cause.message.includes('before secure TLS connection was established')))
    return new CrmFailure('offline', detail)
  if (some((cause) => cause.code.startsWith('Z_') || cause.code.startsWith('ERR_BROTLI')))
    return new CrmFailure('badAnswer', detail)
  return new CrmFailure('timeout', detail)
}
