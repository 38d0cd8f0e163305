import { expect, test } from 'vitest'
import { findRoute } from './network-watch.ts'

test('the way to this very computer begins at its loopback', async () => {
  expect(await findRoute('127.0.0.1')).toBe('127.0.0.1')
})

test('where there is no way there is no address either', async () => {
  // The system refuses a broadcast to whoever didn't ask for it, with or without a network.
  expect(await findRoute('255.255.255.255')).toBeNull()
})
