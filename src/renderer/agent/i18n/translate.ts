import { createInstance } from 'i18next'
import { german } from './de/texts.ts'
import { english } from './en/texts.ts'
import type { KeysOf } from './keys.ts'
import { pseudo } from './pseudo.ts'

export type TextKey = KeysOf<typeof english>
export type TextValues = Readonly<Record<string, string | number>>
export type Translate = (key: TextKey, values?: TextValues) => string

/** Languages that an agent can choose, in their own names. */
export const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
] as const

/** `en-XA` shows what is cut or untranslated, `en-XB` the same from right to left. */
export type Language = (typeof LANGUAGES)[number]['id'] | 'en-XA' | 'en-XB'

const KNOWN: readonly Language[] = ['en', 'de', 'en-XA', 'en-XB']

/** The language to draw in: the chosen one, else the first of the system's that Offhook speaks, else English. */
export function pickLanguage(chosen: string, system: readonly string[]): Language {
  const exact = KNOWN.find((language) => language === chosen)
  if (exact) return exact
  for (const wish of [chosen, ...system]) {
    const spoken = LANGUAGES.find(({ id }) => wish.toLowerCase().split(/[-_]/)[0] === id)
    if (spoken) return spoken.id
  }
  return 'en'
}

/** The locale for dates and numbers: the system's own where it is of the same language, so that regions count. */
export function formatLocale(language: Language, system: readonly string[]): string {
  const spoken = language.slice(0, 2)
  return system.find((wish) => wish.toLowerCase().startsWith(spoken)) ?? spoken
}

const textsOf = (language: Language): typeof english => {
  if (language === 'de') return german
  return language === 'en' ? english : pseudo(english)
}

export function createTranslate(language: Language): Translate {
  const instance = createInstance()
  void instance.init({
    lng: language.slice(0, 2),
    fallbackLng: false,
    initAsync: false,
    // Forms of a plural stand below their key, as `key.one` and `key.other`.
    pluralSeparator: '.',
    interpolation: { escapeValue: false },
    resources: { [language.slice(0, 2)]: { translation: textsOf(language) } },
  })
  // Most texts take no values, and a caller's card is drawn out of thirty.
  const plain = new Map<TextKey, string>()
  return (key, values) => {
    if (values) return instance.t(key, values)
    const text = plain.get(key) ?? instance.t(key)
    plain.set(key, text)
    return text
  }
}

/**
 * A name from outside, for use inside a sentence: first-strong isolates keep its direction to itself, and
 * control characters are left out.
 */
export function isolate(name: string): string {
  const plain = [...name].filter((letter) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(letter)).join('')
  return `\u2068${plain}\u2069`
}
