import type { EndCause, Remark } from '../../domain/call/facts.ts'
import { causeOfQ850, causeOfStatus } from '../../domain/call/status-cause.ts'
import { splitList } from './message/name-addr.ts'

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
  return found ? causeOfQ850(found.cause) : undefined
}

/** Statuses that say little or, behind a gateway, the wrong thing: there the Reason header has the word. */
const VAGUE = new Set([403, 408, 480, 487, 500, 502, 503, 504])

/** Why a call that we dialled was not answered. */
export function causeOfRefusal(status: number, reasons: readonly string[]): EndCause {
  const told = VAGUE.has(status) ? q850(reasons) : undefined
  if (told) return told
  const known = causeOfStatus(status)
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

const LONGEST_REMARK = 200
const MOST_REMARKS = 8

const plain = (text: string): string =>
  text
    .replace(/\\(.)/g, '$1')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LONGEST_REMARK)

/** Reads one Warning (RFC 3261 §20.43), `304 pbx.example "Media type not available"`. */
function parseWarning(value: string): Remark | null {
  const [, code, agent, text] = value.match(/^(\d{3})\s+(\S+)\s+"((?:[^"\\]|\\.)*)"/) ?? []
  if (code === undefined || agent === undefined) return null
  return { by: plain(agent), code: Number(code), text: plain(text ?? '') }
}

function parseRemark(value: string): Remark | null {
  const reason = parseReason(value)
  return reason && { by: plain(reason.protocol), code: reason.cause, text: plain(reason.text) }
}

/** What a refusal, a BYE or a CANCEL says in Reason and Warning, beside its status. */
export function remarksOf(message: { getHeaders(name: string): readonly string[] }): readonly Remark[] {
  const read = (name: string, parse: (value: string) => Remark | null) =>
    message.getHeaders(name).flatMap(splitList).map(parse)
  return [...read('reason', parseRemark), ...read('warning', parseWarning)]
    .filter((remark) => remark !== null)
    .slice(0, MOST_REMARKS)
}

/** The same as a part of a call's end. */
export function said(message: Parameters<typeof remarksOf>[0]): { readonly remarks?: readonly Remark[] } {
  const remarks = remarksOf(message)
  return remarks.length > 0 ? { remarks } : {}
}
