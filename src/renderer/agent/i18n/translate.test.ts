import { expect, test } from 'vitest'
import { german } from './de/texts.ts'
import { english } from './en/texts.ts'
import { pseudoText } from './pseudo.ts'
import { createTranslate, formatLocale, isolate, pickLanguage } from './translate.ts'

const texts = (tree: object, before = ''): readonly (readonly [string, string])[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value] as const] : texts(value, `${before}${key}.`),
  )
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('German says everything that English says, with the same values in it', () => {
  const spoken = new Map(texts(german))
  for (const [key, text] of texts(english)) {
    const other = spoken.get(key)
    expect(other, key).toBeTruthy()
    expect(placeholders(other ?? ''), key).toEqual(placeholders(text))
  }
  expect(spoken.size).toBe(texts(english).length)
})

test('no text shouts, apologises or stops without a word', () => {
  for (const [key, text] of [...texts(english), ...texts(german)]) {
    expect(text, key).not.toMatch(/!|\boops\b|\bsorry\b/i)
    expect(text.trim(), key).toBe(text)
  }
})

test('a plural takes the form of its count', () => {
  const t = createTranslate('en')
  expect(t('customer.severalHint', { count: 1 })).toBe('1 customer has this number.')
  expect(t('customer.severalHint', { count: 3 })).toBe('3 customers have this number.')
  expect(createTranslate('de')('customer.severalHint', { count: 3 })).toBe('3 Kunden haben diese Nummer.')
})

test('a made-up language is longer, and keeps the values', () => {
  expect(pseudoText('Dial {{number}}')).toBe('[Ðîáļ {{number}}~~]')
  expect(createTranslate('en-XA')('shell.search.dial', { number: '110' })).toContain('110')
})

test('the chosen language wins, then the first of the system that is spoken, then English', () => {
  expect(pickLanguage('de', ['en-GB'])).toBe('de')
  expect(pickLanguage('', ['fr-FR', 'de-AT', 'en-GB'])).toBe('de')
  expect(pickLanguage('', ['fr-FR'])).toBe('en')
  expect(formatLocale('de', ['en-GB', 'de-AT'])).toBe('de-AT')
  expect(formatLocale('en', ['de-AT'])).toBe('en')
})

test('a name keeps its direction to itself and brings no control characters', () => {
  expect(isolate('Ana\u202e Ruiz\u0007')).toBe('\u2068Ana Ruiz\u2069')
})
