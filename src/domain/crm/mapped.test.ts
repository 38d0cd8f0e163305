import { describe, expect, it } from 'vitest'
import { COUNTRY_LANGUAGES, countryReader } from '../customer/countries.ts'
import { customerMapper } from './mapped.ts'
import type { RemoteRecord } from './record.ts'

const mapping = {
  first: 'firstName',
  last: 'lastName',
  firm: 'company',
  mail: 'email',
  land: 'country',
  phone: 'number:Work',
  mobile: 'number:Mobile',
  stage: 'field:Stage',
  internal: 'skip',
}
const map = customerMapper({
  connection: 'c1',
  object: 'contact',
  mapping,
  readCountry: countryReader(COUNTRY_LANGUAGES),
})

const record = (values: RemoteRecord['values'], changes: Partial<RemoteRecord> = {}): RemoteRecord => ({
  object: 'contact',
  id: '17',
  updated: null,
  rev: null,
  url: null,
  values,
  numbers: [],
  owner: null,
  ...changes,
})

function mapped(values: RemoteRecord['values'], changes: Partial<RemoteRecord> = {}) {
  const customer = map(record(values, changes))
  if (!customer.ok) throw new Error(customer.reason)
  return customer.value
}

describe('a record becomes a customer', () => {
  it('by what each field was chosen to be', () => {
    const values = {
      first: ' Ada ',
      last: 'Lovelace',
      firm: 'Engines Ltd',
      mail: 'ada@example.com',
      land: 'England',
      phone: '020 7946 0123',
      stage: 'Customer',
      internal: 'x',
      unknown: 'y',
    }
    expect(mapped(values)).toEqual({
      id: 'crm:c1/contact/17',
      source: 'crm:c1',
      name: 'Ada Lovelace',
      company: 'Engines Ltd',
      email: 'ada@example.com',
      city: '',
      country: 'GB',
      notes: '',
      numbers: [{ label: 'Work', raw: '020 7946 0123' }],
      fields: [{ label: 'Stage', value: 'Customer' }],
    })
  })

  it('with the numbers that the CRM keeps as a list behind those of its fields', () => {
    const numbers = [
      { label: 'Home', raw: ' 030 1234567 ' },
      { label: 'Fax', raw: '' },
    ]
    expect(mapped({ last: 'Ito', mobile: '0171 1' }, { numbers }).numbers).toEqual([
      { label: 'Mobile', raw: '0171 1' },
      { label: 'Home', raw: '030 1234567' },
    ])
  })

  it('named by its company, its address or its number where it has no name', () => {
    expect(mapped({ firm: 'Engines Ltd', phone: '1' }).name).toBe('Engines Ltd')
    expect(mapped({ mail: 'ada@example.com', phone: '1' }).name).toBe('ada@example.com')
    expect(mapped({ phone: '030 1234567' }).name).toBe('030 1234567')
  })

  it('keeping a country that nobody knows as it was written', () => {
    expect(mapped({ last: 'Ito', land: 'Atlantis' })).toMatchObject({
      country: '',
      fields: [{ label: 'land', value: 'Atlantis' }],
    })
  })
})

it.each([
  ['noName', record({ stage: 'new' })],
  ['noId', record({ last: 'Ito' }, { id: '' })],
  ['longId', record({ last: 'Ito' }, { id: 'x'.repeat(200) })],
  ['tooLarge', record({ last: 'Ito', internal: 'x'.repeat(1_000_001) })],
])('is put aside: %s', (reason, bad) => {
  expect(map(bad)).toEqual({ ok: false, reason })
})
