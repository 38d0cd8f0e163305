import { createSocket, type Socket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { locate } from './locate.ts'
import { systemResolver } from './resolver.ts'

const A = 1
const SRV = 33
const NAPTR = 35
const NO_SUCH_NAME = 3

const name = (text: string): Buffer =>
  Buffer.concat([
    ...text.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ])
const short = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])

const srv = (priority: number, port: number, target: string): Buffer =>
  Buffer.concat([short(priority, 0, port), name(target)])
const naptr = (order: number, service: string, replacement: string): Buffer =>
  Buffer.concat([short(order, 10), text('s'), text(service), text(''), name(replacement)])

type Zone = Readonly<Record<string, readonly Buffer[]>>

let server: Socket

/** A name server on this computer; what isn't in its zone doesn't exist. */
async function nameServer(zone: Zone): Promise<string> {
  server = createSocket('udp4')
  server.on('message', (query, from) => {
    let at = 12
    const labels: string[] = []
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length))
      at += 1 + length
    }
    const question = query.subarray(12, at + 5)
    const type = query.readUInt16BE(at + 1)
    const records = zone[`${type} ${labels.join('.').toLowerCase()}`] ?? []
    const answers = records.map((data) => Buffer.concat([short(0xc00c, type, 1, 0, 60, data.length), data]))
    const flags = 0x8180 | (records.length === 0 ? NO_SUCH_NAME : 0)
    const head = Buffer.concat([query.subarray(0, 2), short(flags, 1, records.length, 0, 0)])
    server.send(Buffer.concat([head, question, ...answers]), from.port, from.address)
  })
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  return `127.0.0.1:${server.address().port}`
}

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

describe('the system’s resolver', () => {
  it('leads from a domain to its servers by NAPTR, SRV and addresses', async () => {
    const at = await nameServer({
      [`${NAPTR} isp.example`]: [
        naptr(20, 'SIP+D2U', '_sip._udp.isp.example'),
        naptr(10, 'SIPS+D2T', '_sips._tcp.isp.example'),
      ],
      [`${SRV} _sips._tcp.isp.example`]: [srv(20, 5061, 'b.isp.example'), srv(10, 5061, 'a.isp.example')],
      [`${SRV} _sip._udp.isp.example`]: [srv(10, 5060, 'a.isp.example')],
      [`${A} a.isp.example`]: [Buffer.from([192, 0, 2, 1])],
      [`${A} b.isp.example`]: [Buffer.from([192, 0, 2, 2]), Buffer.from([192, 0, 2, 3])],
    })
    const targets = await locate({ host: 'isp.example', port: null }, 'auto', systemResolver([at]), () => 0)
    expect(targets.map(({ protocol, address, port }) => `${protocol} ${address}:${port}`)).toEqual([
      'tls 192.0.2.1:5061',
      'tls 192.0.2.2:5061',
      'tls 192.0.2.3:5061',
      'udp 192.0.2.1:5060',
    ])
  })

  it('finds nothing behind a name that doesn’t exist', async () => {
    const resolver = systemResolver([await nameServer({})])
    expect(await locate({ host: 'nosuch.example', port: null }, 'auto', resolver, () => 0)).toEqual([])
  })
})
