import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChallenges } from './challenge.ts'

const one = (value: string) => readChallenges([value])[0]

describe('a challenge', () => {
  it('is read in every spelling', () => {
    expect(
      one(
        'DIGEST\trealm = "a, \\"b\\" c" ,NONCE="n\\\\1",qop="auth-int, AUTH" , algorithm=sha-256,opaque="",Stale=TRUE, domain="sip:x", charset=UTF-8',
      ),
    ).toEqual({
      realm: 'a, "b" c',
      nonce: 'n\\1',
      hash: 'sha256',
      session: false,
      algorithm: 'sha-256',
      qop: 'auth',
      opaque: '',
      stale: true,
    })
  })

  it('without an algorithm is MD5, and without qop has none', () => {
    expect(one('Digest realm="r", nonce="n"')).toEqual({
      realm: 'r',
      nonce: 'n',
      hash: 'md5',
      session: false,
      algorithm: null,
      qop: null,
      opaque: null,
      stale: false,
    })
  })

  it.each([
    ['MD5', 'md5', false],
    ['"MD5"', 'md5', false],
    ['md5-sess', 'md5', true],
    ['SHA-256', 'sha256', false],
    ['SHA-256-sess', 'sha256', true],
    ['SHA-512-256', 'sha512-256', false],
    ['SHA-512-256-sess', 'sha512-256', true],
  ])('may ask for %s', (algorithm, hash, session) => {
    expect(one(`Digest realm="r", nonce="n", qop="auth", algorithm=${algorithm}`)).toMatchObject({
      hash,
      session,
    })
  })

  it.each([
    'Bearer realm="r", nonce="n"',
    'Basic realm="r"',
    'Digest nonce="n"',
    'Digest realm="r"',
    'Digest realm="", nonce="n"',
    'Digest realm="r", nonce=""',
    'Digest realm="r", nonce="n", algorithm=SHA-1',
    'Digest realm="r", nonce="n", algorithm=constructor',
    'Digest realm="r", nonce="n", algorithm=',
    'Digest realm="r", nonce="n", qop="auth-int"',
    'Digest realm="r", nonce="n", qop=""',
    'Digest realm="r", nonce="n", algorithm=MD5-sess',
    'Digest realm="r", realm="other", nonce="n"',
    'Digest realm="r", nonce="n',
    'realm="r", nonce="n"',
    'Digest',
    '',
  ])('that can’t be answered is none: %s', (value) => {
    expect(readChallenges([value])).toEqual([])
  })

  it('beside others is found, in several fields or in one, in the server’s order', () => {
    const fields = [
      'Digest realm="r", nonce="1", algorithm=SHA-512-256,',
      'Negotiate abc==',
      'Basic realm="r", Digest realm="r", nonce="2", algorithm=SHA-256, Digest realm="r", nonce="3"',
    ]
    expect(readChallenges(fields).map(({ nonce, hash }) => [nonce, hash])).toEqual([
      ['1', 'sha512-256'],
      ['2', 'sha256'],
      ['3', 'md5'],
    ])
  })

  it('is read in a moment, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'Digest ',
            'realm="r"',
            'nonce="n"',
            ', ',
            ' ',
            '"',
            '\\',
            '=',
            'a',
            'algorithm=MD5',
            'é',
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          for (const challenge of readChallenges([parts.join('')])) expect(challenge.realm).not.toBe('')
        },
      ),
    )
    const began = performance.now()
    for (const text of [' ', ',', 'a', '"', '\\"', 'a ', 'a=', 'a=b,', 'Digest ', '="']) {
      readChallenges([`Digest realm="r" ${text.repeat(4_000)}`])
    }
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
