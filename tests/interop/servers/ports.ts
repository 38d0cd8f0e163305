import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Below the range that the kernel gives to outgoing connections, so that what is free now isn't taken by somebody's
 * connection a moment later.
 */
const lowest = 12_000
const highest = 31_000

export const loopback = '127.0.0.1'
/** For what servers tell each other: tests that change the way to `loopback` leave this one alone. */
export const betweenServers = '127.0.0.2'

async function isFree(port: number): Promise<boolean> {
  const tcp = new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, loopback, () => server.close(() => resolve(true)))
  })
  const udp = new Promise<boolean>((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => socket.close(() => resolve(false)))
    socket.bind(port, loopback, () => socket.close(() => resolve(true)))
  })
  return (await tcp) && (await udp)
}

const given = new Set<number>()

/** A port that is free for TCP and UDP on loopback, never given twice. Even, as RTP wants it; the next one is free too. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + 2 * Math.floor((Math.random() * (highest - lowest)) / 2)
    if (given.has(port) || !(await isFree(port)) || !(await isFree(port + 1))) continue
    given.add(port)
    return port
  }
}

/** The first of `count` ports in a row that seem free: its ends and its middle are looked at. */
export async function freePortRange(count: number): Promise<number> {
  for (;;) {
    const first = lowest + 2 * Math.floor((Math.random() * (highest - lowest - count)) / 2)
    const inside = (port: number): boolean => port >= first && port < first + count
    if ([...given].some(inside)) continue
    const looked = await Promise.all(
      [0, Math.floor(count / 2), count - 1].map((step) => isFree(first + step)),
    )
    if (!looked.every(Boolean)) continue
    for (let port = first; port < first + count; port += 1) given.add(port)
    return first
  }
}
