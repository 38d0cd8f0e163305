import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..')
const components = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.tsx') && !file.includes('test') && !file.endsWith('render.tsx'),
)

/** Words between tags, and words in attributes that are read or seen. */
const BETWEEN_TAGS = />\s*([^<>{}()=;]*\p{L}[^<>{}()=;]*?)\s*<\//gu
const IN_ATTRIBUTES =
  /\s(?:aria-label|aria-description|title|placeholder|alt|label|hint|valueLabel|textValue)="([^"]*\p{L}[^"]*)"/gu

const hardCoded = (source: string): readonly string[] => {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(BETWEEN_TAGS), ...code.matchAll(IN_ATTRIBUTES)].map(([, text]) => text ?? '')
}

test('no component says a word that is not translated', () => {
  const found = components.flatMap((file) =>
    hardCoded(readFileSync(join(folder, file), 'utf8')).map((text) => `${file}: ${text}`),
  )
  expect(components.length).toBeGreaterThan(50)
  expect(found).toEqual([])
})

test('words between tags and in attributes are seen', () => {
  expect(hardCoded('return <p className={styles.a}>Hello there</p>')).toEqual(['Hello there'])
  expect(hardCoded('<Button\n  aria-label="Close"\n>\n  {x}</Button>')).toEqual(['Close'])
  expect(hardCoded("<p>{t('common.close')}</p>")).toEqual([])
})
