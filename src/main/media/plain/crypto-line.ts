/** The crypto suites of RFC 4568 §6.2 that are spoken here; what they differ in is the length of the tag. */
export const SUITES = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const
export type Suite = (typeof SUITES)[number]

/** Bytes of a master key and of its salt (RFC 3711 §8.2). */
export const KEY_BYTES = 16
export const SALT_BYTES = 14

/** One `a=crypto`: how its writer encrypts what it sends. `key` is the master key with the salt behind it. */
export type CryptoLine = { readonly tag: number; readonly suite: Suite; readonly key: Buffer }

/** The base64 of exactly 30 bytes: 40 characters without padding. */
const KEY = /^[A-Za-z0-9+/]{40}$/
const LIFETIME = /^(2\^\d{1,2}|\d{1,15})$/

/**
 * The value of an `a=crypto`. Null for what can't be used as it stands: another suite, a key of another length, a key
 * identifier in every packet, several keys, or session parameters (which change what is protected; RFC 4568 §6.3 has
 * the line refused then). `WSH` is only advice.
 */
export function readCrypto(value: string): CryptoLine | null {
  const [tag, name, inline, ...parameters] = value.trim().split(/\s+/)
  const suite = SUITES.find((one) => one === name?.toUpperCase())
  if (tag === undefined || !/^\d{1,9}$/.test(tag) || suite === undefined) return null
  if (parameters.some((one) => !/^WSH=\d+$/i.test(one))) return null
  const [, key, rest = ''] = inline?.match(/^inline:([^|]*)((?:\|.*)?)$/i) ?? []
  if (key === undefined || !KEY.test(key)) return null
  if (rest !== '' && !LIFETIME.test(rest.slice(1))) return null
  return { tag: Number(tag), suite, key: Buffer.from(key, 'base64') }
}

export const writeCrypto = ({ tag, suite, key }: CryptoLine): string =>
  `${tag} ${suite} inline:${key.toString('base64')}`
