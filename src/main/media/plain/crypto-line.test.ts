import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCrypto, SUITES, writeCrypto } from './crypto-line.ts'

const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz'

describe('a line of a=crypto', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.nat(999),
        fc.constantFrom(...SUITES),
        fc.uint8Array({ minLength: 30, maxLength: 30 }),
        (tag, suite, bytes) => {
          const line = { tag, suite, key: Buffer.from(bytes) }
          expect(readCrypto(writeCrypto(line))).toEqual(line)
        },
      ),
    )
  })

  it('may name a lifetime and advice about the window', () => {
    expect(readCrypto(`1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31`)).not.toBeNull()
    expect(readCrypto(`1 AES_CM_128_HMAC_SHA1_80 inline:${key}|1048576 WSH=128`)).not.toBeNull()
  })

  it.each([
    ['of another suite', `1 F8_128_HMAC_SHA1_80 inline:${key}`],
    ['without a tag', `AES_CM_128_HMAC_SHA1_80 inline:${key}`],
    ['without a key', '1 AES_CM_128_HMAC_SHA1_80'],
    ['with an empty key', '1 AES_CM_128_HMAC_SHA1_80 inline:'],
    ['with a short key', `1 AES_CM_128_HMAC_SHA1_80 inline:${key.slice(4)}`],
    ['with a long key', `1 AES_CM_128_HMAC_SHA1_80 inline:${key}AAAA`],
    ['with a key that is no base64', `1 AES_CM_128_HMAC_SHA1_80 inline:${key.slice(1)}!`],
    ['with a key identifier in every packet', `1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4`],
    ['with several keys', `1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:4;inline:${key}|2^20|2:4`],
    ['that wants nothing encrypted', `1 AES_CM_128_HMAC_SHA1_80 inline:${key} UNENCRYPTED_SRTP`],
    ['that wants other keys now and then', `1 AES_CM_128_HMAC_SHA1_80 inline:${key} KDR=1`],
    ['that is garbage', 'garbage'],
    ['that is empty', ''],
  ])('%s is of no use', (_what, line) => {
    expect(readCrypto(line)).toBeNull()
  })
})
