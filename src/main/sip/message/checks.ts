import { bodyOf } from './body.ts'
import { parseNameAddr, splitList } from './name-addr.ts'
import { headerOf, headersOf, type RawMessage } from './raw-message.ts'
import { requestUriProblem } from './uri.ts'

/** What a request is answered with instead of being looked at. */
export type Problem = {
  readonly code: number
  readonly phrase: string
  readonly why: string
  readonly headers?: readonly string[]
}

export type Request = RawMessage & { readonly start: Extract<RawMessage['start'], { kind: 'request' }> }

const MANDATORY = ['from', 'to', 'call-id', 'cseq'] as const
const SINGLE = [...MANDATORY, 'max-forwards', 'content-length', 'content-type', 'replaces'] as const
const MOST_CSEQ = 2 ** 31
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/

/** Extensions that a Require may name. 100rel isn't one: its reliable 180 would bring media up before the answer. */
const SUPPORTED = new Set(['replaces'])

const bad = (why: string): Problem => ({ code: 400, phrase: 'Bad Request', why })

const tagOf = (params: string): string | undefined => params.match(/;\s*tag\s*=\s*([^\s;]*)/i)?.[1]

function headers(raw: RawMessage): string | null {
  for (const name of MANDATORY) {
    if (headerOf(raw, name) === undefined) return `no ${name}`
  }
  for (const name of SINGLE) {
    if (headersOf(raw, name).length > 1) return `more than one ${name}`
  }
  if (/\s/.test(headerOf(raw, 'call-id') ?? '') || headerOf(raw, 'call-id') === '') return 'bad call-id'
  for (const name of ['from', 'to']) {
    const address = parseNameAddr(headerOf(raw, name) ?? '')
    if (!address) return `bad ${name}`
    const tag = tagOf(address.params)
    if (tag === undefined ? name === 'from' : !TOKEN.test(tag)) return `bad tag in ${name}`
  }
  return null
}

function numbers(raw: RawMessage): string | null {
  const cseq = headerOf(raw, 'cseq')?.match(/^(\d{1,10})\s+(\S+)$/)
  if (!cseq || Number(cseq[1]) >= MOST_CSEQ) return 'bad cseq'
  if (raw.start.kind === 'request' && cseq[2] !== raw.start.method) return 'cseq of another method'
  const hops = headerOf(raw, 'max-forwards')
  if (hops !== undefined && !(/^\d{1,3}$/.test(hops) && Number(hops) <= 255)) return 'bad max-forwards'
  const length = headerOf(raw, 'content-length')
  if (length === undefined) return null
  if (!/^\d{1,9}$/.test(length)) return 'bad content-length'
  return Number(length) > raw.body.length ? 'a body shorter than its content-length' : null
}

function startLine({ start }: Request): Problem | null {
  if (start.version !== 'SIP/2.0') return { code: 505, phrase: 'Version Not Supported', why: start.version }
  if (!TOKEN.test(start.method)) return bad('bad method')
  const problem = requestUriProblem(start.uri)
  if (problem === 'unknownScheme') return { code: 416, phrase: 'Unsupported URI Scheme', why: 'request-uri' }
  return problem ? bad('bad request-uri') : null
}

function contact(raw: Request): Problem | null {
  if (raw.start.method !== 'INVITE') return null
  const contacts = headersOf(raw, 'contact').flatMap(splitList)
  const usable = contacts.length === 1 && parseNameAddr(contacts[0] ?? '') !== null
  return usable ? null : bad('an INVITE needs one contact')
}

function replaces(raw: Request): Problem | null {
  const value = headerOf(raw, 'replaces')
  if (value === undefined || raw.start.method !== 'INVITE') return null
  const params = value.slice(value.indexOf(';'))
  const complete = /^[^\s;]+\s*;/.test(value) && /;\s*to-tag=/i.test(params) && /;\s*from-tag=/i.test(params)
  return complete ? null : bad('bad replaces')
}

function required(raw: Request): Problem | null {
  if (raw.start.method === 'ACK' || raw.start.method === 'CANCEL') return null
  const wanted = headersOf(raw, 'require').flatMap(splitList)
  const unknown = wanted.filter((tag) => !SUPPORTED.has(tag.toLowerCase()))
  if (unknown.length === 0) return null
  const named = unknown.filter((tag) => TOKEN.test(tag)).join(', ')
  return {
    code: 420,
    phrase: 'Bad Extension',
    why: `require ${named}`,
    headers: [`Unsupported: ${named}`],
  }
}

function body(raw: Request): Problem | null {
  const content = bodyOf(raw)
  const unsupported = (why: string, header: string): Problem => ({
    code: 415,
    phrase: 'Unsupported Media Type',
    why,
    headers: [header],
  })
  if (content.kind === 'encoded') return unsupported('an encoded body', 'Accept-Encoding: identity')
  if (raw.start.method !== 'INVITE') return null
  if (content.kind === 'untyped') return bad('a body without content-type')
  return content.kind === 'other' ? unsupported(content.type, 'Accept: application/sdp') : null
}

/** Nothing that is sent here is sent reliably, so a PRACK can't belong to anything; SIP.js throws at it. */
const prack = ({ start }: Request): Problem | null =>
  start.method === 'PRACK'
    ? { code: 481, phrase: 'Call/Transaction Does Not Exist', why: 'a stray PRACK' }
    : null

/** The first thing that is wrong with a request, in the order of RFC 3261 §8.2 and §16.3; null when nothing is. */
export function requestProblem(raw: Request): Problem | null {
  const wrong = headers(raw) ?? numbers(raw)
  const first = startLine(raw)
  if (first?.code === 505) return first
  if (wrong) return bad(wrong)
  return first ?? prack(raw) ?? contact(raw) ?? replaces(raw) ?? required(raw) ?? body(raw)
}

/** Why a response can't be used; it is dropped then, as nobody answers a response. */
export function responseProblem(raw: RawMessage): string | null {
  if (raw.start.kind !== 'response') return 'no response'
  if (raw.start.version !== 'SIP/2.0') return `a response in ${raw.start.version}`
  if (!/^[1-6]\d\d$/.test(raw.start.status)) return 'bad status'
  return headers(raw) ?? numbers(raw)
}
