import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptHeaders, remoteParty } from './remote-identity.ts'

const party = (headers: Record<string, string>, trusts = true) => remoteParty((name) => headers[name], trusts)

describe('who calls', () => {
  const all = {
    'p-asserted-identity': '"Asserted" <sip:+1001@pbx>',
    'remote-party-id': '"Remote" <sip:+1002@pbx>;party=calling;privacy=off',
    from: '"From" <sip:+1003@pbx>;tag=1',
  }

  it('is P-Asserted-Identity, then Remote-Party-ID, then From', () => {
    expect(party(all)).toEqual({ number: '+1001', displayName: 'Asserted' })
    expect(party({ ...all, 'p-asserted-identity': '' })).toEqual({ number: '+1002', displayName: 'Remote' })
    expect(party({ from: all.from })).toEqual({ number: '+1003', displayName: 'From' })
  })

  it('is From alone where the proxy isn’t trusted, as anybody could write the others', () => {
    expect(party(all, false)).toEqual({ number: '+1003', displayName: 'From' })
  })

  it.each([
    ['<tel:+4930123456;phone-context=x>', '+4930123456'],
    ['sip:100@pbx;tag=1', '100'],
    ['<sip:+49%2030@pbx>', '+49 30'],
    ['<sip:100;npdi=yes@pbx>', '100'],
    ['<sip:anonymous@anonymous.invalid>', 'anonymous'],
    ['<sip:gateway.example>', 'gateway.example'],
    ['<sip:%@pbx>', '%'],
  ])('%s is %s', (from, number) => {
    expect(party({ from })).toEqual({ number, displayName: null })
  })

  it('takes the first of several identities that names somebody', () => {
    const both = '<sip:@>, "Ada, Countess" <sip:+1001@pbx>, <tel:+1001>'
    expect(party({ 'p-asserted-identity': both, from: all.from })).toEqual({
      number: '+1001',
      displayName: 'Ada, Countess',
    })
  })

  it('is anonymous when nothing can be read', () => {
    expect(party({ from: '"broken' })).toEqual({ number: 'anonymous', displayName: null })
  })

  it('keeps names in any script and takes out what isn’t text', () => {
    expect(party({ from: '"Ünï 😀 アリス" <sip:1@a>' }).displayName).toBe('Ünï 😀 アリス')
    expect(party({ from: '"a\u0000b\u001b[31m\u202ecod\u2066e\u2028f" <sip:1@a>' }).displayName).toBe(
      'a b [31m cod e f',
    )
    expect(party({ from: '"<b>bold</b>" <sip:1@a>' }).displayName).toBe('<b>bold</b>')
    expect(party({ from: '"   " <sip:1@a>' }).displayName).toBeNull()
  })

  it('is never longer than can be shown, never empty, never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        for (const from of [text, `"${text}" <sip:${text}@a>`]) {
          const { number, displayName } = party({ from })
          const short = [number, displayName ?? ''].every((one) => [...one].length <= 128)
          const unseen = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(number + (displayName ?? ''))
          if (number === '' || !short || unseen) throw new Error(`${number} ${displayName}`)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('the headers that are kept', () => {
  it.each([
    ['sip:agent@192.0.2.1:5060;transport=ws', {}],
    ['sip:agent@192.0.2.1;transport=ws;intercom=true?x=y', { 'Request-URI': ';intercom=true' }],
    ['sip:agent@192.0.2.1', {}],
  ])('tell what was added to the address %s', (uri, kept) => {
    expect(keptHeaders({}, uri)).toEqual(kept)
  })

  it('are those that say what the call is about', () => {
    const raw = (...values: string[]) => values.map((value) => ({ raw: value }))
    expect(
      keptHeaders({
        'X-Lead-Id': raw('L-1'),
        'Call-Info': raw('<sip:a>;answer-after=0', '<sip:b>'),
        'Alert-Info': raw('info=alert-autoanswer'),
        Diversion: raw('<sip:1@a>;reason=no-answer'),
        'User-To-User': raw('48656c6c6f;encoding=hex'),
        From: raw('<sip:1@a>'),
        'X-Registered-Contact': raw('a\u0007b'),
        Authorization: raw('Digest x'),
        'Proxy-Authorization': raw('Digest x'),
        'Content-Type': raw('application/sdp'),
        'P-Called-Party-Id': raw('<sip:sales@a>'),
      }),
    ).toEqual({
      'X-Lead-Id': 'L-1',
      'Call-Info': '<sip:a>;answer-after=0, <sip:b>',
      'Alert-Info': 'info=alert-autoanswer',
      Diversion: '<sip:1@a>;reason=no-answer',
      'User-To-User': '48656c6c6f;encoding=hex',
      'X-Registered-Contact': 'a b',
      'P-Called-Party-Id': '<sip:sales@a>',
    })
  })
})
