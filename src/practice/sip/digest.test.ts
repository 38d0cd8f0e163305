import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDigestServer } from './digest.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const passwordOf = (user: string) => (user === 'ada' ? 'secret' : undefined)
const nonceOf = (challenge: string) => challenge.match(/nonce="([^"]*)"/)?.[1] ?? ''

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
    const header = credentials(nonceOf(server.challenge()))
    expect(server.check(header, 'REGISTER', passwordOf)).toEqual({ ok: true, user: 'ada' })
  })

  it('refuses another password, user or method, and no credentials at all', () => {
    const server = createDigestServer('here')
    const nonce = nonceOf(server.challenge())
    const refused = { ok: false, stale: false }
    expect(server.check(credentials(nonce, { password: 'guess' }), 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check(credentials(nonce, { user: 'eve' }), 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check(credentials(nonce), 'INVITE', passwordOf)).toEqual(refused)
    expect(server.check(undefined, 'REGISTER', passwordOf)).toEqual(refused)
    expect(server.check('Basic YTpi', 'REGISTER', passwordOf)).toEqual(refused)
  })

  it('calls a replayed, an unknown and an old nonce stale', () => {
    let now = 0
    const server = createDigestServer('here', () => now)
    const nonce = nonceOf(server.challenge())
    const stale = { ok: false, stale: true }
    expect(server.check(credentials(nonce), 'REGISTER', passwordOf).ok).toBe(true)
    expect(server.check(credentials(nonce), 'REGISTER', passwordOf)).toEqual(stale)
    expect(server.check(credentials(nonce, { count: '00000002' }), 'REGISTER', passwordOf).ok).toBe(true)
    expect(server.check(credentials('made up'), 'REGISTER', passwordOf)).toEqual(stale)
    now = 600_000
    expect(server.check(credentials(nonce, { count: '00000003' }), 'REGISTER', passwordOf)).toEqual(stale)
    expect(server.challenge(true)).toContain('stale=true')
  })
})
