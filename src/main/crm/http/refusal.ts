import type { CrmFailureReason } from '../../../domain/crm/failure.ts'
import { CrmFailure } from '../failure.ts'
import type { HttpAnswer } from './http.ts'
import { retryAfter } from './retry-after.ts'

const LONGEST = 300

const REASONS: Readonly<Record<number, CrmFailureReason>> = {
  401: 'signIn',
  403: 'forbidden',
  404: 'notFound',
  408: 'timeout',
  409: 'conflict',
  410: 'notFound',
  412: 'conflict',
  429: 'limited',
}

/** 3xx that isn't followed, and every other 4xx, is a refusal of what was asked. */
const reasonOf = (status: number): CrmFailureReason =>
  REASONS[status] ?? (status >= 500 ? 'server' : 'rejected')

/** Keys under which servers say what is wrong, the most telling first. */
const SAYING = [
  'message',
  'error_description',
  'detail',
  'description',
  'title',
  'error',
  'errorCode',
  'errors',
]

/** The first sentence of a JSON answer that is meant for a person; empty where none is found. */
function saidInJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value
  if (depth > 3 || typeof value !== 'object' || value === null) return ''
  const parts = Array.isArray(value) ? value : SAYING.map((key) => (value as Record<string, unknown>)[key])
  for (const part of parts) {
    const said = saidInJson(part, depth + 1)
    if (said !== '') return said
  }
  return ''
}

/** What an answer that refuses says, in one line; markup is left out. */
export function said(text: string): string {
  let words: string
  try {
    words = saidInJson(JSON.parse(text))
  } catch {
    words = text
      .slice(0, 20_000)
      .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<[^>]*>/g, ' ')
  }
  return words.replace(/\s+/g, ' ').trim().slice(0, LONGEST)
}

/** Takes what must not be read out of a text: servers like to repeat what they were sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
  return hidden.reduce((left, secret) => left.replaceAll(secret, '…'), text)
}

/** An answer that wasn't what was wanted. `secrets` are what was sent to sign in; `now` is epoch ms. */
export function refusal(answer: HttpAnswer, secrets: readonly string[], now: number): CrmFailure {
  const words = said(withoutSecrets(answer.text, secrets))
  return new CrmFailure(
    reasonOf(answer.status),
    words === '' ? String(answer.status) : `${answer.status}: ${words}`,
    retryAfter(answer.headers, now),
  )
}
