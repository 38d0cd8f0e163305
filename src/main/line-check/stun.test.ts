import { createSocket, type Socket } from 'node:dgram'
import { afterEach, expect, it } from 'vitest'
import { bindingResponse, readStun } from '../media/plain/stun.ts'
import { askStun } from './stun.ts'

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})

async function stunServer(answers: boolean): Promise<string> {
  const socket = createSocket('udp4')
  sockets.push(socket)
  socket.on('message', (datagram, { address, port }) => {
    const request = readStun(datagram)
    if (request && answers) socket.send(bindingResponse(request, { address, port }, ''), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return `127.0.0.1:${socket.address().port}`
}

const { signal } = new AbortController()

it('tells the address that the server sees', async () => {
  const result = await askStun(await stunServer(true), signal)
  expect(result).toMatchObject({ state: 'good', detail: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
})

it('says when the server keeps silent', async () => {
  const server = await stunServer(false)
  expect(await askStun(server, signal)).toMatchObject({
    state: 'bad',
    reason: 'stunNoAnswer',
    detail: server,
  })
})

it.each(['nosuch.invalid', 'not a server', ''])('says when %j leads nowhere', async (server) => {
  expect(await askStun(server, signal)).toMatchObject({ state: 'bad', reason: 'stunNotFound' })
})
