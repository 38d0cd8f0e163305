import { describe, expect, it } from 'vitest'
import { addressed, type OwnName, seenAt } from './addressing.ts'

const placeholders = { viaHost: 'abc.invalid', contact: 'sip:k3j2h1@abc.invalid;transport=ws' }
const local = { host: '192.0.2.7', port: 41_000 }
const name: OwnName = { via: 'udp', local, reachable: local, contact: 'udp' }
const message = [
  'INVITE sip:1@pbx.example SIP/2.0',
  'Via: SIP/2.0/UDP abc.invalid;branch=z9hG4bK1',
  'Contact: <sip:k3j2h1@abc.invalid;transport=ws;ob>',
  'Content-Length: 40',
  '',
  'c=IN IP4 sip:k3j2h1@abc.invalid;transport=ws',
].join('\r\n')

describe('a message on its way out', () => {
  it('carries the socket’s address in Via and Contact, and its body as it is', () => {
    const text = addressed(message, placeholders, name)
    expect(text).toContain('\r\nVia: SIP/2.0/UDP 192.0.2.7:41000;rport;branch=z9hG4bK1\r\n')
    expect(text).toContain('\r\nContact: <sip:k3j2h1@192.0.2.7:41000;ob>\r\n')
    expect(text).toContain('\r\n\r\nc=IN IP4 sip:k3j2h1@abc.invalid;transport=ws')
  })

  it('behind a NAT has the public address in Contact alone', () => {
    const text = addressed(message, placeholders, { ...name, reachable: { host: '198.51.100.1', port: 9 } })
    expect(text).toContain('UDP 192.0.2.7:41000;rport')
    expect(text).toContain('<sip:k3j2h1@198.51.100.1:9;ob>')
  })

  it('names the transport that it wants requests by', () => {
    const text = addressed(message, placeholders, { ...name, via: 'tls', contact: 'tls' })
    expect(text).toContain('Via: SIP/2.0/TLS ')
    expect(text).toContain('<sip:k3j2h1@192.0.2.7:41000;transport=tls;ob>')
  })

  it('puts an IPv6 address in brackets', () => {
    const six = { host: '2001:db8::7', port: 5060 }
    const text = addressed(message, placeholders, { ...name, local: six, reachable: six })
    expect(text).toContain('UDP [2001:db8::7]:5060;rport')
    expect(text).toContain('@[2001:db8::7]:5060;ob>')
  })

  it('leaves the Via of a request that is answered alone', () => {
    const response = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK9\r\n\r\n'
    expect(addressed(response, placeholders, name)).toBe(response)
  })
})

describe('where a server sees us', () => {
  it.each([
    ['SIP/2.0/UDP 10.0.0.2:5060;received=198.51.100.1;rport=9;branch=z', { host: '198.51.100.1', port: 9 }],
    ['SIP/2.0/UDP 10.0.0.2:5060;rport=5060;branch=z', { host: '10.0.0.2', port: 5060 }],
    ['SIP/2.0/UDP [2001:db8::7]:5060;rport=7', { host: '2001:db8::7', port: 7 }],
    ['SIP/2.0/UDP 10.0.0.2;rport=7;received=[2001:db8::1]', { host: '2001:db8::1', port: 7 }],
    ['SIP/2.0/UDP 10.0.0.2:5060;rport;branch=z', null],
    ['SIP/2.0/UDP 10.0.0.2:5060;rport=0', null],
    ['SIP/2.0/UDP 10.0.0.2:5060;rport=70000', null],
    ['SIP/2.0/UDP 10.0.0.2:5060;received=198.51.100.1', null],
    ['nonsense', null],
  ])('%s', (via, seen) => expect(seenAt(via)).toEqual(seen))
})
