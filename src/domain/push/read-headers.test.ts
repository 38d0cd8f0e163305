import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHeaders, senderOf } from './read-headers.ts'

const INVITE = [
  'INVITE sip:204@10.0.0.4:5062;transport=ws;intercom=true SIP/2.0',
  'Via: SIP/2.0/WSS 10.0.0.1;branch=z9hG4bK1',
  'From: "Dialer" <sip:dialer@pbx.example>;tag=1',
  'X-Lead-Id: 4711',
  'Call-Info: <https://crm.example/leads/4711>;purpose=info',
  'call-info: <sip:pbx>;answer-after=0',
  'User-to-User: 3132',
  ' 33;encoding=hex',
  'Content-Length: 4',
  '',
  'X-Body: not a header',
].join('\r\n')

describe('the headers of what was pasted', () => {
  it('are those of a whole INVITE, joined, unfolded and without its body', () => {
    expect(readHeaders(INVITE)).toMatchObject({
      'X-Lead-Id': '4711',
      'Call-Info': '<https://crm.example/leads/4711>;purpose=info, <sip:pbx>;answer-after=0',
      'User-to-User': '3132 33;encoding=hex',
      'Request-URI': ';intercom=true',
    })
    expect(Object.keys(readHeaders(INVITE))).not.toContain('X-Body')
    expect(senderOf(readHeaders(INVITE))).toBe('dialer')
  })

  it('may be a few lines of it', () => {
    expect(readHeaders('\n  X-Campaign : Autumn \nnonsense\nX-Empty:')).toEqual({ 'X-Campaign': 'Autumn' })
    expect(senderOf({})).toBeNull()
  })

  it('never fail', () => {
    fc.assert(fc.property(fc.string(), (text) => void readHeaders(text)))
  })
})
