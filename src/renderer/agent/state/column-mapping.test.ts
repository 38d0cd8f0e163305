import { expect, test } from 'vitest'
import { readMapping, TARGETS, writeMapping } from './column-mapping.ts'

test('a mapping that is read and written is the same', () => {
  for (const text of ['skip', 'name', 'key', 'number:work', 'number:', 'field:VAT: number']) {
    expect(writeMapping(readMapping(text))).toBe(text)
  }
})

test('a target that is not known is left out', () => {
  expect(readMapping('shoeSize')).toEqual({ target: 'skip', label: '' })
  expect(readMapping(undefined)).toEqual({ target: 'skip', label: '' })
})

test('only numbers and fields have a name of their own', () => {
  expect(TARGETS.filter((target) => writeMapping({ target, label: 'x' }).includes(':'))).toEqual([
    'number',
    'field',
  ])
})
