import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dialable } from '../call/decide.ts'
import { checkNumberRule, isPrefix, type NumberRules, rewriteNumber } from './number-rules.ts'

const rules = (...pairs: readonly (readonly [string, string])[]): NumberRules => ({
  rules: pairs.map(([pattern, replacement], index) => ({ id: `r${index}`, pattern, replacement })),
  outsidePrefix: '',
  internalDigits: 4,
})

const characters = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789*#'), { minLength: 1, maxLength: length }).map((all) => all.join(''))
const dialled = fc.tuple(fc.constantFrom('', '+'), characters(20)).map((parts) => parts.join(''))
const rule = fc
  .record({ id: fc.uuid(), pattern: dialled, replacement: dialled })
  .filter((one) => checkNumberRule(one) === null)
const numbers: fc.Arbitrary<NumberRules> = fc.record({
  rules: fc.array(rule, { maxLength: 6 }),
  outsidePrefix: fc.oneof(fc.constant(''), characters(3)),
  internalDigits: fc.integer({ min: 0, max: 12 }),
})

describe('a number that is dialled', () => {
  it('goes out as it is where there is no rule', () => {
    fc.assert(
      fc.property(dialled, (number) => {
        expect(rewriteNumber(number, rules())).toEqual({ dialled: number, rule: null, prefixed: false })
      }),
    )
  })

  it('gives a number that can be dialled, whatever the rules', () => {
    fc.assert(
      fc.property(dialled, numbers, (number, by) => {
        const { dialled: out } = rewriteNumber(number, by)
        expect(dialable(out)).toBe(out)
      }),
    )
  })

  it('is written by the first rule that fits, and by no other', () => {
    fc.assert(
      fc.property(dialled, numbers, (number, by) => {
        const { rule: id } = rewriteNumber(number, by)
        const index = by.rules.findIndex((one) => one.id === id)
        const earlier = { ...by, rules: by.rules.slice(0, Math.max(0, index)) }
        expect(rewriteNumber(number, earlier).rule).toBeNull()
      }),
    )
  })

  it('keeps the rest where a start is exchanged', () => {
    const german = rules(['+49*', '0*'], ['+*', '00*'])
    expect(rewriteNumber('+4930901820', german)).toMatchObject({ dialled: '030901820', rule: 'r0' })
    expect(rewriteNumber('+351210000000', german)).toMatchObject({ dialled: '00351210000000', rule: 'r1' })
    expect(rewriteNumber('204', german)).toMatchObject({ dialled: '204', rule: null })
  })

  it('is exchanged as a whole by a pattern without a star', () => {
    const short = rules(['100', '+4930901820'])
    expect(rewriteNumber('100', short).dialled).toBe('+4930901820')
    expect(rewriteNumber('1001', short).dialled).toBe('1001')
  })

  it('can lose its start, but never all of it', () => {
    const bare = rules(['00*', '*'])
    expect(rewriteNumber('0049301', bare).dialled).toBe('49301')
    expect(rewriteNumber('00', bare)).toMatchObject({ dialled: '00', rule: null })
  })

  it('gets the prefix of outside lines, unless it is inside, a code or international', () => {
    const out: NumberRules = { ...rules(['+49*', '0*']), outsidePrefix: '9', internalDigits: 3 }
    expect(rewriteNumber('0301234', out)).toMatchObject({ dialled: '90301234', prefixed: true })
    expect(rewriteNumber('+49301234', out)).toMatchObject({ dialled: '90301234', rule: 'r0', prefixed: true })
    expect(rewriteNumber('204', out)).toMatchObject({ dialled: '204', prefixed: false })
    expect(rewriteNumber('*97123', out)).toMatchObject({ dialled: '*97123', prefixed: false })
    expect(rewriteNumber('+351210000000', out)).toMatchObject({ dialled: '+351210000000', prefixed: false })
  })

  it('is left alone where it is a SIP address', () => {
    const all = { ...rules(['*', '9']), outsidePrefix: '0' }
    expect(rewriteNumber('204@pbx.example', all).dialled).toBe('204@pbx.example')
  })
})

describe('a rule', () => {
  it.each([
    ['', '0*', 'patternBad'],
    ['49a*', '0*', 'patternBad'],
    ['^49', '0', 'patternBad'],
    ['4+9*', '0*', 'patternBad'],
    ['+49*', '', 'replacementBad'],
    ['+49*', '0 30', 'replacementBad'],
    ['+49*', '0*', null],
    ['*97', '100', null],
    ['*', '0*', null],
  ] as const)('of %j to %j is %s', (pattern, replacement, refusal) => {
    expect(checkNumberRule({ id: 'r', pattern, replacement })).toBe(refusal)
  })

  it('has a prefix of digits', () => {
    expect(['', '0', '9', '*31#'].every(isPrefix)).toBe(true)
    expect(['+49', '0 ', 'x'].some(isPrefix)).toBe(false)
  })
})
