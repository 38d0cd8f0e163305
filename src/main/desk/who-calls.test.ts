import { afterEach, expect, test } from 'vitest'
import type { Customer } from '../../domain/customer/customer.ts'
import { customer, startDesk, type TestDesk } from './testing/test-desk.ts'

const started: TestDesk[] = []
const start = (options?: Parameters<typeof startDesk>[0]): TestDesk => {
  const test = startDesk(options)
  started.push(test)
  return test
}
afterEach(() => {
  for (const test of started.splice(0)) test.remove()
})

const NUMBER = '+12025550101'
const from = (source: string): Customer => ({
  ...customer(`${source}/1`, `Ana of ${source}`, NUMBER),
  source,
})
const popOf = (test: TestDesk, call: string) => {
  const known = test.desk.book.calls.get(call)
  if (!known) throw new Error('no such call')
  return test.pops.view(known)
}

test('a caller in several sources is who the most trusted of them says', () => {
  const customers = [from('manual'), from('crm:b'), from('crm:a')]
  const test = start({ customers, trust: ['a', 'b'] })
  test.offer('call', NUMBER)
  expect(popOf(test, 'call')).toMatchObject({ kind: 'customer', customer: { name: 'Ana of crm:a' } })
})

test('whom a CRM has by now keeps the calls of the same number in the agents’ own list', () => {
  const customers = [from('manual')]
  const test = start({ customers, trust: ['a'] })
  for (const call of ['first', 'second']) {
    test.offer(call, NUMBER)
    test.desk.fact(call, { kind: 'ended', by: 'far', cause: 'missed', sip: null })
    test.wait(60)
  }
  customers.push(from('crm:a'))
  test.offer('third', NUMBER)
  expect(popOf(test, 'third')).toMatchObject({
    customer: { source: 'crm:a' },
    callsBefore: [{ id: 'second' }, { id: 'first' }],
  })
})

test('two customers of one source stay the agent’s choice', () => {
  const other = { ...from('crm:a'), id: 'crm:a/2' }
  const test = start({ customers: [from('crm:a'), other, from('manual')], trust: ['a'] })
  test.offer('call', NUMBER)
  expect(popOf(test, 'call')).toMatchObject({ kind: 'several', choices: [{}, {}] })
})

test('a caller whom nobody here knows is asked for elsewhere, and pops when the answer has come', () => {
  const customers: Customer[] = []
  const test = start({ customers })
  test.offer('call', NUMBER)
  expect(test.asked).toMatchObject([{ call: 'call', number: NUMBER, country: 'US' }])
  // It rings first: a CRM and the history take their time.
  expect(test.asked[0]?.after).toContain('ring')
  expect(popOf(test, 'call')).toMatchObject({ kind: 'unknown', looking: true })
  customers.push(from('crm:a'))
  test.desk.lookAgain('call')
  expect(popOf(test, 'call')).toMatchObject({ kind: 'customer', customer: { source: 'crm:a' } })
  expect(test.facts('call')).toEqual(['offered', 'customerMatched'])
})

test('a known caller is asked for nowhere', () => {
  const test = start({ customers: [from('manual')] })
  test.offer('call', NUMBER)
  expect(test.asked).toEqual([])
})

test('what the CRM answers later never takes the place of the agent’s choice', () => {
  const customers: Customer[] = [customer('ken', 'Ken Ito', '+12025550102')]
  const test = start({ customers })
  test.offer('call', NUMBER)
  test.commands['customer.assign']({ call: 'call', customer: 'ken', how: 'attached', addNumber: false })
  customers.push(from('crm:a'))
  test.desk.lookAgain('call')
  expect(test.desk.book.calls.get('call')?.customer).toMatchObject({ id: 'ken', how: 'attached' })
})
