import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HeaderRule, MAPPING_TARGETS, readCallData, readRule } from './header-mapping.ts'

const rule = (given: Partial<HeaderRule>): HeaderRule => ({
  id: '1',
  header: 'X-Lead-Id',
  part: '',
  to: 'lead',
  label: '',
  ...given,
})

/** The bytes of a text as User-to-User carries them. */
const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex')

describe('what is taken out of a header', () => {
  it.each([
    [{}, { 'X-Lead-Id': 'L-4711' }, 'L-4711'],
    [{ header: 'x-lead-id' }, { 'X-Lead-Id': 'L-4711' }, 'L-4711'],
    [{}, { 'X-Lead-Id': '"L 4711"' }, 'L 4711'],
    [{ part: 'id' }, { 'X-Lead-Id': 'id=4711;list=7' }, '4711'],
    [{ part: 'list' }, { 'X-Lead-Id': 'id=4711;list=7' }, '7'],
    [{ part: 'id' }, { 'X-Lead-Id': 'leadid=1;id="a;b"' }, 'a;b'],
    [
      { header: 'Call-Info', part: 'lead' },
      { 'Call-Info': '<https://crm.example/pop?lead=47%2F11&x=1>;purpose=info' },
      '47/11',
    ],
    [
      { header: 'Call-Info' },
      { 'Call-Info': '<https://crm.example/pop?lead=4711>;purpose=info' },
      'https://crm.example/pop?lead=4711',
    ],
    [{ header: 'User-to-User' }, { 'User-To-User': `${hex('4711')};encoding=hex` }, '4711'],
    [
      { header: 'User-to-User', part: 'lead' },
      { 'User-To-User': `00${hex('lead=4711|list=é')};encoding=hex` },
      '4711',
    ],
    [{ header: 'User-to-User' }, { 'User-To-User': 'lead 4711;encoding=ascii' }, 'lead 4711;encoding=ascii'],
    [{ part: 'phone' }, { 'X-Lead-Id': 'phone=+12025550143' }, '+12025550143'],
  ])('by the rule %o from %o', (given, fields, value) => {
    expect(readRule(fields as unknown as Record<string, string>, rule(given))).toBe(value)
  })

  it.each([
    [{}, {}],
    [{}, { 'X-Lead-Id': '' }],
    [{ part: 'id' }, { 'X-Lead-Id': 'leadid=1' }],
    [{ part: '.*' }, { 'X-Lead-Id': 'id=1' }],
  ])('is nothing by the rule %o from %o', (given, fields) => {
    expect(readRule(fields as unknown as Record<string, string>, rule(given))).toBeNull()
  })

  it('never breaks, and is never endless', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), fc.string({ maxLength: 20 }), (value, part) => {
        const read = readRule({ 'User-To-User': value }, rule({ header: 'user-to-user', part }))
        expect(read?.length ?? 0).toBeLessThanOrEqual(500)
      }),
    )
  })
})

describe('the data of a call', () => {
  it('is what each target’s first rule finds, and every field', () => {
    const rules = MAPPING_TARGETS.map((to) =>
      rule({ id: to, header: `X-${to}`, to, label: to === 'field' ? 'Segment' : '' }),
    )
    const fields = Object.fromEntries(MAPPING_TARGETS.map((to) => [`X-${to}`, `the ${to}`]))
    expect(
      readCallData(fields, [rule({ header: 'X-Absent' }), ...rules, rule({ header: 'X-queue' })]),
    ).toEqual({
      lead: 'the lead',
      campaign: 'the campaign',
      queue: 'the queue',
      popUrl: 'the popUrl',
      customerNumber: 'the customerNumber',
      fields: [{ label: 'Segment', value: 'the field' }],
    })
  })

  it('is null for a call that brings none', () => {
    expect(readCallData({ 'X-Other': '1' }, [rule({})])).toBeNull()
    expect(readCallData({ 'X-Lead-Id': '1' }, [])).toBeNull()
  })
})
