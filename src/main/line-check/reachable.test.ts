import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Resolver } from '../sip/transport/resolver.ts'
import { systemResolver } from '../sip/transport/resolver.ts'
import { isReachable } from './reachable.ts'

const LONG = 10_000
const never = <Value>(): Promise<Value> => new Promise<Value>(() => {})
const silentDns: Resolver = { naptr: never, srv: never, addresses: never }

const reach = (
  server: string,
  transport: 'udp' | 'tcp' | 'auto',
  resolver = systemResolver(),
  deadline = LONG,
) => isReachable(server, transport, resolver, deadline)

async function listening(): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

describe('a server', () => {
  it('that takes connections can be reached, and one that is gone can’t', async () => {
    const { port, close } = await listening()
    expect(await reach(`127.0.0.1:${port}`, 'tcp')).toBe(true)
    close()
    expect(await reach(`127.0.0.1:${port}`, 'tcp')).toBe(false)
  })

  it('that hears datagrams can be reached, though it says nothing, and a port that nobody has can’t', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    expect(await reach(`127.0.0.1:${port}`, 'udp')).toBe(true)
    socket.close()
    await once(socket, 'close')
    expect(await reach(`127.0.0.1:${port}`, 'udp')).toBe(false)
  })

  it('whose name has no address can’t be reached, nor one that is no host', async () => {
    const nowhere: Resolver = { naptr: async () => [], srv: async () => [], addresses: async () => [] }
    expect(await reach('proxy.example.com', 'auto', nowhere)).toBe(false)
    expect(await reach('not a host', 'udp')).toBe(false)
  })

  it('counts as out of reach when nothing is heard in time', async () => {
    expect(await reach('proxy.example.com', 'auto', silentDns, 50)).toBe(false)
  })
})
