import { describe, expect, it } from 'vitest'
import type { HotkeyAction } from '../../contract/view.ts'
import type { Call } from '../../domain/call/call.ts'
import { hotkeyCommand } from './hotkey-command.ts'

const call = (
  id: string,
  phase: Call['phase'],
  flags: Partial<Pick<Call, 'held' | 'muted' | 'conference'>> = {},
): Call => ({ id, phase, held: false, muted: false, conference: null, ...flags }) as Call

const ringing = call('r', 'ringing')
const spoken = call('s', 'connected')
const held = call('h', 'connected', { held: true })
const joined = call('j', 'connected', { conference: 'k' })
const other = call('k', 'connected', { conference: 'j' })
const dialed = call('d', 'dialing')
const over = call('o', 'ended')

describe('a hotkey', () => {
  it.each<[HotkeyAction, readonly Call[], object | null]>([
    ['answer', [], null],
    ['answer', [over, spoken], null],
    ['answer', [spoken, ringing], { kind: 'answer', call: 'r' }],
    ['reject', [ringing], { kind: 'reject', call: 'r', as: 'decline' }],
    ['hangUp', [over], null],
    ['hangUp', [ringing], { kind: 'reject', call: 'r', as: 'decline' }],
    ['hangUp', [ringing, held, spoken], { kind: 'hangUp', call: 's' }],
    ['hangUp', [ringing, joined, other], { kind: 'endConference', call: 'j' }],
    ['hangUp', [held, dialed], { kind: 'hangUp', call: 'd' }],
    ['hangUp', [held], { kind: 'hangUp', call: 'h' }],
    ['mute', [held, spoken], { kind: 'mute', call: 's' }],
    ['mute', [call('m', 'connected', { muted: true })], { kind: 'unmute', call: 'm' }],
    ['mute', [dialed], null],
    ['hold', [spoken, held], { kind: 'hold', call: 's' }],
    ['hold', [held], { kind: 'resume', call: 'h' }],
    ['hold', [ringing], null],
  ])('%s with the calls %j', (action, calls, command) => {
    expect(hotkeyCommand(action, calls)).toEqual(command)
  })
})
