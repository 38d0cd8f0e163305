import { expect, test } from 'vitest'
import { createTranslate } from '../i18n/translate.ts'
import { ringing, talking, view } from '../testing/fixtures.ts'
import { windowTitle } from './window-title.ts'

const t = createTranslate('en')

test('the window is called by who rings, else by who is spoken with, else by the state', () => {
  expect(windowTitle(view({ calls: [ringing()] }), t)).toBe('◉ \u2068Ana Ruiz\u2069 is calling – Offhook')
  expect(windowTitle(talking(), t)).toBe('▬ \u2068Ana Ruiz\u2069 – Offhook')
  expect(windowTitle(view(), t)).toBe('● Available – Offhook')
})
