import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { until } from '../testing/until.ts'
import { DEFAULT_TIMING } from '../timing.ts'
import type { Socket, SocketEvents } from './socket.ts'
import { openStream } from './stream.ts'
import { openWebSocket } from './websocket.ts'

const timing = { ...DEFAULT_TIMING, idle: 60_000 }
const PACE = { outbound: true, every: 50 }

const nothing = (): void => {}
const events: SocketEvents = {
  opened: nothing,
  received: nothing,
  sent: nothing,
  alive: nothing,
  readdressed: nothing,
  silent: nothing,
  closed: nothing,
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const opened = (open: (events: SocketEvents) => Socket): Promise<Socket> =>
  new Promise((resolve) => {
    const socket: Socket = open({ ...events, opened: () => resolve(socket) })
    ends.push(() => socket.close({ reason: 'signedOut', detail: '' }))
  })

it('a stream is kept alive by line breaks at the pace that the server wants', async () => {
  let pings = 0
  const server = createServer((client) => {
    client.on('error', nothing)
    client.on('data', (bytes) => {
      if (!String(bytes).startsWith('\r\n\r\n')) return
      pings += 1
      client.write('\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const target = { protocol: 'tcp', host: '127.0.0.1', address: '127.0.0.1', port } as const
  const options = {
    certificates: [],
    userAgent: 'test',
    timing,
    placeholders: { viaHost: 'a.invalid', contact: 'sip:agent@a.invalid' },
    aor: 'sip:agent@practice.example',
    shared: null,
    findRoute: async () => '127.0.0.1',
  }
  const socket = await opened((told) => openStream(target, options, told))
  socket.keep(PACE)
  await until(() => expect(pings).toBeGreaterThan(3))
})

it('a WebSocket is kept alive by pings at that pace', async () => {
  let pings = 0
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' })
  ends.push(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  server.on('connection', (client) => {
    client.on('ping', () => {
      pings += 1
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const url = { url: `ws://127.0.0.1:${port}/`, host: '127.0.0.1', port, secure: false }
  const socket = await opened((told) =>
    openWebSocket(url, { certificates: [], userAgent: 'test', timing }, told),
  )
  socket.keep(PACE)
  await until(() => expect(pings).toBeGreaterThan(3))
})
