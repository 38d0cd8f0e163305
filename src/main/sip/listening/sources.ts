import { BlockList, isIP } from 'node:net'

/** Addresses that calls may come from. */
export type Sources = { readonly includes: (address: string) => boolean }

const SOURCE = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i
/** Wider than any provider's network: whoever is named is believed more than others. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const
const LONGEST = { ipv4: 32, ipv6: 128 } as const

/** An address as others write it: without the interface of a link-local one, and IPv4 as such. */
export const plainAddress = (address: string): string =>
  address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')

type Source = { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' }

function readSource(text: string): Source | null {
  const [, address = '', digits] = text.trim().match(SOURCE) ?? []
  const version = isIP(address)
  if (version === 0) return null
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const bits = digits === undefined ? LONGEST[family] : Number(digits)
  return bits < WIDEST[family] || bits > LONGEST[family] ? null : { address, bits, family }
}

/** Whether it is an address (`192.0.2.7`, `2001:db8::7`) or a network (`192.0.2.0/24`) that can be named. */
export const isSource = (text: string): boolean => readSource(text) !== null

/** All that is named; what is no source names nobody. */
export function sourcesOf(texts: readonly string[]): Sources {
  const list = new BlockList()
  for (const text of texts) {
    const source = readSource(text)
    if (source) list.addSubnet(source.address, source.bits, source.family)
  }
  return {
    includes: (address) => {
      const plain = plainAddress(address)
      const version = isIP(plain)
      return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
    },
  }
}
