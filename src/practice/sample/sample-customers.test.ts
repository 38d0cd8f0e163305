import { parse } from 'csv-parse/sync'
import parsePhoneNumber from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { createSampleCustomers, toCsv } from './sample-customers.ts'

const customers = createSampleCustomers()

describe('the sample customers', () => {
  it('are the 500 of the file in the repository', async () => {
    // `vitest -u` writes the file anew after a change of the generator.
    await expect(toCsv(customers)).toMatchFileSnapshot('../../../resources/sample/practice-customers.csv')
    expect(customers).toHaveLength(500)
    expect(createSampleCustomers()).toEqual(customers)
  })

  it('read back from CSV as they are, commas and quotes included', () => {
    const rows: Record<string, string>[] = parse(toCsv(customers), {
      columns: (header: string[]) => header.map((cell) => cell.toLowerCase()),
    })
    expect(rows).toEqual(customers)
    expect(rows.some(({ notes }) => notes?.includes('"'))).toBe(true)
    expect(rows.some(({ notes }) => notes?.includes(','))).toBe(true)
  })

  it('have numbers in E.164 that their countries’ plans allow', () => {
    for (const { phone, mobile } of customers) {
      for (const number of [phone, mobile].filter(Boolean)) {
        const parsed = parsePhoneNumber(number)
        expect(parsed?.number, number).toBe(number)
        expect(parsed?.isPossible(), number).toBe(true)
      }
    }
  })

  it('share a number only among colleagues, and some do', () => {
    const groups = new Map<string, string[]>()
    for (const { phone, company } of customers) groups.set(phone, [...(groups.get(phone) ?? []), company])
    const shared = [...groups.values()].filter((companies) => companies.length > 1)
    expect(shared.length).toBeGreaterThanOrEqual(8)
    for (const companies of shared) expect(new Set(companies).size).toBe(1)
    expect(customers.filter(({ mobile }) => mobile).length).toBeGreaterThan(100)
    const mobiles = customers.flatMap(({ mobile }) => mobile || [])
    expect(new Set(mobiles).size).toBe(mobiles.length)
  })

  it('have mail at example.org only', () => {
    for (const { email } of customers) expect(email).toMatch(/^[a-z0-9.]+@[a-z-]+\.example\.org$/)
  })

  it('include long names and names in other scripts, right-to-left too', () => {
    const names = customers.map(({ name }) => name)
    expect(names.some((name) => name.length > 60)).toBe(true)
    for (const script of [
      /\p{Script=Arabic}/u,
      /\p{Script=Hebrew}/u,
      /\p{Script=Han}/u,
      /\p{Script=Cyrillic}/u,
    ]) {
      expect(names.some((name) => script.test(name))).toBe(true)
    }
  })
})
