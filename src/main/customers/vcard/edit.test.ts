import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contactOf } from './contact.ts'
import { type CardEditor, editCard } from './edit.ts'
import { linesOf, textOfLines } from './lines.ts'
import { createVcardReader } from './reader.ts'

const cardOf = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')

function read(card: string) {
  const reader = createVcardReader()
  const [found] = [...reader.push(card), ...reader.end()]
  if (!found) throw new Error('no card')
  return contactOf(found)
}

function edited(card: string, change: (editor: CardEditor) => void): string {
  const editor = editCard(card)
  change(editor)
  return editor.text()
}

const phonesOf = (card: string) => read(card).phones.map(({ label, raw }) => ({ label, raw }))

const apple = cardOf(
  'VERSION:3.0',
  'PRODID:-//Apple Inc.//iOS 17//EN',
  'N:Weber;Anna;Maria;Dr.;',
  'FN:Dr. Anna Maria Weber',
  'item1.TEL;type=pref:+49 30 23125000',
  'item1.X-ABLabel:Büro',
  'TEL;type=CELL;type=VOICE;x-own=7:0171 1234567',
  'TEL;TYPE=WORK,FAX:+49 30 23125001',
  'ADR;TYPE=WORK:;;Main Street 5\\, 2nd floor;Berlin;;10115;Germany',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEASABIAADAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ' AAAAAAAAAAAAAAAAAAAAAAAA',
  'X-UNKNOWN;PARAM="a;b:c":kept\\, as it is',
)

describe('changing a card', () => {
  it('changes the property that is meant and no other byte', () => {
    const changed = edited(apple, (card) => card.setText('FN', 'Anna Schmidt; née Weber'))
    expect(changed).toBe(apple.replace('FN:Dr. Anna Maria Weber', 'FN:Anna Schmidt\\; née Weber'))
  })

  it('changes a part of an address and leaves its other parts', () => {
    const changed = edited(apple, (card) => card.setParts('ADR', { 3: 'Köln', 5: '50667' }, 7))
    expect(changed).toBe(apple.replace('Berlin;;10115', 'Köln;;50667'))
  })

  it('changes a number in its line, with its parameters and its label', () => {
    const wanted = [
      { label: 'Büro', raw: '+49 30 999' },
      { label: 'mobile', raw: '0171 1234567' },
    ]
    expect(edited(apple, (card) => card.setPhones(wanted))).toBe(apple.replace('30 23125000', '30 999'))
  })

  it('takes a number out with its label, and leaves the fax', () => {
    const changed = edited(apple, (card) => card.setPhones([{ label: 'mobile', raw: '0171 1234567' }]))
    expect(changed).toBe(apple.replace(/item1.*\r\n/g, ''))
  })

  it('adds numbers under the labels that they were given', () => {
    const wanted = [
      { label: '', raw: '205' },
      { label: 'work mobile', raw: '+49 171 1' },
      { label: 'Night, door', raw: '+49 30 2' },
    ]
    expect(phonesOf(edited(apple, (card) => card.setPhones(wanted)))).toEqual(
      expect.arrayContaining([...wanted, { label: 'Fax', raw: '+49 30 23125001' }]),
    )
  })

  it('keeps a telephone link where the number can be one', () => {
    const card = cardOf('VERSION:4.0', 'FN:A', 'TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+49-30-1')
    const set = (raw: string): string => edited(card, (one) => one.setPhones([{ label: 'work', raw }]))
    expect(set('+49 (30) 2')).toContain('TEL;VALUE=uri;PREF=1;TYPE="work,voice":tel:+49-30-2\r\n')
    expect(set('030 2')).toContain('TEL;PREF=1;TYPE="work,voice":030 2\r\n')
  })

  it('takes out what is emptied, and adds what there was not', () => {
    const card = cardOf('VERSION:3.0', 'FN:A', 'EMAIL:one@example.com', 'EMAIL:two@example.com')
    const changed = edited(card, (one) => {
      one.setText('EMAIL', '')
      one.setText('TITLE', 'Buyer')
      one.setParts('ADR', { 3: 'Berlin' }, 7)
    })
    expect(changed).toBe(
      cardOf('VERSION:3.0', 'FN:A', 'EMAIL:two@example.com', 'TITLE:Buyer', 'ADR:;;;Berlin;;;'),
    )
  })

  it('writes version 2.1 in its own encoding', () => {
    const card = cardOf(
      'VERSION:2.1',
      'N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg',
      'NOTE:old',
      'TEL;WORK;VOICE:030 1',
    )
    const changed = edited(card, (one) => {
      one.setParts('N', { 1: 'Jürgen' }, 5)
      one.setText('NOTE', 'Grüße,\naus Köln')
      one.setPhones([
        { label: 'work', raw: '030 1' },
        { label: 'mobile', raw: '0171 2' },
      ])
    })
    expect(changed).toContain('TEL;CELL:0171 2\r\n')
    expect(changed).toContain('N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;\r\n')
    expect(read(changed)).toMatchObject({ name: 'Jürgen Müller', notes: 'Grüße,\r\naus Köln' })
  })

  it('folds long lines between characters', () => {
    const note = 'Ünïcödé 💶 '.repeat(40).trim()
    const changed = edited(cardOf('FN:A'), (card) => card.setText('NOTE', note))
    expect(Math.max(...changed.split('\r\n').map((line) => Buffer.byteLength(line)))).toBe(75)
    expect(read(changed).notes).toBe(note)
  })
})

