import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDigestServer } from './digest.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const passwordOf = (user: string) => (user === 'ada' ? 'secret' : undefined)
const nonceOf = ([challenge = '']: readonly string[]) => challenge.match(/nonce="([^"]*)"/)?.[1] ?? ''

function credentials(
  nonce: string,
  { user = 'ada', password = 'secret', count = '00000001', uri = 'sip:a' } = {},
): string {
  const secret = md5(`${user}:here:${password}`)
  const response = md5(`${secret}:${nonce}:${count}:c0:auth:${md5(`REGISTER:${uri}`)}`)
  return `Digest username="${user}", realm="here", nonce="${nonce}", uri="${uri}", qop=auth, nc=${count}, cnonce="c0", response="${response}"`
}

describe('digest authentication', () => {
  it('accepts the right password for a nonce of its own', () => {
    const server = createDigestServer('here')
    const header = credentials(nonceOf(server.challenges()))
    expect(server.check(header, 'REGISTER', passwordOf)).toEqual({ ok: true, user: 'ada' })
  })

  it('refuses another password, user or method, and no credentials at all', () => {
    const server = createDigestServer('here')
    const nonce = nonceOf(server.challenges())
    const refused = { ok: false, stale: false }
    expect(server.check(credentials(nonce, { password: 'guess' }), 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check(credentials(nonce, { user: 'eve' }), 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check(credentials(nonce), 'INVITE', passwordOf)).toEqual(refused)
    expect(server.check(undefined, 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check('Basic YTpi', 'REGISTER', passwordOf)).toEqual(refused)
  })

  it('calls a replayed, an unknown and an old nonce stale', () => {
    let now = 0
    const server = createDigestServer('here', { now: () => now })
    const nonce = nonceOf(server.challenges())
    const stale = { ok: false, stale: true }
    expect(server.check(credentials(nonce), 'REGISTER', passwordOf).ok).toBe(true)
    expect(server.check(credentials(nonce), 'REGISTER', passwordOf)).toEqual(stale)
    expect(server.check(credentials(nonce, { count: '00000002' }), 'REGISTER', passwordOf).ok).toBe(true)
    expect(server.check(credentials('made up'), 'REGISTER', passwordOf)).toEqual(stale)
    now = 600_000
    expect(server.check(credentials(nonce, { count: '00000003' }), 'REGISTER', passwordOf)).toEqual(stale)
    expect(server.challenges(true)[0]).toContain('stale=true')
  })

  it('asks once for each algorithm, in the order given, and takes no answer to one that it did not ask for', () => {
    const server = createDigestServer('here', { algorithms: ['SHA-512-256', 'SHA-256'], opaque: 'o"1' })
    const challenges = server.challenges()
    expect(challenges.map((one) => one.match(/algorithm=([\w-]+)/)?.[1])).toEqual(['SHA-512-256', 'SHA-256'])
    expect(challenges.every((one) => one.includes('opaque="o\\"1"'))).toBe(true)
    const answer = credentials(nonceOf(challenges))
    expect(server.check(answer, 'REGISTER', passwordOf)).toEqual({ ok: false, stale: false })
  })

  it('takes the SHA-256 answer of RFC 7616 §3.9.1, to a nonce that it has never given out', () => {
    const server = createDigestServer('http-auth@example.org', { algorithms: ['SHA-256'] })
    const answer =
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, ' +
      'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, qop=auth, ' +
      'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", ' +
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"'
    expect(server.check(answer, 'GET', () => 'Circle of Life')).toEqual({ ok: false, stale: true })
    expect(server.check(answer, 'GET', () => 'Circle of life')).toEqual({ ok: false, stale: false })
  })

  it('gives the same nonce again where it is told to count its uses, until it is old', () => {
    let now = 0
    const server = createDigestServer('here', { oneNonce: true, now: () => now })
    const first = nonceOf(server.challenges())
    expect(nonceOf(server.challenges())).toBe(first)
    now = 600_000
    expect(nonceOf(server.challenges())).not.toBe(first)
  })
})
