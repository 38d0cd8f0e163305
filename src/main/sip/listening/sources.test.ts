import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSource, sourcesOf } from './sources.ts'

describe('a named source', () => {
  it.each(['192.0.2.7', '192.168.0.0/16', '10.0.0.0/8', '2001:db8::7', '2001:db8::/32', ' 192.0.2.7 '])(
    'is an address or a network: %s',
    (text) => expect(isSource(text)).toBe(true),
  )

  it.each(['', 'pbx.example', '192.0.2', '192.0.2.7:5060', '0.0.0.0/0', '192.0.2.0/33', '::/0', '1.2.3.4/x'])(
    'is nothing else, and not half of the internet: %j',
    (text) => expect(isSource(text)).toBe(false),
  )

  it('covers its addresses, however they are written, and no others', () => {
    const { includes } = sourcesOf(['192.0.2.7', '10.1.0.0/16', 'fe80::/64', 'nonsense'])
    const inside = ['192.0.2.7', '::ffff:192.0.2.7', '10.1.255.1', 'fe80::1%eth0']
    const outside = ['192.0.2.8', '10.2.0.1', 'fe80:1::1', 'nonsense', '']
    expect(inside.map(includes)).toEqual(inside.map(() => true))
    expect(outside.map(includes)).toEqual(outside.map(() => false))
  })

  it('covers exactly the addresses whose first bits are its own', () => {
    const address = fc.nat(2 ** 32 - 1)
    const dotted = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
    fc.assert(
      fc.property(address, fc.integer({ min: 8, max: 32 }), address, (network, bits, other) => {
        const { includes } = sourcesOf([`${dotted(network)}/${bits}`])
        expect(includes(dotted(other))).toBe(other >>> (32 - bits) === network >>> (32 - bits))
      }),
    )
  })
})
