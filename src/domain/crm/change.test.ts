import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Customer } from '../customer/customer.ts'
import { customerChange, customerValues, withValues } from './change.ts'

const ana: Customer = {
  id: 'crm:a/contact/1',
  name: 'Ana Ruiz',
  company: 'Ruiz Ltd',
  email: 'ana@example.com',
  city: '',
  country: 'US',
  notes: '',
  numbers: [
    { label: 'Mobile', raw: '+1 202 555 0101', e164: '+12025550101' },
    { label: 'Office', raw: '+1 202 555 0102', e164: '+12025550102' },
  ],
  fields: [{ label: 'Stage', value: 'lead' }],
  source: 'crm:a',
}

test('a change says what each changed field was and is, and nothing else', () => {
  const edited = { ...ana, email: 'ruiz@example.com', numbers: ana.numbers.slice(0, 1) }
  expect(customerChange(ana, edited)).toEqual({
    before: { email: 'ana@example.com', 'number:Office': '+1 202 555 0102' },
    after: { email: 'ruiz@example.com', 'number:Office': '' },
  })
})

test('a customer who was saved as they were is no change', () => {
  expect(customerChange(ana, { ...ana, numbers: [...ana.numbers].reverse() })).toBeNull()
})

test('two numbers of one label are both part of the change', () => {
  const more = { label: 'Mobile', raw: '555 0199', e164: null }
  expect(customerChange(ana, { ...ana, numbers: [...ana.numbers, more] })?.after).toEqual({
    'number:Mobile': '+1 202 555 0101\n555 0199',
  })
})

const word = fc.stringMatching(/^[a-z]{1,6}$/)
const anybody = fc
  .record({
    name: word,
    email: fc.oneof(word, fc.constant('')),
    notes: fc.oneof(word, fc.constant('')),
    numbers: fc.array(fc.record({ label: fc.constantFrom('', 'Mobile', 'Office'), raw: word }), {
      maxLength: 4,
    }),
    fields: fc.array(fc.record({ label: fc.constantFrom('Stage', 'Lead'), value: word }), { maxLength: 3 }),
  })
  .map(
    (some): Customer => ({ ...ana, ...some, numbers: some.numbers.map((one) => ({ ...one, e164: null })) }),
  )

test('what changed, put into the customer before, gives the values of the customer after', () => {
  fc.assert(
    fc.property(anybody, anybody, (before, after) => {
      const change = customerChange(before, after)
      expect(customerValues(withValues(before, change?.after ?? {}))).toEqual(customerValues(after))
    }),
  )
})
