import { afterEach, describe, expect, it } from 'vitest'
import { newAccount } from '../../domain/account/account.ts'
import { customer, LINE, startDesk, type TestDesk } from './testing/test-desk.ts'

const desks: TestDesk[] = []
const start = (...options: Parameters<typeof startDesk>): TestDesk => {
  const test = startDesk(...options)
  desks.push(test)
  return test
}
afterEach(() => {
  for (const test of desks.splice(0)) test.remove()
})

const AT_ONCE = { 'Call-Info': ';answer-after=0' }
const IN_FIVE = { 'Call-Info': '<sip:pbx.example>;answer-after=5' }
const on = { mode: 'on', from: [] } as const
const push = (test: TestDesk, call: string, headers: Record<string, string>, from = '+12025550101') => {
  test.offer(call, from, null, headers)
  test.wait(0)
}
const kinds = (test: TestDesk) => test.ordered().map(({ kind }) => kind)
const taken = (test: TestDesk, call: string) =>
  test.journal.facts(call).flatMap(({ fact }) => (fact.kind === 'autoAnswer' ? [fact] : []))

describe('a call that asks to be answered', () => {
  it('rings on an account that answers none by itself, and the journal says why', () => {
    const test = start()
    push(test, 'a', AT_ONCE)
    expect(kinds(test)).toEqual(['ring'])
    expect(taken(test, 'a')).toEqual([
      { kind: 'autoAnswer', header: 'Call-Info', value: ';answer-after=0', after: 0, refused: 'off' },
    ])
  })

  it('rings when a stranger asks for it past the server, unless the account lets them', () => {
    const stranger = (test: TestDesk) => {
      const fact = { kind: 'offered', line: 'a@b', sipCallId: 'x', headers: AT_ONCE, stranger: true } as const
      test.desk.fact('a', { ...fact, party: { number: 'carol@192.0.2.9', displayName: null } })
      test.wait(0)
      return taken(test, 'a').map(({ refused }) => refused)
    }
    expect(stranger(start({ autoAnswer: on }))).toEqual(['stranger'])
    const direct = { ...newAccount('US').direct, autoAnswer: true }
    expect(stranger(start({ autoAnswer: on, accounts: { [LINE]: { direct } } }))).toEqual([null])
  })

  it('lets no stranger take it off hold within the call', () => {
    const test = start({ autoAnswer: on })
    const fact = { kind: 'offered', line: 'a@b', sipCallId: 'x', headers: {}, stranger: true } as const
    test.desk.fact('a', { ...fact, party: { number: 'carol@192.0.2.9', displayName: null } })
    test.desk.fact('a', { kind: 'answered' })
    test.desk.fact('a', { kind: 'held' })
    test.ordered()
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    test.wait(0)
    expect(kinds(test)).toEqual([])
  })

  it('is answered with a tone in the ear, and without a ring', () => {
    const test = start({ autoAnswer: on })
    push(test, 'a', AT_ONCE)
    expect(test.effects.filter((effect) => effect.kind === 'sound')).toEqual([])
    expect(kinds(test)).toEqual(['ring', 'answer', 'zip'])
    expect(taken(test, 'a')).toMatchObject([{ refused: null }])
  })

  it('rings as long as it says, and can be answered or declined meanwhile', () => {
    const test = start({ autoAnswer: on })
    push(test, 'a', IN_FIVE)
    test.wait(4)
    expect(kinds(test)).toEqual(['ring'])
    test.wait(1)
    expect(kinds(test)).toEqual(['answer', 'zip'])

    push(test, 'b', IN_FIVE)
    test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
    test.ordered()
    test.desk.fact('b', { kind: 'ended', by: 'agent', cause: 'declined', sip: null })
    test.wait(10)
    expect(kinds(test)).toEqual([])
  })

  it('never breaks into another call, nor into one that came while it rang', () => {
    const test = start({ autoAnswer: on })
    test.offer('first')
    push(test, 'a', AT_ONCE)
    expect(taken(test, 'a')).toMatchObject([{ refused: 'anotherCall' }])
    expect(kinds(test)).toEqual(['ring', 'ring'])

    const later = start({ autoAnswer: on })
    push(later, 'a', IN_FIVE)
    later.offer('second')
    later.wait(6)
    expect(kinds(later)).toEqual(['ring', 'ring'])
  })

  it('waits for an agent who writes the last call’s notes', () => {
    const test = start({ autoAnswer: on, whileUnavailable: 'ring' })
    test.offer('first')
    test.desk.fact('first', { kind: 'answered' })
    test.desk.fact('first', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
    push(test, 'a', AT_ONCE)
    expect(taken(test, 'a')).toMatchObject([{ refused: 'wrapUp' }])
  })

  it('is answered for named callers only, however their number is written', () => {
    const test = start({ autoAnswer: { mode: 'named', from: ['(202) 555-0101', 'dialer'] } })
    push(test, 'stranger', AT_ONCE, '+12025550199')
    expect(taken(test, 'stranger')).toMatchObject([{ refused: 'sender' }])
    test.desk.fact('stranger', { kind: 'ended', by: 'far', cause: 'cancelled', sip: null })
    test.ordered()
    push(test, 'known', AT_ONCE, '+12025550101')
    expect(kinds(test)).toEqual(['ring', 'answer', 'zip'])
    test.desk.fact('known', { kind: 'ended', by: 'far', cause: 'cancelled', sip: null })
    push(test, 'user', AT_ONCE, 'Dialer')
    expect(taken(test, 'user')).toMatchObject([{ refused: null }])
  })

  it('is answered, held and taken off hold when the PBX says so within the call', () => {
    const test = start({ autoAnswer: on })
    test.offer('a')
    test.desk.fact('a', { kind: 'farAsked', what: 'hold' })
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    test.wait(0)
    expect(kinds(test)).toEqual(['ring', 'answer', 'zip'])
    expect(taken(test, 'a')).toMatchObject([{ header: 'Event', value: 'talk', refused: null }])
    test.desk.fact('a', { kind: 'answered' })
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    test.desk.fact('a', { kind: 'farAsked', what: 'hold' })
    test.desk.fact('a', { kind: 'held' })
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    expect(kinds(test)).toEqual(['hold', 'resume'])
  })

  it('goes by the number that the INVITE came from, also where the customer is called next', () => {
    const headerRules = [
      { id: '1', header: 'X-Customer', part: '', to: 'customerNumber', label: '' },
    ] as const
    const test = start({ autoAnswer: { mode: 'named', from: ['dialer'] }, settings: { headerRules } })
    test.offer('a', 'dialer', null, { 'X-Customer': '+12025550143' })
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    expect(taken(test, 'a')).toMatchObject([{ header: 'Event', refused: null }])
  })

  it('is left to the agent when the PBX may not say so', () => {
    const test = start()
    test.offer('a')
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    expect(taken(test, 'a')).toMatchObject([{ refused: 'off' }])
    test.desk.fact('a', { kind: 'answered' })
    test.desk.fact('a', { kind: 'held' })
    test.desk.fact('a', { kind: 'farAsked', what: 'talk' })
    test.wait(0)
    expect(kinds(test)).toEqual(['ring'])
  })

  it('rings once more after a restart rather than being answered for nobody', () => {
    const test = start({ autoAnswer: on })
    push(test, 'a', IN_FIVE)
    desks.splice(desks.indexOf(test), 1)
    const next = start({ folder: test.kill(), run: 'run-2', autoAnswer: on })
    next.wait(10)
    expect(kinds(next)).toEqual([])
    expect(next.facts('a')).toEqual(['offered', 'autoAnswer', 'ended'])
  })
})

describe('what a dialer says of a call', () => {
  const rules = [
    { id: '1', header: 'X-Lead-Id', part: '', to: 'lead', label: 'Lead' },
    { id: '2', header: 'X-Campaign', part: '', to: 'campaign', label: '' },
    { id: '3', header: 'X-Customer', part: '', to: 'customerNumber', label: '' },
  ] as const
  const ada = { ...customer('ada', 'Ada Byron', '+12025550143'), fields: [{ label: 'Lead', value: '4711' }] }
  const settings = { headerRules: rules }

  it('is kept with the call, in the journal and after a restart', () => {
    const test = start({ settings })
    push(test, 'a', { 'X-Campaign': 'Autumn', 'X-Other': '1' })
    const data = {
      lead: null,
      campaign: 'Autumn',
      queue: null,
      popUrl: null,
      customerNumber: null,
      fields: [],
    }
    expect(test.desk.book.calls.get('a')?.data).toEqual(data)
    expect(test.journal.facts('a')[0]?.fact).toMatchObject({ kind: 'offered', data })
  })

  it('pops the lead’s customer, whatever number calls', () => {
    const test = start({ settings, customers: [ada] })
    push(test, 'a', { 'X-Lead-Id': '4711' }, '+12025550199')
    expect(test.desk.book.calls.get('a')?.customer).toEqual({ id: 'ada', name: 'Ada Byron', how: 'lead' })
    push(test, 'b', { 'X-Lead-Id': 'unknown' }, '+12025550143')
    expect(test.desk.book.calls.get('b')?.customer).toMatchObject({ id: 'ada', how: 'number' })
  })

  it('looks for the lead in the field of the rule that found it', () => {
    const two = [
      { id: '0', header: 'X-Absent', part: '', to: 'lead', label: 'Other' },
      { id: '1', header: 'X-Lead-Id', part: '', to: 'lead', label: 'Lead' },
    ] as const
    const test = start({ settings: { headerRules: two }, customers: [ada] })
    push(test, 'a', { 'X-Lead-Id': '4711' }, '+12025550199')
    expect(test.desk.book.calls.get('a')?.customer).toMatchObject({ id: 'ada', how: 'lead' })
  })

  it('makes a call of which the agent was rung first an outbound one, to the customer', () => {
    const test = start({ settings, customers: [ada] })
    push(test, 'a', { 'X-Customer': '+12025550143' }, 'dialer')
    expect(test.desk.book.calls.get('a')).toMatchObject({
      direction: 'outbound',
      phase: 'ringing',
      party: { number: '+12025550143' },
      customer: { id: 'ada' },
    })
    test.desk.fact('a', { kind: 'answered' })
    test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
    const page = test.history.list({ text: '', filter: 'outbound', customer: null, before: null, limit: 5 })
    expect(page.rows.map(({ id, party }) => [id, party.number])).toEqual([['a', '+12025550143']])
  })
})
