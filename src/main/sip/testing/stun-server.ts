import { isStun } from '../transport/stun-ping.ts'

export { isStun }

/** The answer of a STUN server that sees the client at this port of 127.0.0.1 (RFC 5389 §15.2). */
export function stunAnswer(request: Buffer, port: number): Buffer {
  const answer = Buffer.alloc(32)
  answer.writeUInt16BE(0x0101, 0)
  answer.writeUInt16BE(12, 2)
  request.copy(answer, 4, 4, 20)
  answer.writeUInt16BE(0x0020, 20)
  answer.writeUInt16BE(8, 22)
  answer.writeUInt16BE(0x0001, 24)
  answer.writeUInt16BE(port ^ 0x2112, 26)
  answer.writeUInt32BE((0x7f000001 ^ 0x2112a442) >>> 0, 28)
  return answer
}
