import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callIdOf, isFailure, maskSecrets, messageTitle } from './sip-message.ts'

const message = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`
const INVITE = message('INVITE sip:agent@192.0.2.1 SIP/2.0', 'Call-ID: abc@pbx', 'CSeq: 1 INVITE')
const BUSY = message('SIP/2.0 486 Busy Here', 'i: abc@pbx', 'CSeq: 1 INVITE')

describe('a message of the trace', () => {
  it('is named by what it is', () => {
    expect(messageTitle(INVITE)).toBe('INVITE')
    expect(messageTitle(BUSY)).toBe('486 Busy Here (INVITE)')
    expect([INVITE, BUSY].map(isFailure)).toEqual([false, true])
    expect([INVITE, BUSY].map(callIdOf)).toEqual(['abc@pbx', 'abc@pbx'])
    expect(callIdOf(message('INVITE sip:a SIP/2.0', '', 'Call-ID: in the body'))).toBeNull()
  })

  it('shows no secret', () => {
    const masked = maskSecrets(
      message(
        'BYE sip:agent:hunter2@pbx;token=t0ken SIP/2.0',
        'Authorization: Digest username="agent", realm="pbx", nonce="n0nce", uri="sip:pbx", response="r3sponse", cnonce="cn0nce", nc=00000001',
        'Proxy-Authorization: Bearer b3arer',
        'WWW-Authenticate: Digest realm="pbx", nonce="n0nce"',
        'Call-ID: abc@pbx',
        '',
        'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:k3y|2^20',
        'a=ice-pwd:p4ss',
      ),
    )
    for (const secret of ['hunter2', 't0ken', 'n0nce', 'r3sponse', 'cn0nce', 'b3arer', 'k3y', 'p4ss']) {
      expect(masked).not.toContain(secret)
    }
    for (const kept of ['username="agent"', 'realm="pbx"', 'nc=00000001', 'Call-ID: abc@pbx', 'AES_CM_128']) {
      expect(masked).toContain(kept)
    }
  })

  it('is masked only where a secret stands', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'Via: SIP/2.0/WS a',
            'Subject: x;y=z',
            'a=rtpmap:8 PCMA/8000',
            'To: <sip:a@b>;tag=1',
          ),
        ),
        (lines) => {
          expect(maskSecrets(message(...lines))).toBe(message(...lines))
        },
      ),
    )
  })
})
