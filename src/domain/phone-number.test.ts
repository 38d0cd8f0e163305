import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOf, formatNumber, isCountry, lastEight, parseNumber, readNumber } from './phone-number.ts'

const e164 = (raw: string, country = 'DE') => parseNumber(raw, country)?.e164 ?? null

describe('reading a number', () => {
  it.each([
    ['+49 89 1234567', 'DE', '+49891234567'],
    ['+49 (0) 89 1234567', 'DE', '+49891234567'],
    ['+44 (0)20 7946 0018', 'DE', '+442079460018'],
    ['+39 (0)6 69812345', 'DE', '+390669812345'],
    ['0049 89 1234567', 'DE', '+49891234567'],
    ['0049 89 1234567', 'US', '+49891234567'],
    ['011 49 89 1234567', 'US', '+49891234567'],
    ['089/1234567', 'DE', '+49891234567'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['22 123 45 67', 'PL', '+48221234567'],
    ['tel:+49-89-1234567', 'US', '+49891234567'],
    ['tel:1234567;phone-context=+4989', 'US', '+49891234567'],
    ['sip:+49891234567@pbx.example.com;user=phone', 'US', '+49891234567'],
    ['"Ann Example" <sip:%2B49891234567@pbx.example.com:5061>', 'US', '+49891234567'],
    ['sip:0891234567;npdi@pbx.example.com', 'DE', '+49891234567'],
    ['Tel.: 089 1234567', 'DE', '+49891234567'],
    ['0170 1234567 (privat)', 'DE', '+491701234567'],
    ['٠٢٠٧٩٤٦٠٠١٨', 'GB', '+442079460018'],
    ['+800 1234 5678', 'DE', '+80012345678'],
  ])('reads %s in %s', (raw, country, expected) => {
    expect(e164(raw, country)).toBe(expected)
  })

  it.each([
    '',
    '+',
    'alice',
    'sip:alice@pbx.example.com',
    '1-800-FLOWERS',
    '12345678',
    '*21#',
    '00301234567',
  ])('does not guess at %j', (raw) => {
    expect(parseNumber(raw, 'DE')).toBeNull()
    expect(formatNumber(raw, 'DE')).toBe(raw)
  })

  it.each([
    'anonymous',
    'Restricted',
    'sip:anonymous@anonymous.invalid',
    'sip:x@anonymous.invalid',
    'unknown',
  ])('knows %s as withheld', (raw) => {
    expect(readNumber(raw, 'DE')).toEqual({ kind: 'withheld' })
  })

  it.each([
    ['205', '205'],
    ['sip:20@pbx', '20'],
    ['112', '112'],
    ['12-34', '1234'],
    ['123456', '123456'],
  ])('takes %s as an extension', (raw, digits) => {
    expect(readNumber(raw, 'DE')).toEqual({ kind: 'extension', digits })
  })

  it.each([
    '+49 30 23125000 ext. 12',
    '030 23125000 DW 12',
    '+49 30 23125000x12',
    'tel:+493023125000;ext=12',
  ])('keeps the extension of %s apart', (raw) => {
    expect(readNumber(raw, 'DE')).toMatchObject({ e164: '+493023125000', extension: '12' })
  })

  it('does not take two numbers in one field for one number', () => {
    expect(parseNumber('+49 30 23125000 / 0171 1234567', 'DE')).toBeNull()
  })

  it('reads international numbers even where the country is unknown', () => {
    expect(e164('+49891234567', '')).toBe('+49891234567')
    expect(e164('0891234567', '')).toBeNull()
    expect(isCountry('DE') && !isCountry('') && !isCountry('XX')).toBe(true)
  })

  it('never throws, and reads what it gives out as the same number anywhere', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 130 }),
      fc.stringMatching(/^[+0-9 ()/.x-]{0,24}$/),
      fc.stringMatching(/^(sip|tel):[+0-9a-z%;=@.<>-]{0,40}$/),
    )
    const country = fc.constantFrom('DE', 'US', 'GB', 'IT', 'PL', 'XX', '')
    fc.assert(
      fc.property(text, country, country, (raw, here, there) => {
        const number = parseNumber(raw, here)
        if (number === null) return
        expect(number.e164).toMatch(/^\+[1-9]\d{4,16}$/)
        expect(e164(number.e164, there)).toBe(number.e164)
      }),
      { numRuns: 2_000 },
    )
  })

  it('finds the same number behind each way to write it', () => {
    const area = fc.constantFrom('30', '40', '89', '221')
    const subscriber = fc.integer({ min: 2_000_000, max: 99_999_999 })
    fc.assert(
      fc.property(area, subscriber, (code, rest) => {
        const expected = `+49${code}${rest}`
        const ways = [
          `+49 ${code} ${rest}`,
          `0${code}/${rest}`,
          `0049${code}${rest}`,
          `+49 (0)${code}-${rest}`,
        ]
        const sip = ways.map((way) => `sip:${way.replace('(0)', '').replace(/[^\d+]/g, '')}@host`)
        const first = e164(expected)
        for (const way of ways) expect(e164(way)).toBe(first)
        if (!`${code}${rest}`.startsWith('0')) expect(e164(sip[0] ?? '')).toBe(first)
      }),
    )
  })
})

describe('writing a number', () => {
  it('is national at home and international abroad', () => {
    expect(formatNumber('+493023125000', 'DE')).toBe('030 23125000')
    expect(formatNumber('+493023125000', 'US')).toBe('+49 30 23125000')
    expect(formatNumber('+14165550123', 'US')).toBe('(416) 555-0123')
    expect(formatNumber('+80012345678', 'DE')).toBe('+800 1234 5678')
  })

  it('shows an extension behind its number', () => {
    expect(formatNumber('+493023125000;ext=12', 'DE')).toBe('030 23125000 ext. 12')
    expect(formatNumber('205', 'DE')).toBe('205')
  })
})

describe('comparing by the last eight digits', () => {
  it('needs eight', () => {
    expect(lastEight(digitsOf('+49 30 2312-5000'))).toBe('23125000')
    expect(lastEight('1234567')).toBeNull()
  })
})
