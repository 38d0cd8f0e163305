import { describe, expect, it } from 'vitest'
import { beginsDialog, hopOf, nextHop, senderStays, wantedHost } from './next-hop.ts'
import { responsePort, seenFrom } from './received-via.ts'

const message = (...lines: readonly string[]) =>
  ['BYE sip:carol@192.0.2.7:5070 SIP/2.0', ...lines, '', ''].join('\r\n')

describe('where a request goes', () => {
  it.each([
    ['sip:carol@192.0.2.7', { host: '192.0.2.7', port: null, protocol: null }],
    ['sip:carol@192.0.2.7:5070;transport=TCP', { host: '192.0.2.7', port: 5070, protocol: 'tcp' }],
    ['sip:[2001:db8::7]:5070', { host: '2001:db8::7', port: 5070, protocol: null }],
    ['sips:carol@pbx.example', { host: 'pbx.example', port: null, protocol: 'tls' }],
    ['sip:c;x=1@pbx.example;lr;transport=udp?a=b', { host: 'pbx.example', port: null, protocol: 'udp' }],
    ['sip:carol@pbx.example;transport=sctp', null],
    ['tel:+49301234567', null],
    ['sip:carol@', null],
  ])('as the URI says: %s', (uri, hop) => expect(hopOf(uri)).toEqual(hop))

  it('to the first Route, and else to the Request-URI', () => {
    expect(nextHop(message())).toMatchObject({ host: '192.0.2.7', port: 5070 })
    const routed = message('Route: <sip:a.example;lr>, <sip:b.example;lr>', 'Route: <sip:c.example;lr>')
    expect(nextHop(routed)).toMatchObject({ host: 'a.example' })
  })

  it('back to whoever sent the call, unless that was a proxy that went away again', () => {
    const direct = ['Via: SIP/2.0/UDP a;branch=1', 'm: <sip:x@192.0.2.9>']
    expect(senderStays(message(...direct))).toBe(true)
    expect(wantedHost(message(...direct))).toBe('192.0.2.9')
    expect(senderStays(message('Via: SIP/2.0/UDP p;branch=2, SIP/2.0/UDP a;branch=1'))).toBe(false)
    const stayed = [
      'v: SIP/2.0/UDP p;branch=2',
      'v: SIP/2.0/UDP a;branch=1',
      'Record-Route: <sip:p.example;lr>',
    ]
    expect(senderStays(message(...stayed))).toBe(true)
    expect(wantedHost(message(...stayed, 'Contact: <sip:x@192.0.2.9>'))).toBe('p.example')
  })

  it('tells what begins a dialog by the tag in To', () => {
    expect(beginsDialog(message('To: <sip:carol@192.0.2.7;tag=no>'.replace(';tag=no', '')))).toBe(true)
    expect(beginsDialog(message('To: "a" <sip:carol@192.0.2.7>;tag=1'))).toBe(false)
  })
})

describe('where an answer goes', () => {
  const seen = (via: string) =>
    String(seenFrom(Buffer.from(message(`Via: ${via}`)), { host: '203.0.113.9', port: 40_000 })).match(
      /^Via: (.*)$/m,
    )?.[1]

  it('to the port that a request came from where it asks for that, and else to the one that it names', () => {
    const asked = seen('SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bK1')
    expect(asked).toBe('SIP/2.0/UDP 10.0.0.1:5070;rport=40000;branch=z9hG4bK1;received=203.0.113.9')
    expect(responsePort(message(`Via: ${asked}`, 'Call-ID: a', 'CSeq: 1 BYE'))).toBe(40_000)
    const silent = seen('SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1')
    expect(silent).toBe('SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1;received=203.0.113.9')
    expect(responsePort(message(`Via: ${silent}`, 'Call-ID: a', 'CSeq: 1 BYE'))).toBe(5070)
    const bare = message('Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1', 'Call-ID: a', 'CSeq: 1 BYE')
    expect(responsePort(bare)).toBe(5060)
  })

  it('never where the sender says that it was seen', () => {
    expect(seen('SIP/2.0/UDP 10.0.0.1;received=198.51.100.1;rport=1;branch=z9hG4bK1')).toBe(
      'SIP/2.0/UDP 10.0.0.1;rport=40000;branch=z9hG4bK1;received=203.0.113.9',
    )
  })

  it('marks the topmost of several Via alone', () => {
    expect(seen('SIP/2.0/UDP p;branch=z9hG4bK2, SIP/2.0/UDP a;rport;branch=z9hG4bK1')).toBe(
      'SIP/2.0/UDP p;branch=z9hG4bK2;received=203.0.113.9, SIP/2.0/UDP a;rport;branch=z9hG4bK1',
    )
  })
})
