import type { Fault } from '../../../src/main/crm/testing/scripted-faults.ts'

const inHttpDate = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString()

const status = (code: number, retryAfter?: string): Fault =>
  retryAfter === undefined ? { kind: 'status', status: code } : { kind: 'status', status: code, retryAfter }

/** Answers that aren't what was asked for, whatever it was. */
export const ANSWER_FAULTS: readonly (readonly [string, () => Fault])[] = [
  ['401', () => status(401)],
  ['403', () => status(403)],
  ['404', () => status(404)],
  ['409', () => status(409)],
  ['429', () => status(429)],
  ['429, Retry-After 0', () => status(429, '0')],
  ['429, Retry-After in seconds', () => status(429, '1')],
  ['429, Retry-After a date', () => status(429, inHttpDate(2))],
  ['429, Retry-After nonsense', () => status(429, 'soon')],
  ['500', () => status(500)],
  ['502 of a proxy', () => status(502)],
  ['503, Retry-After in seconds', () => status(503, '1')],
  ['HTML in place of JSON', () => ({ kind: 'html' })],
  ['JSON that is cut off', () => ({ kind: 'truncated', afterwards: true })],
  ['a connection that breaks', () => ({ kind: 'broken' })],
  ['an answer that drips', () => ({ kind: 'drip', forMs: 5_000 })],
  ['no answer', () => ({ kind: 'silence', forMs: 3_000 })],
]

/** Those, and pages that are wrong in themselves. */
export const FAULTS: typeof ANSWER_FAULTS = [
  ...ANSWER_FAULTS,
  ['a page that comes twice', () => ({ kind: 'page', how: 'duplicate' })],
  ['a page in another order', () => ({ kind: 'page', how: 'shuffled' })],
  ['a page that is missing', () => ({ kind: 'page', how: 'missing' })],
  ['a cursor that leads in a circle', () => ({ kind: 'page', how: 'cycle' })],
  ['a record of ten megabytes', () => ({ kind: 'page', how: 'huge' })],
]
