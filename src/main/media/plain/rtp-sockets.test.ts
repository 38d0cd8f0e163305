import { createSocket } from 'node:dgram'
import { describe, expect, it } from 'vitest'
import { MediaError, mediaErrorReason } from '../media-error.ts'
import { openRtpSockets } from './rtp-sockets.ts'

const LOOPBACK = '127.0.0.1'

/** A stretch of ports that nothing uses at the moment. */
async function freeRange(): Promise<{ from: number; to: number }> {
  const probe = await openRtpSockets(LOOPBACK, null)
  probe.close()
  return { from: probe.rtpPort, to: probe.rtpPort + 5 }
}

describe('the sockets of a call', () => {
  it('are an even port and the next one', async () => {
    const pair = await openRtpSockets(LOOPBACK, null)
    expect(pair.rtpPort % 2).toBe(0)
    expect(pair.rtcpPort).toBe(pair.rtpPort + 1)
    expect(pair.rtcp.address()).toMatchObject({ address: LOOPBACK, port: pair.rtcpPort })
    pair.close()
  })

  it('are of the account’s range, each pair once, and then there are none', async () => {
    const range = await freeRange()
    const pairs = [
      await openRtpSockets(LOOPBACK, range),
      await openRtpSockets(LOOPBACK, range),
      await openRtpSockets(LOOPBACK, range),
    ]
    expect(pairs.map(({ rtpPort }) => rtpPort).toSorted()).toEqual([
      range.from,
      range.from + 2,
      range.from + 4,
    ])
    const failure = await openRtpSockets(LOOPBACK, range).catch((error: unknown) => error)
    expect(mediaErrorReason(failure)).toBe('noPort')
    expect(failure).toBeInstanceOf(MediaError)
    expect(String(failure)).toContain(`${range.from} to ${range.to}`)
    for (const pair of pairs) pair.close()
    const again = await openRtpSockets(LOOPBACK, range)
    again.close()
  })

  it('begin at a random place of the range', async () => {
    const range = await freeRange()
    for (const [random, port] of [
      [0, range.from],
      [0.5, range.from + 2],
      [0.99, range.from + 4],
    ] as const) {
      const pair = await openRtpSockets(LOOPBACK, range, () => random)
      expect(pair.rtpPort).toBe(port)
      pair.close()
    }
  })

  it('leave out a pair of which one is taken', async () => {
    const range = await freeRange()
    const taken = createSocket('udp4')
    await new Promise<void>((resolve) => taken.bind(range.from + 1, LOOPBACK, resolve))
    const pair = await openRtpSockets(LOOPBACK, { from: range.from, to: range.from + 3 }, () => 0)
    expect(pair.rtpPort).toBe(range.from + 2)
    pair.close()
    taken.close()
  })

  it('need a range that holds a pair, and an address of this computer', async () => {
    const reason = (address: string, from: number, to: number) =>
      openRtpSockets(address, { from, to }).catch(mediaErrorReason)
    expect(await reason(LOOPBACK, 40_001, 40_002)).toBe('noPort')
    expect(await reason('192.0.2.77', 40_000, 40_100)).toBe('noPort')
  })
})
