import { describe, expect, it } from 'vitest'
import { changeCard, newCard } from './change-card.ts'
import { readCard } from './record.ts'

const at = Date.UTC(2026, 0, 2, 3, 4, 5)
const cardOf = (...lines: string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')
const changed = (card: string, values: Readonly<Record<string, string>>): string =>
  changeCard(card, { values, numbers: null }, at)

function valuesOf(card: string): Readonly<Record<string, string>> {
  const read = readCard('id', '"1"', card)
  if (read.kind !== 'record') throw new Error(read.kind)
  return read.record.values
}

describe('a changed name', () => {
  const anna = cardOf('FN:Dr. Anna Maria von Weber', 'N:von Weber;Anna;Maria;Dr.;')

  it.each([
    ['Dr. Anna Lena von Weber', 'N:von Weber;Anna Lena;;Dr.;'],
    ['Anna Maria Schmidt', 'N:Maria Schmidt;Anna;;;'],
    ['Berta Schmidt', 'N:Schmidt;Berta;;;'],
    ['Madonna', 'N:;Madonna;;;'],
  ])('is the same in both of its properties: %s', (name, structured) => {
    expect(changed(anna, { name })).toContain(`FN:${name}\r\n${structured}`)
  })

  it('is put together from its parts', () => {
    expect(changed(anna, { lastName: 'Schmidt' })).toBe(
      cardOf('FN:Dr. Anna Maria Schmidt', 'N:Schmidt;Anna;Maria;Dr.;'),
    )
  })

  it('leaves a company without parts of a name', () => {
    const company = cardOf('FN:Example GmbH', 'N:;;;;', 'ORG:Example GmbH')
    expect(changed(company, { name: 'Example AG', company: 'Example AG' })).toBe(
      cardOf('FN:Example AG', 'N:;;;;', 'ORG:Example AG'),
    )
  })

  it('is the company’s where it was taken away', () => {
    expect(changed(cardOf('FN:Anna', 'ORG:Example GmbH'), { name: '' })).toContain('FN:Example GmbH\r\n')
  })
})

describe('changing a card', () => {
  it('keeps a department when the company changes', () => {
    expect(changed(cardOf('FN:A', 'ORG:Old;Sales;North'), { company: 'New' })).toContain(
      'ORG:New;Sales;North\r\n',
    )
  })

  it('puts several notes together as they were read', () => {
    const card = cardOf('FN:A', 'NOTE:one', 'NOTE:two')
    expect(valuesOf(card).note).toBe('one\ntwo')
    expect(changed(card, { note: 'one\ntwo\nthree' })).toBe(cardOf('FN:A', 'NOTE:one\\ntwo\\nthree'))
  })

  it('changes the second address of two, and takes the first out', () => {
    const card = cardOf('FN:A', 'EMAIL;TYPE=WORK:one@example.com', 'EMAIL;TYPE=HOME:two@example.com')
    expect(changed(card, { email: '', email2: 'other@example.com' })).toBe(
      cardOf('FN:A', 'EMAIL;TYPE=HOME:other@example.com'),
    )
  })

  it('says when it was, where cards do, in the way that they do', () => {
    expect(changed(cardOf('FN:A', 'REV:20200101T000000Z'), { title: 'x' })).toContain(
      'REV:20260102T030405Z\r\n',
    )
    expect(changed(cardOf('FN:A', 'REV:2020-01-01T00:00:00Z'), { title: 'x' })).toContain(
      'REV:2026-01-02T03:04:05Z\r\n',
    )
    expect(changed(cardOf('FN:A', 'REV:20200101T000000Z'), { name: 'A' })).toContain(
      'REV:20200101T000000Z\r\n',
    )
    expect(changed(cardOf('FN:A'), { title: 'x' })).not.toContain('REV')
  })
})

describe('a new card', () => {
  const made = (values: Readonly<Record<string, string>>): string =>
    newCard('uid', { values, numbers: null }, at)

  it('names a person in both ways', () => {
    expect(made({ name: 'Ada King Lovelace', company: 'Engines' })).toBe(
      cardOf('UID:uid', 'N:Lovelace;Ada King;;;', 'FN:Ada King Lovelace', 'ORG:Engines'),
    )
    expect(made({ firstName: 'Ada', lastName: 'Lovelace' })).toBe(
      cardOf('UID:uid', 'N:Lovelace;Ada;;;', 'FN:Ada Lovelace'),
    )
  })

  it('is a company’s where there is no other name', () => {
    for (const values of [{ company: 'Engines' }, { name: 'Engines', company: 'Engines' }])
      expect(made(values)).toContain('N:;;;;\r\nFN:Engines\r\nX-ABShowAs:COMPANY\r\nORG:Engines\r\n')
  })
})
