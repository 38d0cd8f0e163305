import { expect, test } from 'vitest'
import type { Ring } from '../account/account.ts'
import type { Call } from './call.ts'
import type { CallFact } from './facts.ts'
import { callSound } from './sound.ts'
import { replay } from './transition.ts'

const call = (id: string, account: string, ...facts: readonly CallFact[]): Call => {
  const offered: CallFact = {
    kind: 'offered',
    line: 'l',
    account,
    party: { number: '1', displayName: null },
    sipCallId: id,
    headers: {},
  }
  const at = { run: 'r', mono: 0, wall: 0 }
  const made = replay([offered, ...facts].map((fact) => ({ call: id, at, fact })))
  if (!made) throw new Error('no call')
  return made
}

const RINGS: Readonly<Record<string, Ring>> = { low: 'low', bright: 'bright', silent: 'silent' }
const ringOf = (account: string | null): Ring => RINGS[account ?? ''] ?? 'standard'

test('a call rings as its line does', () => {
  const sounds = ['any', 'low', 'bright', 'silent'].map((account) => callSound([call('a', account)], ringOf))
  expect(sounds).toEqual(['ring', 'ringLow', 'ringBright', 'none'])
})

test('of two callers the first is heard, and beside a call every line knocks softly', () => {
  expect(callSound([call('a', 'low'), call('b', 'bright')], ringOf)).toBe('ringLow')
  const talk = call('a', 'low', { kind: 'answered' })
  expect(callSound([talk, call('b', 'silent')], ringOf)).toBe('waiting')
})
