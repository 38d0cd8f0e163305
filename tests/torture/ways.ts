import { type Expected, RECONNECTED, type TortureCase } from './case.ts'
import type { Way } from './peer.ts'

/** Bytes of the largest datagram. */
const LARGEST_DATAGRAM = 65_507

/** Whether a message can be sent that way at all. */
export const fits = (way: Way, { message }: TortureCase): boolean =>
  way !== 'udp' || Buffer.byteLength(message) <= LARGEST_DATAGRAM

const UNUSABLE_LENGTH: Expected = { kind: 'answeredAndReconnected', code: 400 }

/** Where only Content-Length says what a message is (RFC 3261 §18.3), a wrong one costs the connection. */
const OVER_STREAM: Readonly<Record<string, Expected>> = {
  dblreq: { kind: 'answeredThenRings', code: 405 },
  clerr: RECONNECTED,
  'length-more': RECONNECTED,
  'no-empty-line': RECONNECTED,
  ncl: UNUSABLE_LENGTH,
  mcl01: UNUSABLE_LENGTH,
  'length-negative': UNUSABLE_LENGTH,
  'length-hex': UNUSABLE_LENGTH,
  'length-huge': UNUSABLE_LENGTH,
}

/** What is expected otherwise than over a WebSocket, whose frames say where a message ends. */
export const OTHERWISE: Readonly<Record<Way, Readonly<Record<string, Expected>>>> = {
  ws: {},
  udp: {},
  tcp: OVER_STREAM,
  tls: OVER_STREAM,
}

export const expectedOver = (way: Way, { name, expected }: TortureCase): Expected =>
  OTHERWISE[way][name] ?? expected
