import { expect, it } from 'vitest'
import { hostOf } from './host-port.ts'

it.each([
  ['sip.example.com', 'sip.example.com'],
  ['sip.example.com:5061', 'sip.example.com'],
  ['pbx', 'pbx'],
  ['192.168.1.10:5060', '192.168.1.10'],
  ['[2001:db8::1]:5060', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['', null],
  ['sip:sip.example.com', null],
  ['wss://sip.example.com', null],
  ['user@sip.example.com', null],
  ['sip example', null],
  ['sip.example.com:0', null],
  ['sip.example.com:65536', null],
  ['sip.example.com:', null],
  ['192.168.1.300', null],
  ['192.168.1', null],
  ['2001:db8::1', null],
  ['-pbx.example', null],
  ['pbx..example', null],
])('the host of %j is %j', (text, host) => {
  expect(hostOf(text)).toBe(host)
})
