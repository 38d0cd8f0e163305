import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTranslate } from '../i18n/translate.ts'
import { acceleratorOf, keyParts, matches, parseAccelerator } from './accelerator.ts'

const press = (key: string, part: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...part,
})

test('an accelerator is met by its keys and by no others', () => {
  const chord = parseAccelerator('CommandOrControl+Shift+A')
  if (!chord) throw new Error('it can be read')
  expect(matches(chord, press('A', { ctrlKey: true, shiftKey: true }))).toBe(true)
  expect(matches(chord, press('a', { metaKey: true, shiftKey: true }))).toBe(true)
  expect(matches(chord, press('A', { shiftKey: true }))).toBe(false)
  expect(matches(chord, press('A', { ctrlKey: true }))).toBe(false)
  expect(matches(chord, press('A', { ctrlKey: true, shiftKey: true, altKey: true }))).toBe(false)
})

test('a digit is the key, whatever letter the layout gives it with Shift', () => {
  const chord = parseAccelerator('CommandOrControl+Shift+1')
  if (!chord) throw new Error('it can be read')
  expect(matches(chord, press('!', { code: 'Digit1', ctrlKey: true, shiftKey: true }))).toBe(true)
})

test('a press is no accelerator while only modifiers are down', () => {
  expect(acceleratorOf(press('Control', { ctrlKey: true }))).toBeNull()
  expect(acceleratorOf(press('Shift', { ctrlKey: true, shiftKey: true }))).toBeNull()
})

test('what is no accelerator is told apart', () => {
  expect(parseAccelerator('')).toBeNull()
  expect(parseAccelerator('Banana+A')).toBeNull()
})

test('every recorded press is met by the same press', () => {
  const keys = fc.constantFrom('A', 'z', '7', 'F9', 'F12', ' ', 'Escape', 'ArrowUp', '/')
  fc.assert(
    fc.property(keys, fc.boolean(), fc.boolean(), fc.boolean(), (key, ctrlKey, shiftKey, altKey) => {
      const event = press(key, { ctrlKey, shiftKey, altKey })
      const accelerator = acceleratorOf(event)
      const chord = parseAccelerator(accelerator ?? '')
      expect(chord && matches(chord, event)).toBe(true)
    }),
  )
})

test('keys are named as they stand on the keyboard of the language', () => {
  expect(keyParts('CommandOrControl+Shift+A', false, createTranslate('de'))).toEqual([
    'Strg',
    'Umschalt',
    'A',
  ])
  expect(keyParts('CommandOrControl+K', true, createTranslate('en'))).toEqual(['⌘', 'K'])
})
