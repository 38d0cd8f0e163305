import { expect, test } from 'vitest'
import { previewOf } from './preview.ts'

const record = {
  object: 'contact',
  id: '1',
  updated: null,
  rev: null,
  url: null,
  owner: null,
  values: { first: 'Ana', last: 'Ruiz', tel: '+351 21 000 0000', stage: 'customer', secret: 'x', empty: '' },
  numbers: [{ label: 'cell', raw: '+351 912 345 678' }],
}

test('a record becomes the customer that its mapping says, with the numbers of its own list first', () => {
  const mapping = {
    first: 'firstName',
    last: 'lastName',
    tel: 'number:Work',
    stage: 'field:Stage',
    empty: 'city',
  }
  expect(previewOf(record, mapping)).toEqual({
    name: 'Ana Ruiz',
    company: '',
    email: '',
    city: '',
    country: '',
    notes: '',
    numbers: [
      { label: 'cell', raw: '+351 912 345 678' },
      { label: 'Work', raw: '+351 21 000 0000' },
    ],
    fields: [{ label: 'Stage', value: 'customer' }],
  })
})

test('a whole name is believed before its parts', () => {
  expect(previewOf(record, { first: 'firstName', last: 'name' }).name).toBe('Ruiz')
})
