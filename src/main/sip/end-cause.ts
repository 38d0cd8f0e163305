import type { EndCause } from '../../domain/call/facts.ts'

const BY_STATUS: Readonly<Record<number, EndCause>> = {
  401: 'notAllowed',
  402: 'notAllowed',
  403: 'notAllowed',
  404: 'notFound',
  406: 'notCompatible',
  407: 'notAllowed',
  408: 'noAnswer',
  410: 'notFound',
  414: 'badNumber',
  415: 'notCompatible',
  416: 'badNumber',
  420: 'notCompatible',
  421: 'notCompatible',
  422: 'notCompatible',
  433: 'notAllowed',
  480: 'unavailable',
  484: 'badNumber',
  485: 'badNumber',
  486: 'busy',
  487: 'noAnswer',
  488: 'notCompatible',
  493: 'notCompatible',
  600: 'busy',
  603: 'declined',
  604: 'notFound',
  606: 'notCompatible',
  607: 'declined',
  608: 'declined',
}

/** Causes of ITU-T Q.850, which gateways send in a Reason header beside a status that says less. */
const BY_Q850: Readonly<Record<number, EndCause>> = {
  1: 'notFound',
  2: 'notFound',
  3: 'notFound',
  17: 'busy',
  18: 'noAnswer',
  19: 'noAnswer',
  20: 'unavailable',
  21: 'declined',
  22: 'notFound',
  27: 'unavailable',
  28: 'badNumber',
  34: 'network',
  38: 'network',
  41: 'network',
  42: 'network',
  57: 'notAllowed',
  65: 'notCompatible',
  79: 'notCompatible',
  88: 'notCompatible',
}

export type Reason = { readonly protocol: string; readonly cause: number; readonly text: string }

/** Reads one Reason header (RFC 3326), `SIP;cause=200;text="Call completed elsewhere"`. */
export function parseReason(value: string): Reason | null {
  const cause = value.match(/;\s*cause\s*=\s*(\d{1,4})/i)?.[1]
  if (cause === undefined) return null
  const protocol = (value.split(';')[0] ?? '').trim().toUpperCase()
  const text = value.match(/;\s*text\s*=\s*"((?:[^"\\]|\\.)*)"/i)?.[1] ?? ''
  return { protocol, cause: Number(cause), text }
}

const q850 = (reasons: readonly string[]): EndCause | undefined => {
  const found = reasons.map(parseReason).find((reason) => reason?.protocol === 'Q.850')
  return found ? BY_Q850[found.cause] : undefined
}

/** Statuses that say little or, behind a gateway, the wrong thing: there the Reason header has the word. */
const VAGUE = new Set([403, 408, 480, 487, 500, 502, 503, 504])

/** Why a call that we dialled was not answered. */
export function causeOfRefusal(status: number, reasons: readonly string[]): EndCause {
  const told = VAGUE.has(status) ? q850(reasons) : undefined
  if (told) return told
  const known = BY_STATUS[status]
  if (known) return known
  // A redirection isn't followed: where it leads is nobody's choice but the agent's.
  if (status >= 300 && status <= 399) return 'unavailable'
  return 'server'
}

/** Why the far end's BYE came: nearly always because somebody hung up. */
export function causeOfBye(reasons: readonly string[]): EndCause {
  const told = q850(reasons)
  return told === 'network' ? 'network' : 'hungUp'
}

/** Why a call that rang here was taken back. */
export function causeOfCancel(reasons: readonly string[]): EndCause {
  const elsewhere = reasons.map(parseReason).some((reason) => {
    return (
      (reason?.protocol === 'SIP' && reason.cause === 200) ||
      (reason?.protocol === 'Q.850' && reason.cause === 26)
    )
  })
  return elsewhere ? 'answeredElsewhere' : 'missed'
}
