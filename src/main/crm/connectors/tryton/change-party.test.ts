import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Step, valuesFor } from './change-party.ts'
import { labelOf, type Mechanism, type Party } from './party.ts'

const stamped = { create_date: null, write_date: null, _timestamp: '1' }
const partyWith = (mechanisms: readonly Mechanism[]): Party => ({
  ...stamped,
  id: 1,
  name: 'Ada',
  code: '1',
  active: true,
  'lang.': null,
  'contact_mechanisms.': [...mechanisms],
  'addresses.': [],
  'categories.': [],
})

const label = fc.constantFrom('', 'mobile', 'office', 'home')
const number = fc.record({ label, raw: fc.constantFrom('+49 30 1', '+49 30 2', '+49 30 3') })
const mechanism = (id: number) =>
  fc
    .record({
      type: fc.constantFrom('phone', 'mobile', 'email', 'fax'),
      name: fc.constantFrom(null, 'office', 'mobile'),
      value: fc.constantFrom('+49 30 1', '+49 30 2', 'x'),
      active: fc.boolean(),
    })
    .map((one): Mechanism => ({ ...stamped, id, ...one }))
const mechanisms = fc
  .nat({ max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => mechanism(at + 1))))

/** What Tryton does with the steps. */
function applied(held: readonly Mechanism[], steps: readonly Step[]): readonly Mechanism[] {
  const after = held.map((one) => ({ ...one }))
  let next = 100
  for (const step of steps) {
    if (step[0] === 'write')
      for (const one of after) if (step[1].includes(one.id)) Object.assign(one, step[2])
    if (step[0] === 'create')
      for (const values of step[1]) {
        next += 1
        after.push({ ...stamped, id: next, name: null, active: true, type: '', value: '', ...values })
      }
  }
  return after
}

const numbersIn = (held: readonly Mechanism[]): string[] =>
  held
    .filter(({ active, type }) => active && (type === 'phone' || type === 'mobile'))
    .map((one) => `${labelOf(one)}: ${one.value}`)
    .sort()

describe('changing the numbers of a party', () => {
  it('leads to the list that is wanted, and touches nothing that is no number', () => {
    fc.assert(
      fc.property(mechanisms, fc.array(number, { maxLength: 4 }), (held, wanted) => {
        const values = valuesFor(partyWith(held), { values: {}, numbers: wanted }, null)
        const after = applied(held, values?.contact_mechanisms ?? [])
        expect(numbersIn(after)).toEqual(wanted.map(({ label: own, raw }) => `${own}: ${raw}`).sort())
        const others = (all: readonly Mechanism[]) =>
          all.filter(({ type }) => type === 'email' || type === 'fax')
        expect(others(after)).toEqual(others(held))
      }),
    )
  })

  it('writes nothing where the list is what it was', () => {
    fc.assert(
      fc.property(mechanisms, (held) => {
        const numbers = held
          .filter(({ active, type }) => active && (type === 'phone' || type === 'mobile'))
          .map((one) => ({ label: labelOf(one), raw: one.value ?? '' }))
        expect(valuesFor(partyWith(held), { values: { name: 'Ada' }, numbers }, null)).toBeNull()
      }),
    )
  })
})
