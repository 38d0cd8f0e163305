import { expect, test } from 'vitest'
import { newAccount } from '../../domain/account/account.ts'
import type { CallEffect } from '../../domain/call/decide.ts'
import type { CallFact, CallId } from '../../domain/call/facts.ts'
import type { LineListener } from '../sip/line.ts'
import { lineAccount } from './accounts/line-account.ts'
import { createLines } from './lines.ts'

const ACCOUNT = lineAccount({
  ...newAccount('US'),
  id: 'a',
  kind: 'own',
  certificates: [],
})

const OFFERED: CallFact = {
  kind: 'offered',
  line: 'agent@pbx.example',
  party: { number: '700', displayName: null },
  sipCallId: 'c',
  headers: {},
}

function setUp() {
  const told: string[] = []
  const listeners = new Map<string, LineListener>()
  const facts: { readonly call: CallId; readonly fact: CallFact }[] = []
  const lines = createLines({
    createLine: (account, listener) => {
      listeners.set(account, listener)
      const note = (what: string) => void told.push(`${account} ${what}`)
      return {
        start: (_as, password) => note(`starts with ${password}`),
        retry: () => note('retries'),
        wake: () => note('wakes'),
        renew: () => note('renews'),
        options: async () => null,
        order: (effect: CallEffect) => note(`${effect.kind} ${'call' in effect ? effect.call : ''}`),
        watch: (extensions) => note(`watches ${extensions.join(' ')}`),
        renegotiate: (call) => note(`renegotiates ${call}`),
        stop: async () => note('stops'),
      }
    },
    fact: (call, fact) => void facts.push({ call, fact }),
    state: (account, { state, reason }) => void told.push(`${account} is ${state}: ${reason}`),
    voicemail: () => {},
    lamp: (account, extension) => void told.push(`${account} lamp ${extension}`),
    arranged: () => {},
    log: () => {},
    message: () => {},
  })
  const listener = (account: string): LineListener => {
    const found = listeners.get(account)
    if (!found) throw new Error(`no line ${account}`)
    return found
  }
  return { lines, facts, listener, told: () => told.splice(0) }
}

test('a call is ordered about on the line that it came on, and its first fact says which', () => {
  const test = setUp()
  test.lines.open('support', ACCOUNT, 'one')
  test.lines.open('sales', ACCOUNT, 'two')
  test.told()
  test.listener('support').fact('a', OFFERED)
  test.listener('sales').fact('b', OFFERED)
  expect(test.facts.map(({ fact }) => fact)).toMatchObject([{ account: 'support' }, { account: 'sales' }])
  test.lines.order({ kind: 'hold', call: 'a' })
  test.lines.order({ kind: 'answer', call: 'b' })
  test.lines.renegotiate('a')
  test.lines.order({ kind: 'hold', call: 'nobody' })
  expect(test.told()).toEqual(['support hold a', 'sales answer b', 'support renegotiates a'])
})

test('a number is dialled on the line that the order names', () => {
  const test = setUp()
  test.lines.open('support', ACCOUNT, 'one')
  test.lines.open('sales', ACCOUNT, 'two')
  test.told()
  test.lines.order({ kind: 'dial', call: 'a', to: '700', from: null, line: 'sales' })
  test.lines.order({ kind: 'hangUp', call: 'a' })
  expect(test.told()).toEqual(['sales dial a', 'sales hangUp a'])
})

test('each line watches its own colleagues, also one that comes later', () => {
  const test = setUp()
  test.lines.open('support', ACCOUNT, 'one')
  test.lines.watch(
    new Map([
      ['support', ['201']],
      ['sales', ['201', '202']],
    ]),
  )
  test.lines.open('sales', ACCOUNT, 'two')
  test.listener('sales').lamp('201', { state: 'busy' })
  expect(test.told()).toEqual([
    'support watches ',
    'support starts with one',
    'support watches 201',
    'sales watches 201 202',
    'sales starts with two',
    'sales lamp 201',
  ])
})

test('a line without a password waits and says so; one that is closed is no longer tried', async () => {
  const test = setUp()
  test.lines.wait('support', 'noPassword')
  test.lines.open('sales', ACCOUNT, 'two')
  await test.lines.close('sales')
  test.lines.retry(null)
  expect(test.told()).toEqual([
    'support is refused: noPassword',
    'sales watches ',
    'sales starts with two',
    'sales stops',
  ])
})
