import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CustomerValues, customerValues } from './change.ts'
import type { FieldMapping } from './connection.ts'
import { customerMapper } from './mapped.ts'
import { isEmpty, planChange } from './planned-change.ts'
import type { RemoteRecord } from './record.ts'

const MAPPING: FieldMapping = {
  firstname: 'firstName',
  lastname: 'lastName',
  email: 'email',
  company: 'company',
  phone: 'number:Phone',
  mobile: 'number:Mobile',
  stage: 'field:Stage',
  id: 'skip',
}
const LISTED: FieldMapping = { fn: 'name', email: 'email' }

const record = (
  values: Readonly<Record<string, string>>,
  numbers: RemoteRecord['numbers'] = [],
): RemoteRecord => ({
  object: 'contact',
  id: '1',
  updated: 1,
  rev: null,
  url: null,
  values,
  numbers,
  owner: null,
})
const valuesOf = (mapping: FieldMapping, one: RemoteRecord): CustomerValues => {
  const mapped = customerMapper({ connection: 'a', object: 'contact', mapping, readCountry: () => null })(one)
  return mapped.ok ? customerValues(mapped.value) : {}
}
const plan = (
  one: RemoteRecord,
  before: CustomerValues,
  after: CustomerValues,
  mapping: FieldMapping = MAPPING,
) => planChange(mapping, one, valuesOf(mapping, one), { before, after })

const ana = record({ firstname: 'Ana', lastname: 'Ruiz', email: 'ana@example.com', phone: '1' })

test('what the CRM still has as the agent saw it is written', () => {
  expect(plan(ana, { email: 'ana@example.com' }, { email: 'ruiz@example.com' })).toEqual({
    change: { values: { email: 'ruiz@example.com' }, numbers: null },
    conflicts: [],
    unplaced: {},
  })
})

test('what the CRM has already is not written again', () => {
  const { change, conflicts } = plan(ana, { email: 'old@example.com' }, { email: 'ana@example.com' })
  expect([isEmpty(change), conflicts]).toEqual([true, []])
})

test('where somebody changed the same field the CRM’s value stays, and the other fields are written', () => {
  const change = { email: 'ruiz@example.com', 'field:Stage': 'customer' }
  expect(plan(ana, { email: 'old@example.com', 'field:Stage': '' }, change)).toEqual({
    change: { values: { stage: 'customer' }, numbers: null },
    conflicts: [{ field: 'email', ours: 'ruiz@example.com', theirs: 'ana@example.com' }],
    unplaced: {},
  })
})

test('a name is split where the CRM keeps its parts, along the part that stays', () => {
  const names = (name: string) => plan(ana, { name: 'Ana Ruiz' }, { name }).change.values
  expect(names('Ana Maria Ruiz')).toEqual({ firstname: 'Ana Maria' })
  expect(names('Ana von der Au')).toEqual({ lastname: 'von der Au' })
  expect(names('Eva Maria Stein')).toEqual({ firstname: 'Eva Maria', lastname: 'Stein' })
  expect(names('Stein')).toEqual({ firstname: '', lastname: 'Stein' })
})

test('a number of a kind that the CRM doesn’t know fills an empty field and overwrites none', () => {
  expect(plan(ana, { 'number:': '' }, { 'number:': '2' })).toMatchObject({
    change: { values: { mobile: '2' } },
  })
  const full = record({ ...ana.values, mobile: '3' })
  expect(plan(full, { 'number:': '' }, { 'number:': '2' })).toMatchObject({
    change: { values: {} },
    unplaced: { 'number:': '2' },
  })
})

test('a list of numbers keeps what others added, and loses only what the agent took away', () => {
  const listed = record({ fn: 'Ana Ruiz' }, [
    { label: 'Home', raw: '1' },
    { label: 'Work', raw: '2' },
    { label: 'Work', raw: '9' },
  ])
  const change = (before: CustomerValues, after: CustomerValues) => plan(listed, before, after, LISTED)
  expect(change({ 'number:Work': '2' }, { 'number:Work': '2\n3' }).change.numbers).toEqual([
    { label: 'Home', raw: '1' },
    { label: 'Work', raw: '2' },
    { label: 'Work', raw: '9' },
    { label: 'Work', raw: '3' },
  ])
  expect(change({ 'number:Home': '1' }, { 'number:Home': '' }).change.numbers).toEqual(
    listed.numbers.slice(1),
  )
  expect(change({ 'number:Work': '2' }, { 'number:Work': '' }).conflicts).toHaveLength(1)
})

test('what no field holds is said, not lost', () => {
  expect(plan(ana, { city: '' }, { city: 'Malaga' })).toMatchObject({ unplaced: { city: 'Malaga' } })
})

const word = fc.stringMatching(/^[a-z]{1,5}$/)
const maybe = fc.oneof(word, fc.constant(''))
const some = fc.record({
  firstname: maybe,
  lastname: word,
  email: maybe,
  company: maybe,
  phone: maybe,
  mobile: maybe,
  stage: maybe,
})
const filled = (values: Readonly<Record<string, string>>) =>
  record(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')))

test('every field of a change ends up as the agent’s, as the CRM’s, or is said to have no place', () => {
  fc.assert(
    fc.property(some, some, some, (seen, theirs, ours) => {
      const there = filled(theirs)
      const before = valuesOf(MAPPING, filled(seen))
      const after = valuesOf(MAPPING, filled(ours))
      const keys = new Set([...Object.keys(before), ...Object.keys(after)])
      const changed = [...keys].filter((key) => (before[key] ?? '') !== (after[key] ?? ''))
      const only = (values: CustomerValues) =>
        Object.fromEntries(changed.map((key) => [key, values[key] ?? '']))
      const { change, conflicts, unplaced } = plan(there, only(before), only(after))
      const then = valuesOf(MAPPING, record({ ...there.values, ...change.values }))
      const now = valuesOf(MAPPING, there)
      for (const key of changed) {
        if (key in unplaced) continue
        const kept = conflicts.some(({ field }) => field === key)
        expect([key, then[key] ?? '']).toEqual([key, (kept ? now[key] : after[key]) ?? ''])
      }
    }),
  )
})
