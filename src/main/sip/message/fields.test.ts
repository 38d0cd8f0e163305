import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OfferedChallenges } from '../auth/challenge.ts'
import { grammarParse, parseField } from './fields.ts'

/** Any text that a field may hold, most of it well formed: pieces in the order of the grammar, some odd, some missing. */
const pick = (...pieces: string[]): fc.Arbitrary<string> => fc.constantFrom(...pieces)
const sentence = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''))

const host = pick(
  'practice.example',
  'PBX.Example',
  '192.0.2.7',
  '999.1.1.1',
  '[2001:db8::1]',
  'localhost',
  'a',
  '1a.2',
  '-',
  'x-.y',
  'host.1',
)
const port = pick('', ':5060', ':5', ':70000', ':x', ':')
const uriParams = fc
  .array(
    pick(
      ';transport=WS',
      ';Transport=udp',
      ';transport=x',
      ';ob',
      ';lr',
      ';lr=on',
      ';user=Phone',
      ';user=IP',
      ';user=x',
      ';maddr=h',
      ';method=INVITE',
      ';a=B',
      ';A',
      ';ttl=3',
      ';q=%41',
      ';gr=urn:uuid:1',
      ';',
      ';=x',
      ';a=',
      '; a',
    ),
  )
  .map((some) => some.join(''))
const user = pick(
  '',
  'agent@',
  '+12025550143@',
  'A.b_c@',
  "o'neil@",
  'a%20b@',
  'a;b@',
  'a:pw@',
  '@',
  '*97@',
  'ü@',
)
const uri = sentence(
  pick('sip:', 'sips:', 'SIP:', 'tel:', ''),
  user,
  host,
  port,
  uriParams,
  pick('', '', '', '?X=y'),
)
const name = pick(
  '',
  'Ana ',
  '"Ana Ruiz" ',
  'Ana Ruiz ',
  '"" ',
  '" " ',
  '"a\\"b" ',
  '"a<b" ',
  'Ána ',
  '"Ána" ',
  '"Ana"',
  'Ana',
  '" Ana " ',
  '"Ana',
  ' ',
  "O'Neil  X ",
  '"x;y,z" ',
)
const params = fc
  .array(
    pick(
      ';tag=a1',
      ';TAG=A1',
      ';tag',
      ';tag=',
      ';expires=60',
      ';q=0.5',
      ';x=Y',
      ';X',
      ';x="q"',
      ';+sip.instance="<urn>"',
      '; x=y',
      ';x = y',
      ';x=[::1]',
      ';constructor=1',
      ';__proto__=1',
    ),
  )
  .map((some) => some.join(''))
const nameAddr = fc.oneof(sentence(name, pick('<', '<', '<', ''), uri, pick('>', '>', '>', ''), params), uri)

const rules: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Request_Response: fc.oneof(
    sentence(
      pick('INVITE ', 'ACK ', 'invite ', 'FOO ', 'INVITE  '),
      uri,
      pick(' SIP/2.0', ' SIP/3.0', ' sip/2.0', ''),
    ),
    sentence(
      pick('SIP/2.0 ', 'sip/2.0 ', 'SIP/2.1 '),
      pick('200', '180', '99', '700', '404 ', '666'),
      pick(' OK', ' ', '', ' Not Found, sorry', ' Ungültig', ' a%41', ' "x"', ' (y)'),
    ),
  ),
  Via: sentence(
    pick('SIP/2.0/', 'SIP / 2.0 / ', 'SIP/2.1/', 'sip/2.0/'),
    pick('UDP ', 'WSS ', 'WS ', 'ws ', 'TLS ', 'X '),
    host,
    port,
    fc
      .array(
        pick(
          ';branch=z9hG4bK1',
          ';rport',
          ';rport=5060',
          ';rport=x',
          ';received=192.0.2.1',
          ';received=h',
          ';received=1.2',
          ';ttl=1',
          ';maddr=h',
          ';i=1',
          ';Branch=x',
          ';branch',
          ';alias',
          ';x="y"',
          '; x=y',
          ';received=999.9.9.9',
        ),
      )
      .map((some) => some.join('')),
  ),
  From: nameAddr,
  To: nameAddr,
  Contact: fc.oneof(nameAddr, nameAddr, nameAddr, sentence(nameAddr, pick(', ', ','), nameAddr), pick('*')),
  CSeq: sentence(
    pick('1', '4294967295', '99999999999', '007', '', '-1'),
    pick(' ', '  ', ''),
    pick('INVITE', 'ACK', 'PRACK', 'invite', 'FOO', ''),
  ),
  Call_ID: sentence(
    pick('abc', 'a.b-c%!', 'a b', '', 'ü', '[x]', '{x}'),
    pick('', '@', '@host', '@1.2.3.4', '@a@b'),
  ),
  Content_Type: pick(
    'application/sdp',
    'Application/SDP',
    'application/sdp;charset=x',
    'text/plain',
    'application',
    '',
  ),
  Content_Length: pick('0', '12', '99999999999', '-1', '1 ', ' 1', 'x', ''),
  Max_Forwards: pick('70', '0', '255', '256', '-1', 'x', ''),
}

describe('the fields of a message', () => {
  for (const [rule, values] of Object.entries(rules)) {
    it(`reads ${rule} exactly as SIP.js's grammar does`, () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(parseField(value, rule)).toStrictEqual(grammarParse(value, rule))
        }),
        { numRuns: 500 },
      )
    })
  }

  it('leaves a rule that it has no reader for to the grammar', () => {
    expect(parseField('"<urn:uuid:1>"', 'Reason')).toBe(grammarParse('"<urn:uuid:1>"', 'Reason'))
  })

  it.each([
    ['WWW_Authenticate', 'authorization'],
    ['Proxy_Authenticate', 'proxy-authorization'],
  ])('reads every challenge of %s, where the grammar reads one', (rule, answerIn) => {
    const value = 'Digest realm="r", nonce="n", algorithm=SHA-256, Digest realm="r", nonce="m"'
    const read = parseField(value, rule)
    expect(read).toBeInstanceOf(OfferedChallenges)
    expect(read).toMatchObject({ answerIn, challenges: [{ nonce: 'n' }, { nonce: 'm' }] })
  })
})
