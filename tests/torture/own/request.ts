import { answered, type Expected, type TortureCase } from '../case.ts'
import { OFFER } from '../message.ts'

export const SDP = OFFER.trim().replaceAll('\n', '\r\n').concat('\r\n')
export const TYPED = 'Content-Type: application/sdp'
export const MALFORMED = answered(400)
export const GONE = answered(481)
export const TOO_LARGE = answered(513)
export const UNSUPPORTED_TYPE = answered(415, /^Accept: .*application\/sdp/m)

export type Parts = {
  readonly uri?: string
  /** Take the place of the usual ones of the same name; `Name:` alone takes it out. */
  readonly lines?: readonly string[]
  readonly body?: string
}

/** A request that is right but for its `lines`: those are what the case is about. */
export function request(
  method: string,
  { uri = 'sip:agent@practice.example', lines = [], body = '' }: Parts,
): string {
  const nameOf = (line: string) => line.slice(0, line.indexOf(':')).toLowerCase()
  const usual = [
    'Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bKown',
    'Max-Forwards: 70',
    'From: <sip:mallory@example.net>;tag=m1',
    'To: <sip:agent@practice.example>',
    'Call-ID: own@192.0.2.1',
    `CSeq: 1 ${method}`,
    'Contact: <sip:mallory@192.0.2.1>',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].filter((line) => !lines.some((other) => nameOf(other) === nameOf(line)))
  const kept = lines.filter((line) => !/^[\w-]+:$/.test(line))
  return [`${method} ${uri} SIP/2.0`, ...usual, ...kept, '', body].join('\r\n')
}

export const options = (...lines: readonly string[]): string => request('OPTIONS', { lines })
export const invite = (...lines: readonly string[]): string =>
  request('INVITE', { lines: [TYPED, ...lines], body: SDP })

type Row = readonly [
  name: string,
  section: string,
  about: string,
  message: string | Buffer,
  expected: Expected,
]

/** Cases one a row. */
export const cases = (rows: readonly Row[]): readonly TortureCase[] =>
  rows.map(([name, section, about, message, expected]) => ({ name, section, about, message, expected }))

/** One of a flood of calls; the second kind hides a `;tag=` where it is none, to look like part of a call. */
export const floodCall = (index: number, disguise: string): string =>
  invite(
    `Via: SIP/2.0/WS 192.0.2.1;branch=z9hG4bKflood${index}`,
    `Call-ID: flood-${index}`,
    `To: ${disguise}`,
  )
