import { describe, expect, it } from 'vitest'
import { createLatch, LIVE_MS } from './latch.ts'

const named = { address: '192.0.2.1', port: 4_000 }
const behindNat = { address: '198.51.100.7', port: 61_000 }
const attacker = { address: '203.0.113.9', port: 5_000 }

function setUp() {
  const moves: string[] = []
  const latch = createLatch(({ address, port }) => moves.push(`${address}:${port}`))
  latch.aim(named)
  return { latch, moves }
}

describe('symmetric RTP', () => {
  it('sends where the description says until something comes', () => {
    expect(setUp().latch.target()).toEqual(named)
  })

  it('follows the far end to another port of its address at once', () => {
    const { latch, moves } = setUp()
    expect(latch.admits({ ...named, port: 4_444 }, 1, 0)).toBe(true)
    expect(latch.target()).toEqual({ ...named, port: 4_444 })
    expect(moves).toEqual(['192.0.2.1:4444'])
  })

  it('believes a stranger after some packets in a row, as from behind a NAT', () => {
    const { latch } = setUp()
    expect([1, 2, 3, 4].map((sequence) => latch.admits(behindNat, sequence, sequence * 20))).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(latch.target()).toEqual(behindNat)
  })

  it('does not believe packets that are thrown at it at random', () => {
    const { latch } = setUp()
    expect([5, 900, 17, 60_000].map((sequence) => latch.admits(attacker, sequence, 0))).not.toContain(true)
    expect(latch.target()).toEqual(named)
  })

  it('never leaves a far end that is heard', () => {
    const { latch } = setUp()
    for (let at = 0; at < 500; at += 1) {
      expect(latch.admits(named, at, at * 20)).toBe(true)
      expect(latch.admits(attacker, at, at * 20)).toBe(false)
    }
    expect(latch.target()).toEqual(named)
  })

  it('comes back from a stranger to whom the description names', () => {
    const { latch } = setUp()
    for (let at = 0; at < 5; at += 1) latch.admits(attacker, at, at * 20)
    expect(latch.target()).toEqual(attacker)
    expect(latch.admits(named, 7, 200)).toBe(true)
    expect(latch.target()).toEqual(named)
  })

  it('may follow another source once the first has gone silent', () => {
    const { latch } = setUp()
    latch.admits(named, 1, 0)
    const later = LIVE_MS + 1
    expect([1, 2, 3].map((sequence) => latch.admits(behindNat, sequence, later))).toEqual([
      false,
      false,
      true,
    ])
  })

  it('is open again after a description that names another place, and not after one that doesn’t', () => {
    const { latch } = setUp()
    latch.admits({ ...named, port: 4_444 }, 1, 0)
    latch.aim({ ...named })
    expect(latch.target()).toEqual({ ...named, port: 4_444 })
    latch.aim({ address: '192.0.2.2', port: 4_000 })
    expect(latch.target()).toEqual({ address: '192.0.2.2', port: 4_000 })
    expect(latch.admits({ ...named, port: 4_444 }, 2, 20)).toBe(false)
  })
})