const text = fc.string({
  unit: fc.constantFrom('a', 'ü', ';', ',', '\\', '\n', ':', '"', ' ', 'n', '💶', '='),
})
const words = text.filter((value) => value.trim() === value && value !== '')
/** Lines that no editor of ours knows, folded and ended in every way that there is. */
const unknownLine = fc
  .tuple(
    fc.stringMatching(/^(item[1-9]\.)?(X-[A-Z]{1,8}|PHOTO|LOGO|IMPP|RELATED|GEO|KEY|UID|CATEGORIES)$/),
    fc
      .stringMatching(/^(;[a-z-]{1,6}="?[a-z;:,]{0,6}"?)?$/)
      .filter((one) => (one.match(/"/g) ?? []).length % 2 === 0),
    fc.array(fc.stringMatching(/^[!-~äöü 💶]{1,20}$/u), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('\r\n', '\n'),
  )
  .map(([name, parameter, pieces, end]) => {
    const value = pieces.join(`${end} `)
    return `${name}${/[;:]/.test(parameter.replace(/^;[a-z-]+=/, '')) && !parameter.includes('"') ? '' : parameter}:${value}${end}`
  })
const cardText = fc
  .tuple(fc.constantFrom('2.1', '3.0', '4.0'), fc.array(unknownLine, { maxLength: 12 }), fc.nat())
  .map(([version, unknown, at]) => {
    const known = ['FN:Anna\r\n', 'N:Weber;Anna;;;\r\n', 'TEL;WORK:030 1\r\n', 'NOTE:x\r\n']
    const mixed = [...unknown]
    for (const [place, line] of known.entries())
      mixed.splice((at * (place + 3)) % (mixed.length + 1), 0, line)
    return { unknown, card: `BEGIN:VCARD\r\nVERSION:${version}\r\n${mixed.join('')}END:VCARD\r\n` }
  })

describe('every card', () => {
  it('is the lines that it is taken apart into', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ':', ';', '\r', '\n', ' ', '\t', '=', '"') }),
        (card) => {
          expect(textOfLines(linesOf(card))).toBe(card)
        },
      ),
    )
  })

  it('keeps every line that we don’t know, byte for byte and in its order, whatever is changed', () => {
    fc.assert(
      fc.property(
        cardText,
        words,
        words,
        text,
        fc.array(words, { maxLength: 4 }),
        (made, name, city, note, numbers) => {
          const changed = edited(made.card, (card) => {
            card.setText('FN', name)
            card.setParts('N', { 0: name }, 5)
            card.setParts('ADR', { 3: city }, 7)
            card.setText('NOTE', note.trim())
            card.setPhones(numbers.map((raw) => ({ label: 'mobile', raw })))
          })
          const ours = new Set(['FN', 'N', 'ADR', 'NOTE', 'TEL', 'VERSION'])
          const kept = linesOf(changed)
            .filter(({ property, raw }) => !/^(BEGIN|END):/.test(raw) && !ours.has(property?.name ?? ''))
            .map(({ raw }) => raw)
          expect(kept).toEqual(made.unknown)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('says afterwards what was written into it', () => {
    fc.assert(
      fc.property(cardText, words, words, text, (made, name, city, note) => {
        const changed = edited(made.card, (card) => {
          card.setText('FN', name)
          card.setParts('ADR', { 3: city }, 7)
          card.setText('NOTE', note.trim())
        })
        const contact = read(changed)
        const plain = (value: string): string => value.replaceAll('\r\n', '\n').trim()
        expect([contact.name, contact.address.city, contact.notes].map(plain)).toEqual(
          [name, city, note].map(plain),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('stays what it is when nothing of it is changed', () => {
    fc.assert(
      fc.property(cardText, ({ card }) => {
        const numbers = phonesOf(card)
        expect(edited(card, (one) => one.setPhones(numbers))).toBe(card)
      }),
    )
  })
})
