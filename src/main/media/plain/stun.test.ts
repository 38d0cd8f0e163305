import { createSocket, type RemoteInfo } from 'node:dgram'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPlace } from './place.ts'
import { bindingRequest, bindingResponse, isGenuine, mappedAddress, readStun } from './stun.ts'
import { readServer } from './stun-client.ts'

const LOOPBACK = '127.0.0.1'

/** A STUN server that says what the test tells it, or nothing. */
async function stunServer(answer: (from: RemoteInfo) => { address: string; port: number } | null) {
  const socket = createSocket('udp4')
  socket.on('message', (datagram, from) => {
    const request = readStun(datagram)
    const told = answer(from)
    if (request && told)
      socket.send(bindingResponse(request, told, 'nobody checks it'), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, LOOPBACK, resolve))
  return { server: `${LOOPBACK}:${socket.address().port}`, close: () => socket.close() }
}

describe('STUN', () => {
  it('tells the address that a request came from, and by whom it was answered', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 65_535 }), fc.string(), (address, port, password) => {
        const request = readStun(bindingRequest())
        const response = request && readStun(bindingResponse(request, { address, port }, password))
        if (!response) throw new Error('unreadable')
        expect(response.kind).toBe('response')
        expect(response.transaction).toEqual(request.transaction)
        expect(mappedAddress(response)).toEqual({ address: address.split('.').map(Number).join('.'), port })
        expect(isGenuine(response, password)).toBe(true)
        expect(isGenuine(response, `${password}!`)).toBe(false)
      }),
    )
  })

  it('is read without throwing, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const mangled = Buffer.concat([bindingRequest().subarray(0, 20), bytes])
        mangled.writeUInt16BE(bytes.length & ~3, 2)
        const message = readStun(mangled)
        if (message) mappedAddress(message)
      }),
    )
  })

  it.each([
    ['stun.example.net', { host: 'stun.example.net', port: 3_478 }],
    ['192.0.2.1:19302', { host: '192.0.2.1', port: 19_302 }],
    ['[2001:db8::1]:3479', { host: '2001:db8::1', port: 3_479 }],
    ['stun.example.net:0', null],
    ['stun.example.net:99999', null],
    ['a b', null],
    ['', null],
  ])('finds its server at %j', (text, expected) => {
    expect(readServer(text)).toEqual(expected)
  })

  it('puts the public address into what a call says of itself', async () => {
    const { server, close } = await stunServer(({ port }) => ({ address: '203.0.113.5', port: port - 1_000 }))
    const log: string[] = []
    const place = await openPlace(LOOPBACK, { ports: null, stunServer: server }, (line) => log.push(line))
    expect(place.rtp).toEqual({ address: '203.0.113.5', port: place.sockets.rtpPort - 1_000 })
    expect(place.rtcp).toEqual({ address: '203.0.113.5', port: place.sockets.rtcpPort - 1_000 })
    expect(log).toEqual([])
    place.sockets.close()
    close()
  })

  it('that says nothing leaves the local address, and that is in the log', async () => {
    const { server, close } = await stunServer(() => null)
    const log: string[] = []
    const place = await openPlace(LOOPBACK, { ports: null, stunServer: server }, (line) => log.push(line))
    expect(place.rtp).toEqual({ address: LOOPBACK, port: place.sockets.rtpPort })
    expect(log.join()).toContain('local')
    place.sockets.close()
    close()
  })
})
