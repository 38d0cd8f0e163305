import { expect, test } from 'vitest'
import { addressBook, connection, sync } from '../testing/crm-fixtures.ts'
import { connectionName, standingOf, worstConnection } from './crm.ts'

const fault = (reason: 'signIn' | 'offline') => ({ reason, detail: '', retryAfter: null })

test('a paused connection is paused, whatever else is wrong with it', () => {
  expect(standingOf(connection({ paused: true, sync: sync({ fault: fault('signIn') }) }))).toBe('paused')
})

test('a connection without its secret asks for the sign-in, as does one whose secret is refused', () => {
  expect(standingOf(connection({ hasSecret: false }))).toBe('signIn')
  expect(standingOf(connection({ sync: sync({ phase: 'problem', fault: fault('signIn') }) }))).toBe('signIn')
})

test('waiting for the next look is well, waiting after a failure is told', () => {
  expect(standingOf(connection({ sync: sync({ phase: 'waiting' }) }))).toBe('ok')
  expect(standingOf(connection({ sync: sync({ phase: 'waiting', fault: fault('offline') }) }))).toBe(
    'waiting',
  )
})

test('of several connections the one that needs a hand is told first', () => {
  const reading = connection({ sync: sync({ phase: 'full' }) })
  const vanishing = addressBook({ sync: sync({ wouldVanish: { count: 5, of: 6 } }) })
  expect(worstConnection([reading, vanishing])).toMatchObject({
    standing: 'vanish',
    connection: { id: 'book' },
  })
  expect(worstConnection([])).toBeNull()
})

test('a connection that is gone is still called something', () => {
  expect(connectionName([connection()], 'hub')).toBe('HubSpot')
  expect(connectionName([], 'hub')).toBe('hub')
})
