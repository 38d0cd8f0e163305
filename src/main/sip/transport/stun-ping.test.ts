import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stunAnswer } from '../testing/stun-server.ts'
import { createStunPing, isStun } from './stun-ping.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const sent: Buffer[] = []
  const ping = createStunPing(500, (bytes) => void sent.push(bytes))
  const last = (): Buffer => sent.at(-1) ?? Buffer.alloc(0)
  return { ping, sent, last }
}

describe('a question by STUN', () => {
  it('is a binding request of RFC 5389 with a transaction of its own', () => {
    const { ping, sent } = setUp()
    ping.ask()
    ping.ask()
    expect(sent.map((bytes) => bytes.subarray(0, 8).toString('hex'))).toEqual(
      Array(2).fill('000100002112a442'),
    )
    expect(sent[0]?.equals(sent[1] ?? Buffer.alloc(0))).toBe(false)
    expect(sent.every(isStun)).toBe(true)
  })

  it('is repeated at growing intervals, seven times in all, until it is answered', () => {
    const { ping, sent, last } = setUp()
    ping.ask()
    vi.advanceTimersByTime(1_500)
    expect(sent).toHaveLength(3)
    expect(ping.received(stunAnswer(last(), 5060))).toBe('answer')
    vi.advanceTimersByTime(120_000)
    expect(sent).toHaveLength(3)
    ping.ask()
    vi.advanceTimersByTime(120_000)
    expect(sent).toHaveLength(10)
  })

  it('is answered once, and by nothing but its own answer', () => {
    const { ping, last } = setUp()
    expect(ping.received(stunAnswer(Buffer.alloc(20), 5060))).toBe('nothing')
    ping.ask()
    const answer = stunAnswer(last(), 5060)
    const other = Buffer.from(answer)
    other[12] = (other[12] ?? 0) ^ 1
    expect([other, last(), answer, answer].map(ping.received)).toEqual([
      'nothing',
      'nothing',
      'answer',
      'nothing',
    ])
  })

  it('tells when the server sees us elsewhere than the time before', () => {
    const ports = fc.integer({ min: 1, max: 65_535 })
    fc.assert(
      fc.property(fc.array(ports, { minLength: 1 }), (seen) => {
        const { ping, last } = setUp()
        seen.forEach((port, index) => {
          ping.ask()
          const before = seen[index - 1]
          const moved = before !== undefined && before !== port
          expect(ping.received(stunAnswer(last(), port))).toBe(moved ? 'moved' : 'answer')
        })
        ping.stop()
      }),
    )
  })

  it('takes whatever comes without falling over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
        const { ping, last } = setUp()
        ping.ask()
        const bytes = Buffer.concat([stunAnswer(last(), 5060).subarray(0, 20), rest])
        if (isStun(bytes)) expect(ping.received(bytes)).toBe('answer')
        ping.stop()
      }),
    )
  })
})

it('no SIP message is taken for STUN', () => {
  for (const text of ['SIP/2.0 200 OK\r\nVia: x\r\n\r\n', 'OPTIONS sip:a SIP/2.0\r\n\r\n', '\r\n\r\n', '']) {
    expect(isStun(Buffer.from(text))).toBe(false)
  }
})
