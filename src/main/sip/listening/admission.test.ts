import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAdmission } from './admission.ts'
import { sourcesOf } from './sources.ts'

const stranger = '203.0.113.9'
const trunk = '192.0.2.20'

type Request = {
  readonly method?: string
  readonly user?: string
  readonly callId?: string
  readonly to?: string
  readonly headers?: readonly string[]
  readonly branch?: string
}

const request = ({
  method = 'INVITE',
  user = 'agent',
  callId = 'new',
  to = '<sip:agent@192.0.2.1>',
  headers = [],
  branch = 'z9hG4bK1',
}: Request = {}): Buffer =>
  Buffer.from(
    [
      `${method} sip:${user}@192.0.2.1 SIP/2.0`,
      `Via: SIP/2.0/UDP 203.0.113.9;branch=${branch}`,
      'From: <sip:carol@203.0.113.9>;tag=c1',
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${method}`,
      ...headers,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )

const response = (branch: string): Buffer =>
  Buffer.from(
    `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=${branch}\r\nCall-ID: known\r\nCSeq: 1 INVITE\r\n\r\n`,
  )

function gate(strangers: boolean, served: readonly string[] = []) {
  const admission = createAdmission({
    named: sourcesOf([trunk]),
    strangers,
    isUs: (user) => user === 'agent',
    knows: (callId) => callId === 'known',
    elsewhere: (callId) => callId === 'of the server',
    asked: (branch) => branch === 'z9hG4bKours INVITE',
    served: (key) => served.some((branch) => key.includes(branch)),
    expects: (address) => address === '198.51.100.1',
  })
  return {
    admission,
    judge: (message: Buffer, address = stranger, now = 0) => admission.refuses(message, address, now),
  }
}

describe('a stranger, where anybody may call', () => {
  it('is let in with a call for the account’s user', () => {
    expect(gate(true).judge(request())).toBeNull()
  })

  it.each([
    ['no call', request({ method: 'OPTIONS' })],
    ['no call', request({ method: 'REGISTER' })],
    ['no call', request({ method: 'MESSAGE' })],
    ['no call', request({ method: 'NOTIFY' })],
    ['no call', request({ method: 'CANCEL' })],
    ['no call', request({ method: 'BYE', to: '<sip:agent@192.0.2.1>;tag=guessed' })],
    ['no call', request({ to: '<sip:agent@192.0.2.1>;tag=guessed' })],
    ['for nobody here', request({ user: '100' })],
    ['for nobody here', request({ user: '' })],
    ['a scanner', request({ headers: ['User-Agent: friendly-scanner'] })],
    ['a scanner', request({ headers: ['User-Agent: SIPVicious/0.3'] })],
    ['for a call of somebody else', request({ headers: ['Replaces: of the server;to-tag=a;from-tag=b'] })],
    ['for a call that goes another way', request({ callId: 'of the server' })],
    ['for a call that goes another way', request({ method: 'BYE', callId: 'of the server' })],
    ['an answer to nothing', response('z9hG4bKguessed')],
    ['no SIP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['no SIP', Buffer.from('\r\n\r\n')],
  ])('gets no answer: %s', (why, message) => {
    expect(gate(true).judge(message)).toBe(why)
  })

  it('takes part in a call that they know, and may put another in its place', () => {
    const { judge } = gate(true)
    expect(judge(request({ method: 'BYE', callId: 'known', to: '<sip:x@y>;tag=1' }))).toBeNull()
    expect(judge(request({ method: 'CANCEL', callId: 'known' }))).toBeNull()
    expect(judge(request({ headers: ['Replaces: known;to-tag=a;from-tag=b'] }))).toBeNull()
    expect(judge(response('z9hG4bKours'))).toBeNull()
  })

  it('rings three times in a row and then has to wait, while others still may', () => {
    const { judge } = gate(true)
    const call = (id: number, address: string, now: number) =>
      judge(request({ callId: `c${id}`, branch: `z9hG4bK${id}` }), address, now)
    expect([1, 2, 3, 4].map((id) => call(id, stranger, 0))).toEqual([
      null,
      null,
      null,
      'too many calls of one',
    ])
    expect(call(5, '203.0.113.10', 0)).toBeNull()
    expect(call(6, stranger, 10_000)).toBeNull()
  })

  it('who sends a call again is answered by what was said before', () => {
    const { judge } = gate(true, ['z9hG4bKsame'])
    for (let at = 0; at < 10; at += 1) expect(judge(request({ branch: 'z9hG4bKsame' }))).toBeNull()
  })

  it('and however many of them there are: never more than a few calls a second come in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { maxLength: 300 }), (calls) => {
        const { judge } = gate(true)
        let now = 0
        let admitted = 0
        calls.forEach(([wait, host], index) => {
          now += wait
          const call = request({ callId: `c${index}`, branch: `z9hG4bK${index}` })
          if (judge(call, `203.0.113.${host}`, now) === null) admitted += 1
        })
        expect(admitted).toBeLessThanOrEqual(5 + now / 2_000)
      }),
      { numRuns: 50 },
    )
  })
})

describe('where only those may call who are named', () => {
  it('a stranger gets no answer, whatever they ask', () => {
    const { judge } = gate(false)
    expect(judge(request())).toBe('not named')
    expect(judge(request({ method: 'OPTIONS' }))).toBe('not named')
  })

  it('who is named may call any number, and ask whether somebody is there', () => {
    const { judge } = gate(false)
    expect(judge(request({ user: '+49301234567' }), trunk)).toBeNull()
    expect(judge(request({ method: 'OPTIONS' }), trunk)).toBeNull()
    expect(judge(request({ method: 'BYE', to: '<sip:x@y>;tag=1' }), trunk)).toBeNull()
  })

  it('and take part in a call of the server, as its media nodes do', () => {
    expect(gate(false).judge(request({ method: 'BYE', callId: 'of the server' }), trunk)).toBeNull()
    expect(gate(false).judge(request({ method: 'BYE', callId: 'of the server' }))).toBe(
      'for a call that goes another way',
    )
  })

  it('takes connections of those alone, and of whom a call goes to', () => {
    const { admission } = gate(false)
    expect([trunk, `::ffff:${trunk}`, '198.51.100.1', stranger].map(admission.welcomes)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

it('never throws, whatever comes', () => {
  const { judge } = gate(true)
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void judge(Buffer.from(bytes))))
  const whole = request({ headers: ['Replaces: known;to-tag=a;from-tag=b', 'User-Agent: x'] })
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const copy = Buffer.from(whole)
      copy[at] = byte
      judge(copy)
    }),
  )
})
