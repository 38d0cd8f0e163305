import { type AnswerName, METHODS, SUPPORTED } from './answers.ts'
import { bodyOf } from './body.ts'
import { parseNameAddr, splitList } from './name-addr.ts'
import { headerOf, headersOf, type RawMessage } from './raw-message.ts'
import { requestUriProblem } from './uri.ts'

/** What a request is answered with instead of being looked at. */
export type Problem = {
  readonly answer: AnswerName
  readonly why: string
  /** Lines of the answer that are about this request. */
  readonly headers?: readonly string[]
}

export type Request = RawMessage & { readonly start: Extract<RawMessage['start'], { kind: 'request' }> }

const MANDATORY = ['from', 'to', 'call-id', 'cseq'] as const
const SINGLE = [...MANDATORY, 'max-forwards', 'content-length', 'content-type', 'replaces'] as const
/** Not for what is no call yet: SIP.js throws at some. */
const WITHIN_A_CALL: ReadonlySet<string> = new Set(['INFO', 'PRACK', 'UPDATE'])
const MOST_CSEQ = 2 ** 31
const MOST_FORWARDS = 255
/** Far beyond any message, and far below where a number loses its last digits. */
const MOST_LENGTH = 2 ** 31
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/

const malformed = (why: string): Problem => ({ answer: 'malformed', why })

const tagIn = (params: string): string | undefined => params.match(/;\s*tag\s*=\s*([^\s;]*)/i)?.[1]

/** The tag of From or To: a parameter of the field, not of the address or the name within it. */
export const tagOf = (raw: RawMessage, name: 'from' | 'to'): string | undefined =>
  tagIn(parseNameAddr(headerOf(raw, name) ?? '')?.params ?? '')

function headers(raw: RawMessage): string | null {
  for (const name of [...MANDATORY, 'via'] as const) {
    if (headerOf(raw, name) === undefined) return `no ${name}`
  }
  for (const name of SINGLE) {
    if (headersOf(raw, name).length > 1) return `more than one ${name}`
  }
  if (/\s/.test(headerOf(raw, 'call-id') ?? '') || headerOf(raw, 'call-id') === '') return 'bad call-id'
  for (const name of ['from', 'to']) {
    const address = parseNameAddr(headerOf(raw, name) ?? '')
    if (!address) return `bad ${name}`
    const tag = tagIn(address.params)
    if (tag === undefined ? name === 'from' : !TOKEN.test(tag)) return `bad tag in ${name}`
  }
  return null
}

/** Whether it is a number up to `most`, leading zeros or not. */
const upTo = (most: number, digits: string): boolean => /^\d+$/.test(digits) && Number(digits) <= most

function numbers(raw: RawMessage): string | null {
  const [number = '', method, more] = (headerOf(raw, 'cseq') ?? '').split(/\s+/)
  if (!upTo(MOST_CSEQ - 1, number) || !method || more !== undefined) return 'bad cseq'
  if (raw.start.kind === 'request' && method !== raw.start.method) return 'cseq of another method'
  const hops = headerOf(raw, 'max-forwards')
  if (hops !== undefined && !upTo(MOST_FORWARDS, hops)) return 'bad max-forwards'
  const length = headerOf(raw, 'content-length')
  if (length === undefined) return null
  if (!upTo(MOST_LENGTH, length)) return 'bad content-length'
  return Number(length) > raw.body.length ? 'a body shorter than its content-length' : null
}

function startLine({ start }: Request): Problem | null {
  if (start.version !== 'SIP/2.0') return { answer: 'otherVersion', why: start.version }
  if (!TOKEN.test(start.method)) return malformed('bad method')
  const problem = requestUriProblem(start.uri)
  if (problem === 'unknownScheme') return { answer: 'unknownScheme', why: 'request-uri' }
  return problem ? malformed('bad request-uri') : null
}

function method(raw: Request): Problem | null {
  const { method: name } = raw.start
  if (!METHODS.some((served) => served === name)) return { answer: 'notAllowed', why: `method ${name}` }
  const outside = WITHIN_A_CALL.has(name) && tagOf(raw, 'to') === undefined
  return outside ? { answer: 'noDialog', why: `${name} outside of any call` } : null
}

function contact(raw: Request): Problem | null {
  if (raw.start.method !== 'INVITE') return null
  const contacts = headersOf(raw, 'contact').flatMap(splitList)
  const usable = contacts.length === 1 && parseNameAddr(contacts[0] ?? '') !== null
  return usable ? null : malformed('an INVITE needs one contact')
}

function replaces(raw: Request): Problem | null {
  const value = headerOf(raw, 'replaces')
  if (value === undefined || raw.start.method !== 'INVITE') return null
  const params = value.slice(value.indexOf(';'))
  const complete = /^[^\s;]+\s*;/.test(value) && /;\s*to-tag=/i.test(params) && /;\s*from-tag=/i.test(params)
  return complete ? null : malformed('bad replaces')
}

function required(raw: Request): Problem | null {
  if (raw.start.method === 'ACK' || raw.start.method === 'CANCEL') return null
  const wanted = headersOf(raw, 'require').flatMap(splitList)
  const unknown = wanted.filter((tag) => !SUPPORTED.has(tag.toLowerCase()))
  if (unknown.length === 0) return null
  const named = unknown.filter((tag) => TOKEN.test(tag)).join(', ')
  return { answer: 'unknownExtension', why: `require ${named}`, headers: [`Unsupported: ${named}`] }
}

function body(raw: Request): Problem | null {
  const content = bodyOf(raw)
  if (content.kind === 'encoded') return { answer: 'encodedBody', why: 'an encoded body' }
  if (raw.start.method !== 'INVITE') return null
  if (content.kind === 'untyped') return malformed('a body without content-type')
  return content.kind === 'other' ? { answer: 'unknownBody', why: content.type } : null
}

/** The first thing that is wrong with a request, in the order of RFC 3261 §8.2 and §16.3; null when nothing is. */
export function requestProblem(raw: Request): Problem | null {
  const wrong = headers(raw) ?? numbers(raw)
  const first = startLine(raw)
  if (first?.answer === 'otherVersion') return first
  if (wrong) return malformed(wrong)
  return first ?? method(raw) ?? contact(raw) ?? replaces(raw) ?? required(raw) ?? body(raw)
}

/** Why a response can't be used; it is dropped then, as nobody answers a response. */
export function responseProblem(raw: RawMessage): string | null {
  if (raw.start.kind !== 'response') return 'no response'
  if (raw.start.version !== 'SIP/2.0') return `a response in ${raw.start.version}`
  if (!/^[1-6]\d\d$/.test(raw.start.status)) return 'bad status'
  return headers(raw) ?? numbers(raw)
}
