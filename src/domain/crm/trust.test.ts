import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byTrust } from './trust.ts'

const match = (source: string) => ({ customer: { source } })
const anySource = fc.constantFrom('crm:a', 'crm:b', 'crm:c', 'manual', 'csv:customers')

test('a match of the more trusted connection goes before those of the others', () => {
  const found = ['manual', 'crm:b', 'crm:a', 'crm:b'].map(match)
  expect(byTrust(found, ['b', 'a'])).toEqual({
    trusted: [match('crm:b'), match('crm:b')],
    others: [match('manual'), match('crm:a')],
  })
})

test('what was imported or added here comes after every connection, and serves where there is nothing else', () => {
  expect(byTrust([match('csv:customers'), match('crm:a')], ['a']).trusted).toEqual([match('crm:a')])
  expect(byTrust([match('csv:customers'), match('manual')], ['a']).others).toEqual([])
})

test('no match is lost, and there is a trusted one whenever there is any', () => {
  fc.assert(
    fc.property(fc.array(anySource), fc.subarray(['a', 'b', 'c']), (sources, order) => {
      const found = sources.map(match)
      const { trusted, others } = byTrust(found, order)
      expect(new Set([...trusted, ...others])).toEqual(new Set(found))
      expect(trusted.length > 0).toBe(found.length > 0)
    }),
  )
})
