import { describe, expect, it } from 'vitest'
import { type AuthorizationField, readChallenges } from './challenge.ts'
import { createAnswerers } from './policy.ts'

function phone(inDialog = false) {
  const refused: string[] = []
  const answererOf = createAnswerers({
    credentials: { user: 'agent', password: () => 'secret' },
    domain: 'pbx.example',
    inDialog,
    toServer: (callId) => callId !== 'direct',
    refused: (method, realm, why) => refused.push(`${method} ${realm} ${why}`),
  })
  const request = (method: string, within = method === 'BYE', callId = 'c1') => {
    const answer = answererOf()
    return (challenge: string | readonly string[], answerIn: AuthorizationField = 'authorization') => {
      const challenges = readChallenges([challenge].flat())
      return answer({ method, callId, inDialog: within, uri: 'sip:x', answerIn, challenges })
    }
  }
  return { request, refused }
}

const challenge = (realm: string, nonce: string, more = '') =>
  `Digest realm="${realm}", nonce="${nonce}", qop="auth"${more}`

const field = (header: string | null, name: string) =>
  header?.match(new RegExp(`[ ,]${name}="?([^",]*)`))?.[1]

describe('where the password goes', () => {
  it('never to anybody who called or is called past the server, whatever realm they know', () => {
    const { request, refused } = phone(true)
    expect(request('REGISTER')(challenge('asterisk', '1'))).not.toBeNull()
    for (const method of ['INVITE', 'BYE', 'REFER']) {
      expect(request(method, method === 'BYE', 'direct')(challenge('asterisk', '2'))).toBeNull()
    }
    expect(refused).toEqual(['INVITE asterisk direct', 'BYE asterisk direct', 'REFER asterisk direct'])
  })

  it('to whatever realm REGISTER meets, and from then on to that one only', () => {
    const { request, refused } = phone(true)
    expect(request('REGISTER')(challenge('asterisk', '1'))).toContain('realm="asterisk"')
    expect(request('INVITE')(challenge('asterisk', '2'), 'proxy-authorization')).not.toBeNull()
    expect(request('BYE')(challenge('asterisk', '3'), 'proxy-authorization')).not.toBeNull()
    for (const realm of ['attacker-chosen', 'pbx.example', 'Asterisk']) {
      expect(request('BYE')(challenge(realm, '4'), 'proxy-authorization')).toBeNull()
    }
    expect(refused).toEqual(['BYE attacker-chosen realm', 'BYE pbx.example realm', 'BYE Asterisk realm'])
  })

  it('to the account’s own domain where REGISTER was never asked', () => {
    const { request, refused } = phone()
    expect(request('INVITE')(challenge('elsewhere', '1'))).toBeNull()
    expect(request('INVITE')(challenge('pbx.example', '1'))).not.toBeNull()
    expect(refused).toEqual(['INVITE elsewhere realm'])
  })

  it('to nobody within a call, not for the registrar’s realm either, unless the account says so', () => {
    for (const method of ['BYE', 'INVITE', 'UPDATE', 'PRACK', 'REFER', 'INFO']) {
      const { request, refused } = phone()
      request('REGISTER')(challenge('asterisk', '1'))
      expect(request(method, true)(challenge('asterisk', '2'), 'proxy-authorization')).toBeNull()
      expect(refused).toEqual([`${method} asterisk inDialog`])
    }
  })

  it('to the registrar when a subscription of ours is refreshed', () => {
    const { request } = phone()
    request('REGISTER')(challenge('asterisk', '1'))
    expect(request('SUBSCRIBE', true)(challenge('asterisk', '2'))).not.toBeNull()
    expect(request('SUBSCRIBE', true)(challenge('elsewhere', '2'))).toBeNull()
  })

  it('to the proxy’s realm as well as the registrar’s, where both asked at REGISTER', () => {
    const { request } = phone()
    const register = request('REGISTER')
    expect(register(challenge('edge', '1'), 'proxy-authorization')).toContain('realm="edge"')
    expect(register(challenge('asterisk', '2'), 'authorization')).toContain('realm="asterisk"')
    expect(request('INVITE')(challenge('edge', '3'), 'proxy-authorization')).not.toBeNull()
    expect(request('INVITE')(challenge('asterisk', '4'), 'authorization')).not.toBeNull()
  })

  it('past a foreign challenge to the one that is ours', () => {
    const { request, refused } = phone()
    request('REGISTER')(challenge('ours', '1'))
    expect(request('INVITE')([challenge('theirs', '2'), challenge('ours', '3')])).toContain('nonce="3"')
    expect(refused).toEqual([])
  })

  it.each(['ACK', 'CANCEL'])('never to %s', (method) => {
    expect(phone().request(method)(challenge('pbx.example', '1'))).toBeNull()
  })
})

describe('which challenge is answered', () => {
  it('is the topmost that is understood', () => {
    const offered = ['SHA-1', 'SHA-512-256', 'SHA-256', 'MD5'].map((algorithm, at) =>
      challenge('r', `${at}`, `, algorithm=${algorithm}`),
    )
    expect(phone().request('REGISTER')(offered)).toContain('algorithm=SHA-512-256')
    expect(phone().request('REGISTER')(offered.slice(2))).toContain('algorithm=SHA-256')
    expect(phone().request('REGISTER')(offered.toReversed())).toContain('algorithm=MD5')
    expect(phone().request('REGISTER')(offered.slice(0, 1))).toBeNull()
  })
})

describe('how often the password is tried', () => {
  it('once, when it was wrong', () => {
    const register = phone().request('REGISTER')
    expect(register(challenge('r', '1'))).not.toBeNull()
    expect(register(challenge('r', '2'))).toBeNull()
    expect(register(challenge('s', '3'))).toBeNull()
  })

  it('once more for a newer nonce when the first was stale, however long the server goes on', () => {
    const register = phone().request('REGISTER')
    expect(register(challenge('r', '1', ', stale=true'))).toContain('nonce="1"')
    expect(register(challenge('r', '1', ', stale=true'))).toBeNull()
    expect(register(challenge('r', '2', ', stale=true'))).toContain('nonce="2"')
    expect(register(challenge('r', '3', ', stale=true'))).toBeNull()
    expect(register(challenge('s', '4', ', stale=true'))).toBeNull()
  })
})

describe('the count of a nonce', () => {
  it('rises with every request that it is used for, and starts anew with a new one', () => {
    const { request } = phone()
    const headers = ['a', 'a', 'b', 'a'].map((nonce) => request('REGISTER')(challenge('r', nonce)))
    expect(headers.map((header) => field(header, 'nc'))).toEqual([
      '00000001',
      '00000002',
      '00000001',
      '00000003',
    ])
  })

  it('keeps the client’s nonce for as long, and no longer', () => {
    const { request } = phone()
    const [first, second, other] = ['a', 'a', 'b'].map((nonce) =>
      field(request('REGISTER')(challenge('r', nonce)), 'cnonce'),
    )
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(second).toBe(first)
    expect(other).not.toBe(first)
  })

  it('is forgotten for the oldest of very many', () => {
    const { request } = phone()
    const count = (nonce: string) => field(request('REGISTER')(challenge('r', nonce)), 'nc')
    count('old')
    for (let nonce = 0; nonce < 64; nonce += 1) count(`n${nonce}`)
    expect(count('n63')).toBe('00000002')
    expect(count('old')).toBe('00000001')
  })
})
