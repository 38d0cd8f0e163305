import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDigestServer, type DigestAlgorithm } from '../../../practice/sip/digest.ts'
import { readChallenges } from './challenge.ts'
import { type DigestRequest, digestCredentials, digestResponse } from './digest.ts'

const challengeOf = (value: string) => {
  const [challenge] = readChallenges([value])
  if (!challenge) throw new Error(`no challenge: ${value}`)
  return challenge
}

const mufasa: DigestRequest = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}

describe('the response to a challenge', () => {
  // RFC 7616 §3.9.1; §3.9.2 as erratum 4897 puts it right; RFC 2617 §3.5.
  it.each([
    [
      'MD5 (RFC 7616)',
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
      mufasa,
      '8ca523f5e9506fed4657c9700eebdbec',
    ],
    [
      'SHA-256 (RFC 7616)',
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
      mufasa,
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    [
      'SHA-512-256 and UTF-8 (RFC 7616, erratum 4897)',
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", charset=UTF-8',
      {
        user: 'Jäsøn Doe',
        password: 'Secret, or not?',
        method: 'GET',
        uri: '/doe.json',
        count: 1,
        clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
      },
      '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5',
    ],
    [
      'MD5 (RFC 2617)',
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
      { ...mufasa, password: 'Circle Of Life', clientNonce: '0a4f113b' },
      '6629fae49393a05397450978507c4ef1',
    ],
    [
      'MD5 without qop (RFC 2069)',
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
      { ...mufasa, password: 'Circle Of Life' },
      '670fd8c2df070c60b045671b8b24ff02',
    ],
  ])('is that of the specification: %s', (_what, challenge, request, response) => {
    expect(digestResponse(challengeOf(challenge), request)).toBe(response)
  })

  it('comes with what the challenge said, quoted where it must be', () => {
    const challenge = challengeOf(
      'Digest realm="a \\"b\\"", nonce="n", qop="auth", opaque="", algorithm=sha-256',
    )
    const header = digestCredentials(challenge, {
      ...mufasa,
      user: 'o"b\\x\r\nEvil: 1',
      count: 26,
      clientNonce: 'c',
    })
    expect(header).toMatch(
      /^Digest username="o\\"b\\\\xEvil: 1", realm="a \\"b\\"", nonce="n", uri="\/dir\/index\.html", response="[0-9a-f]{64}", algorithm=sha-256, qop=auth, nc=0000001a, cnonce="c", opaque=""$/,
    )
  })

  it('says no more than the challenge asks', () => {
    const header = digestCredentials(challengeOf('Digest realm="r", nonce="n"'), mufasa)
    expect(header).toMatch(
      /^Digest username="Mufasa", realm="r", nonce="n", uri="\/dir\/index\.html", response="[0-9a-f]{32}"$/,
    )
  })
})

describe('a server that computes the digest by itself', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !/\p{Cc}/u.test(one))
  const algorithm: fc.Arbitrary<DigestAlgorithm> = fc.constantFrom(
    'MD5',
    'SHA-256',
    'SHA-512-256',
    'MD5-sess',
    'SHA-256-sess',
    'SHA-512-256-sess',
  )

  it('agrees, for any names, passwords and realms, and as often as the nonce is used', () => {
    fc.assert(
      fc.property(
        fc.record({
          realm: text,
          user: text,
          password: text,
          algorithm,
          opaque: fc.option(text),
          qop: fc.boolean(),
        }),
        ({ realm, user, password, algorithm: name, opaque, qop: asks }) => {
          const qop = asks || name.endsWith('-sess')
          const server = createDigestServer(realm, { algorithms: [name], qop, ...(opaque ? { opaque } : {}) })
          const challenge = challengeOf(server.challenges()[0] ?? '')
          const passwordOf = (one: string) => (one === user ? password : undefined)
          const request = {
            user,
            password,
            method: 'REGISTER',
            uri: 'sip:pbx.example',
            clientNonce: 'c0ffee',
          }
          for (const count of [1, 2, 300]) {
            const header = digestCredentials(challenge, { ...request, count })
            expect(server.check(header, 'REGISTER', passwordOf)).toEqual({ ok: true, user })
            expect(server.check(header, 'INVITE', passwordOf)).toEqual({ ok: false, stale: false })
          }
          const guess = digestCredentials(challenge, { ...request, password: `${password}x`, count: 301 })
          expect(server.check(guess, 'REGISTER', passwordOf)).toEqual({ ok: false, stale: false })
        },
      ),
    )
  })
})
