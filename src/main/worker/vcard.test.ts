import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COUNTRY_LANGUAGES, countryReader } from '../../domain/customer/countries.ts'
import { createVcardReader, partsOf, textOf } from '../customers/vcard/reader.ts'
import { vcardCustomer } from './vcard-customer.ts'

const readCountry = countryReader(COUNTRY_LANGUAGES)
const plan = { source: 'vcard:test', country: 'DE', readCountry }

function cardsOf(text: string, pieces = 7) {
  const reader = createVcardReader()
  const cards = []
  for (let at = 0; at < text.length; at += pieces) cards.push(...reader.push(text.slice(at, at + pieces)))
  return [...cards, ...reader.end()]
}

function customerOf(...lines: string[]) {
  const [card] = cardsOf(['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n'))
  if (!card) throw new Error('no card')
  const customer = vcardCustomer(card, plan)
  if (typeof customer === 'string') throw new Error(customer)
  return customer
}

describe('reading vCards', () => {
  it('reads version 3', () => {
    expect(
      customerOf(
        'VERSION:3.0',
        'N:Weber;Anna;;Dr.;',
        'FN:Dr. Anna Weber',
        'ORG:Example GmbH;Purchasing',
        'TITLE:Buyer\\, senior',
        'TEL;TYPE=WORK,VOICE:+49 30 23125000',
        'TEL;TYPE=CELL;TYPE=pref:0171 1234567',
        'TEL;TYPE=WORK,FAX:+49 30 23125001',
        'EMAIL;TYPE=INTERNET:anna@example.com',
        'EMAIL:other@example.com',
        'ADR;TYPE=WORK:;;Main Street 5;Berlin;;10115;Deutschland',
        'NOTE:First line\\nsecond\\; with a\\, comma',
        'UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
      ),
    ).toEqual({
      id: 'vcard/4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
      source: 'vcard:test',
      name: 'Dr. Anna Weber',
      company: 'Example GmbH',
      email: 'anna@example.com',
      city: 'Berlin',
      country: 'DE',
      notes: 'First line\nsecond; with a, comma',
      numbers: [
        { label: 'work', raw: '+49 30 23125000' },
        { label: 'mobile', raw: '0171 1234567' },
      ],
      fields: [
        { label: 'Fax', value: '+49 30 23125001' },
        { label: 'Email', value: 'other@example.com' },
        { label: 'Department', value: 'Purchasing' },
        { label: 'Address', value: 'Main Street 5\n10115 Berlin' },
        { label: 'Title', value: 'Buyer, senior' },
      ],
    })
  })

  it('reads version 4 with its telephone links', () => {
    const customer = customerOf(
      'VERSION:4.0',
      'FN:Example GmbH',
      'KIND:org',
      'TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+49-30-23125000;ext=12',
      'TEL;VALUE=uri;TYPE="cell,home":tel:+49-171-1234567',
    )
    expect(customer).toMatchObject({ name: 'Example GmbH', company: 'Example GmbH' })
    expect(customer.numbers).toEqual([
      { label: 'work', raw: '+49-30-23125000;ext=12' },
      { label: 'home mobile', raw: '+49-171-1234567' },
    ])
  })

  it('tolerates version 2.1 with its quoted-printable text', () => {
    const customer = customerOf(
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg',
      'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe=0D=0A=',
      'aus K=F6ln',
      'TEL;WORK;VOICE:030 23125000',
      'PHOTO;ENCODING=BASE64;JPEG:',
      '  /9j/4AAQSkZJRgABAQEASABIAAD',
      '  TEL;HOME:0000',
      '',
      'TEL;CELL:0171 1234567',
    )
    expect(customer.name).toBe('Jörg Müller')
    expect(customer.notes).toBe('Grüße\r\naus Köln')
    expect(customer.numbers.map(({ label }) => label)).toEqual(['work', 'mobile'])
  })

  it('joins folded lines and reads the labels of groups', () => {
    const customer = customerOf(
      'VERSION:3.0',
      'FN:Anna Maria von ',
      ' und zu Weber',
      'item1.TEL;type=pref:+49 30 231',
      '\t25000',
      'item1.X-ABLabel:Büro',
      'item2.TEL:0171 1234567',
      'item2.X-ABLabel:_$!<Mobile>!$_',
    )
    expect(customer.name).toBe('Anna Maria von und zu Weber')
    expect(customer.numbers).toEqual([
      { label: 'Büro', raw: '+49 30 23125000' },
      { label: 'Mobile', raw: '0171 1234567' },
    ])
  })

  it('tells a card without an end from the next one', () => {
    const cards = cardsOf(
      'BEGIN:VCARD\nFN:Lost\nBEGIN:VCARD\nFN:Found\nEND:VCARD\nnoise\nBEGIN:VCARD\nFN:Cut',
    )
    expect(cards.map(({ line, closed }) => [line, closed])).toEqual([
      [1, false],
      [3, true],
      [7, false],
    ])
  })

  it('passes over lists of cards, and cards that name nobody', () => {
    const [group, nobody] = cardsOf(
      'BEGIN:VCARD\nKIND:group\nFN:Team\nEND:VCARD\nBEGIN:VCARD\nTEL:205\nEND:VCARD\n',
    )
    expect(group && vcardCustomer(group, plan)).toBe('group')
    expect(nobody && vcardCustomer(nobody, plan)).toBe('missingName')
  })

  it('reads any text back that was escaped and folded', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ü', ';', ',', '\\', '\n', ':', '"', ' x', '💶') })
    const escaped = (value: string): string =>
      value.replace(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n')
    const folded = (line: string): string => line.match(/.{1,20}/gsu)?.join('\r\n ') ?? line
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 30 }), (note, part, pieces) => {
        const lines = [`NOTE:${escaped(note)}`, `ORG:${escaped(part)};x`].map(folded)
        const [card] = cardsOf(['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n'), pieces)
        const valueIn = (name: string) => card?.properties.find((one) => one.name === name)?.value ?? ''
        expect(textOf(valueIn('NOTE'))).toBe(note.trim())
        expect(partsOf(valueIn('ORG'))[0]).toBe(part.trim())
      }),
      { numRuns: 300 },
    )
  })

  it('never throws, whatever the file holds', () => {
    const line = fc.oneof(
      fc.constantFrom('BEGIN:VCARD', 'END:VCARD', 'TEL;QUOTED-PRINTABLE:=', ' ', '=', 'N:', 'ADR;;;:;;'),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.stringMatching(/^(item1\.)?(TEL|ADR|ORG|N);TYPE="?[a-z,;:]{0,6}"?:?[\w;\\=-]{0,9}$/),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        for (const card of cardsOf(['BEGIN:VCARD', ...lines].join('\n'))) vcardCustomer(card, plan)
      }),
      { numRuns: 200 },
    )
  })
})
