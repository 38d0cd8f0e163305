import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder, locate } from './locate.ts'
import type { NaptrRecord, Resolver, SrvRecord } from './resolver.ts'

type Zone = {
  readonly naptr?: Readonly<Record<string, readonly NaptrRecord[]>>
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>
  readonly addresses?: Readonly<Record<string, readonly string[]>>
}

const asked: string[] = []
const zone = ({ naptr = {}, srv = {}, addresses = {} }: Zone): Resolver => ({
  naptr: async (name) => {
    asked.push(`NAPTR ${name}`)
    return naptr[name] ?? []
  },
  srv: async (name) => {
    asked.push(`SRV ${name}`)
    return srv[name] ?? []
  },
  addresses: async (name) => {
    asked.push(`A ${name}`)
    return addresses[name] ?? []
  },
})
const record = (name: string, port: number, priority = 10, weight = 0): SrvRecord => ({
  name,
  port,
  priority,
  weight,
})
const found = async (
  resolver: Resolver,
  host: string,
  port: number | null = null,
  transport: Parameters<typeof locate>[1] = 'auto',
) => {
  asked.length = 0
  const targets = await locate({ host, port }, transport, resolver, () => 0.5)
  return targets.map(({ protocol, address, port: at }) => `${protocol} ${address}:${at}`)
}

describe('where a server is', () => {
  it('is said by the address itself, without a word to the DNS', async () => {
    expect(await found(zone({}), '192.0.2.1')).toEqual(['udp 192.0.2.1:5060'])
    expect(await found(zone({}), '2001:db8::1', 5070, 'tls')).toEqual(['tls 2001:db8::1:5070'])
    expect(asked).toEqual([])
  })

  it('is looked up plainly where the account names a port', async () => {
    const resolver = zone({ addresses: { 'pbx.example': ['192.0.2.1', '2001:db8::1'] } })
    expect(await found(resolver, 'pbx.example', 5080)).toEqual(['udp 192.0.2.1:5080', 'udp 2001:db8::1:5080'])
    expect(asked).toEqual(['A pbx.example'])
  })

  it('is chosen by NAPTR, then SRV, then address', async () => {
    const resolver = zone({
      naptr: {
        'isp.example': [
          { order: 20, preference: 0, service: 'SIP+D2U', replacement: '_sip._udp.isp.example' },
          { order: 10, preference: 9, service: 'SIP+D2T', replacement: '_sip._tcp.isp.example' },
          { order: 10, preference: 1, service: 'SIPS+D2T', replacement: 'tls.isp.example' },
          { order: 1, preference: 1, service: 'E2U+email', replacement: 'mail.isp.example' },
        ],
      },
      srv: {
        'tls.isp.example': [record('a.isp.example', 5061)],
        '_sip._tcp.isp.example': [record('a.isp.example', 5060)],
        '_sip._udp.isp.example': [record('b.isp.example', 5062)],
      },
      addresses: { 'a.isp.example': ['192.0.2.1'], 'b.isp.example': ['192.0.2.2'] },
    })
    expect(await found(resolver, 'isp.example')).toEqual([
      'tls 192.0.2.1:5061',
      'tcp 192.0.2.1:5060',
      'udp 192.0.2.2:5062',
    ])
    expect(await found(resolver, 'isp.example', null, 'udp')).toEqual(['udp 192.0.2.2:5062'])
  })

  it('is chosen by SRV of the wanted transport where there is no NAPTR', async () => {
    const resolver = zone({
      srv: {
        '_sips._tcp.isp.example': [record('t.isp.example', 5061)],
        '_sip._udp.isp.example': [record('u.isp.example', 5060)],
      },
      addresses: { 't.isp.example': ['192.0.2.1'], 'u.isp.example': ['192.0.2.2'] },
    })
    expect(await found(resolver, 'isp.example')).toEqual(['tls 192.0.2.1:5061', 'udp 192.0.2.2:5060'])
    expect(await found(resolver, 'isp.example', null, 'udp')).toEqual(['udp 192.0.2.2:5060'])
  })

  it('is the name itself where SRV says nothing, at the port of the transport', async () => {
    const resolver = zone({ addresses: { 'pbx.example': ['192.0.2.1'] } })
    expect(await found(resolver, 'pbx.example')).toEqual(['udp 192.0.2.1:5060'])
    expect(await found(resolver, 'pbx.example', null, 'tls')).toEqual(['tls 192.0.2.1:5061'])
  })

  it('keeps the name that the account says, for the certificate', async () => {
    const resolver = zone({
      srv: { '_sips._tcp.isp.example': [record('node7.cloud.example', 5061)] },
      addresses: { 'node7.cloud.example': ['192.0.2.1'] },
    })
    const [target] = await locate({ host: 'isp.example', port: null }, 'tls', resolver, () => 0)
    expect(target).toMatchObject({ host: 'isp.example', address: '192.0.2.1' })
  })

  it('is nowhere when nobody knows the name, or when the service isn’t offered', async () => {
    expect(await found(zone({}), 'nosuch.example')).toEqual([])
    expect(
      await found(zone({ srv: { '_sip._udp.x.example': [record('.', 0)] } }), 'x.example', null, 'udp'),
    ).toEqual([])
  })

  it('is found in spite of a DNS that knows addresses only', async () => {
    const resolver: Resolver = {
      ...zone({ addresses: { 'fritz.box': ['192.168.178.1'] } }),
      naptr: () => Promise.reject(new Error('SERVFAIL')),
      srv: () => Promise.reject(new Error('SERVFAIL')),
    }
    expect(await found(resolver, 'fritz.box')).toEqual(['udp 192.168.178.1:5060'])
  })

  it('can’t be said while the DNS doesn’t work', async () => {
    const down = () => Promise.reject(new Error('ETIMEOUT'))
    await expect(found({ naptr: down, srv: down, addresses: down }, 'pbx.example')).rejects.toThrow(
      'ETIMEOUT',
    )
  })
})

describe('the servers of a service', () => {
  const records = fc.array(
    fc.record({
      name: fc.uuid(),
      port: fc.constant(5060),
      priority: fc.nat(3),
      weight: fc.nat(100),
    }),
    { maxLength: 8 },
  )

  it('are all tried, those of a better priority first', () => {
    fc.assert(
      fc.property(records, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (given, random) => {
        const ordered = inOrder(given, () => random)
        expect(new Set(ordered)).toEqual(new Set(given))
        const priorities = ordered.map(({ priority }) => priority)
        expect(priorities).toEqual([...priorities].sort((one, other) => one - other))
      }),
    )
  })

  it('are drawn by weight', () => {
    const heavy = record('heavy', 5060, 10, 90)
    const light = record('light', 5060, 10, 10)
    const firsts = Array.from({ length: 100 }, (_, index) => inOrder([light, heavy], () => index / 100)[0])
    expect(firsts.filter((one) => one === heavy)).toHaveLength(90)
  })
})
