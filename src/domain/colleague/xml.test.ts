import fc from 'fast-check'
import { expect, it } from 'vitest'
import { childOf, readXml } from './xml.ts'

it('reads elements, attributes and text without prefixes, comments and instructions', () => {
  const read = readXml(
    '\ufeff<?xml version="1.0"?>\n<!-- a > b -->\n<d:info xmlns:d="urn:x" version=\'7\'><d:state code="a&amp;b"> early </d:state><empty/></d:info>\n',
  )
  expect(read?.name).toBe('info')
  expect(read?.attributes.get('version')).toBe('7')
  expect(childOf(read ?? undefined, 'state')?.text).toBe('early')
  expect(childOf(read ?? undefined, 'state')?.attributes.get('code')).toBe('a&b')
  expect(childOf(read ?? undefined, 'empty')?.children).toEqual([])
})

it('reads escapes, numbers and CDATA, and leaves an ampersand that somebody forgot to escape', () => {
  expect(readXml('<a>&lt;&#65;&#x42;<![CDATA[<c>]]> Ruiz & Sons &nbsp;</a>')?.text).toBe(
    '<AB<c> Ruiz & Sons &nbsp;',
  )
  expect(readXml('<a>&#0;&#x110000;</a>')?.text).toBe('')
})

it.each([
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['an entity', '<a><!ENTITY b "c"></a>'],
  ['nothing', ''],
  ['words', 'hello'],
  ['an element that stays open', '<a><b></b>'],
  ['elements that overlap', '<a><b></a></b>'],
  ['two roots', '<a/><b/>'],
  ['words after the end', '<a/>x'],
  ['more than there should be', `<a>${'<b/>'.repeat(2_001)}</a>`],
  ['what is too deep', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
  ['what is too long', `<a>${'x'.repeat(70_000)}</a>`],
])('refuses %s', (_what, document) => {
  expect(readXml(document)).toBeNull()
})

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)

it('gives back every name and text that was written by the rules', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\r\ufeff]/.test(text))
  fc.assert(
    fc.property(plain, plain, (value, text) => {
      const read = readXml(`<a b="${escaped(value)}">${escaped(text)}</a>`)
      expect(read?.attributes.get('b')).toBe(value)
      expect(read?.text).toBe(text.trim())
    }),
  )
})

it('reads anything to an end, and quickly', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    '"',
    "'",
    '=',
    ' ',
    '&',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    '?>',
    ':',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
      readXml(pieces.join(''))
    }),
  )
})

it('isn’t slowed down by a document made to', () => {
  for (const evil of ['<a ', '<!--', '<a b="', '<![CDATA[', '<?', "<a '"]) {
    expect(readXml(evil.repeat(Math.floor(32_000 / evil.length)))).toBeNull()
  }
})
