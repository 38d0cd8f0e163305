import { expect, it } from 'vitest'
import { pickUpNumber } from './colleague.ts'

it.each([
  ['*8{ext}', '*8201'],
  ['**{ext}', '**201'],
  [' *8 {ext}# ', '*8201#'],
  ['*8', '*8'],
  ['', null],
  ['{ext', null],
  ['pick up {ext}', null],
])('a pick-up code of %j dials %j', (code, number) => {
  expect(pickUpNumber(code, '201')).toBe(number)
})
