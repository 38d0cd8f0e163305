import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineReason } from '../../domain/line.ts'
import { startDesk, type TestDesk } from './testing/test-desk.ts'

let test: TestDesk

beforeEach(() => {
  test = startDesk({
    lines: ['support', 'sales'],
    accounts: {
      support: { whileUnavailable: 'busy', country: 'US' },
      sales: {
        whileUnavailable: 'ring',
        country: 'DE',
        ring: 'low',
        autoAnswer: { mode: 'on', from: [] },
        callerId: '+4930901820',
        numbers: {
          rules: [{ id: 'de', pattern: '+49*', replacement: '0*' }],
          outsidePrefix: '9',
          internalDigits: 4,
        },
      },
    },
  })
})
afterEach(() => test.remove())

const offer = (call: string, account: string, headers: Record<string, string> = {}) =>
  test.offer(call, '+12025550101', null, headers, account)
const down = (line: string, reason: LineReason = 'connectionLost') =>
  test.desk.lineState(line, { state: 'offline', reason, detail: `${line} is away`, retryIn: 4_000 })
const problems = () => test.problems.list().map(({ kind, line }) => `${kind} ${line}`)

describe('a desk with two lines', () => {
  it('keeps a call on each, with the line in the journal', () => {
    offer('a', 'support')
    test.desk.fact('a', { kind: 'answered' })
    offer('b', 'sales')
    expect([...test.desk.book.calls.values()].map(({ account }) => account)).toEqual(['support', 'sales'])
    expect(test.journal.facts('b')[0]?.fact).toMatchObject({ kind: 'offered', account: 'sales' })
    test.commands['call.answer']({ call: 'b' })
    expect(test.ordered().map(({ kind }) => kind)).toEqual(['ring', 'ring', 'hold', 'answer'])
  })

  it('rings as each line does, and turns away as each line says', () => {
    offer('a', 'sales')
    expect(test.effects).toContainEqual({ kind: 'sound', sound: 'ringLow' })
    test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'cancelled', sip: null })
    test.commands['agent.setPresence']({ presence: 'break', reason: 'lunch' })
    test.ordered()
    offer('b', 'sales')
    expect(test.ordered()).toMatchObject([{ kind: 'ring' }])
    test.desk.fact('b', { kind: 'ended', by: 'far', cause: 'cancelled', sip: null })
    offer('c', 'support')
    expect(test.ordered()).toMatchObject([{ kind: 'reject', as: { status: 'busy' } }])
  })

  it('answers by itself only what the line of the call may', () => {
    const headers = { 'X-AUTOANSWER': 'TRUE' }
    offer('a', 'support', headers)
    expect(test.journal.facts('a').map(({ fact }) => fact)).toContainEqual(
      expect.objectContaining({ kind: 'autoAnswer', refused: 'off' }),
    )
    test.desk.fact('a', { kind: 'ended', by: 'far', cause: 'cancelled', sip: null })
    test.ordered()
    offer('b', 'sales', headers)
    test.wait(0)
    expect(test.ordered().map(({ kind }) => kind)).toEqual(['ring', 'answer', 'zip'])
  })

  it('dials on the line that is named, as its rules write it and showing its number', () => {
    expect(test.commands['call.dial']({ to: '+49 30 1234', from: null, line: 'sales' })).toMatchObject({
      ok: true,
    })
    expect(test.ordered()).toEqual([
      {
        kind: 'dial',
        call: 'out-1',
        to: '+49301234',
        target: '90301234',
        from: null,
        line: 'sales',
        callerId: '+4930901820',
      },
    ])
  })

  it('calls whom it consults on the line of the caller', () => {
    offer('a', 'sales')
    test.desk.fact('a', { kind: 'answered' })
    test.ordered()
    test.commands['call.dial']({ to: '700', from: 'a' })
    expect(test.ordered()).toMatchObject([
      { kind: 'hold', call: 'a' },
      { kind: 'dial', line: 'sales', target: '700' },
    ])
    test.commands['call.transferBlind']({ call: 'a', to: '+49301234' })
    expect(test.ordered()).toMatchObject([{ kind: 'transferBlind', to: '+49301234', target: '90301234' }])
  })

  it('is available as long as one line is registered, and dials on no line that isn’t', () => {
    down('support')
    expect(test.desk.state().agent.kind).toBe('available')
    expect(test.commands['call.dial']({ to: '700', from: null, line: 'support' })).toEqual({
      ok: false,
      reason: 'lineNotRegistered',
    })
    expect(test.commands['call.dial']({ to: '700', from: null, line: 'sales' })).toMatchObject({ ok: true })
    test.desk.fact('out-2', { kind: 'ended', by: 'agent', cause: 'cancelled', sip: null })
    down('sales')
    expect(test.desk.state().agent.kind).toBe('offline')
  })

  it('tells of the line that was refused and of the first that is down, until they are back or gone', () => {
    down('sales')
    expect(problems()).toEqual(['lineOffline sales'])
    down('support')
    expect(problems()).toEqual(['lineOffline support'])
    test.desk.lineState('sales', { state: 'refused', reason: 'wrongPassword', detail: '', retryIn: null })
    expect(problems()).toEqual(['lineOffline support', 'lineRefused sales'])
    test.desk.arrangeLines(['sales'])
    expect(problems()).toEqual(['lineRefused sales'])
    test.desk.lineState('sales', { state: 'registered', reason: null, detail: '', retryIn: null })
    down('support')
    expect(problems()).toEqual([])
  })
})
