import { expect, test } from 'vitest'
import { ended, offered, story } from '../call/testing/facts.ts'
import { replay } from '../call/transition.ts'
import { agentState } from './state.ts'

const ringing = replay(story('r', [0, offered()]))!
const live = replay(story('l', [0, offered()], [1, { kind: 'answered' }]))!
const wrapUp = replay(
  story('w', [0, offered()], [1, { kind: 'answered' }], [2, ended()], [2, { kind: 'wrapUpOpened' }]),
)!
const lunch = { kind: 'break', reason: 'Lunch' } as const

test('a live call outranks ringing, ringing outranks wrap-up, wrap-up outranks what the agent chose', () => {
  expect(agentState(lunch, true, [ringing, live, wrapUp]).kind).toBe('onCall')
  expect(agentState(lunch, true, [ringing, wrapUp]).kind).toBe('ringing')
  expect(agentState(lunch, true, [wrapUp]).kind).toBe('wrapUp')
  expect(agentState(lunch, true, [])).toEqual({ kind: 'break', reason: 'Lunch' })
})

test('nobody is available on a line that is not registered', () => {
  expect(agentState({ kind: 'available' }, false, []).kind).toBe('offline')
  expect(agentState({ kind: 'available' }, true, []).kind).toBe('available')
})
