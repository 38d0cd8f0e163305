import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, parseNameAddr, splitList } from './name-addr.ts'

describe('an address with a name', () => {
  it.each([
    ['"Ada" <sip:a@b>;tag=1', { name: 'Ada', uri: 'sip:a@b', params: ';tag=1' }],
    ['Ada Byron <sip:a@b;lr>', { name: 'Ada Byron', uri: 'sip:a@b;lr', params: '' }],
    ['<sip:a@b>', { name: '', uri: 'sip:a@b', params: '' }],
    ['sip:a@b;tag=1', { name: '', uri: 'sip:a@b', params: ';tag=1' }],
    ['"a \\"b\\" <c>" <sip:a@b>', { name: 'a "b" <c>', uri: 'sip:a@b', params: '' }],
    ['"broken <sip:a@b>', null],
    ['"only a name"', null],
    ['"a" junk <sip:a@b>', null],
    ['<sip:a@b', null],
    ['<sip:a@b> junk', null],
    ['<nothing>', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(parseNameAddr(text)).toEqual(expected)
  })
})

describe('a list of addresses', () => {
  it('is cut where no quotes and brackets hold it together', () => {
    expect(splitList('"a, b" <sip:c,d@e>;x="1,2", <sip:f@g> ,, sip:h')).toEqual([
      '"a, b" <sip:c,d@e>;x="1,2"',
      '<sip:f@g>',
      'sip:h',
    ])
  })

  it('loses nothing but commas and spaces', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const letters = (of: string) => of.replace(/[\s,]/g, '')
        expect(letters(splitList(text).join(''))).toBe(letters(text))
      }),
    )
  })
})

describe('who a URI names', () => {
  it.each([
    ['sip:100;phone-context=x@h:5060;lr', { scheme: 'sip', user: '100', host: 'h:5060' }],
    ['sips:a:secret@h', { scheme: 'sips', user: 'a', host: 'h' }],
    ['SIP:h', { scheme: 'sip', user: '', host: 'h' }],
    ['tel:+49(30)12;ext=3', { scheme: 'tel', user: '+49(30)12', host: '' }],
    ['sip:%zz@h', { scheme: 'sip', user: '%zz', host: 'h' }],
  ])('%s', (uri, expected) => {
    expect(addressOf(uri)).toEqual(expected)
  })
})
