import { expect, test } from 'vitest'
import type { View } from '../../../contract/view.ts'
import { createTranslate } from '../i18n/translate.ts'
import { titleOf } from '../state/party.ts'
import { call, conference, inWrapUp, line, ringing, talking, view } from '../testing/fixtures.ts'
import { announcements } from './announcements.ts'

const t = createTranslate('en')
const say = { name: titleOf, answerKeys: 'Ctrl+Shift+A', text: t }
const told = (before: View | null, now: View) =>
  announcements(before, now, say).map(({ urgent, key, values }) => `${urgent ? '! ' : ''}${t(key, values)}`)

test('an incoming call is announced once, urgently, with the keys that answer it', () => {
  const rings = view({ calls: [ringing()] })
  expect(told(view(), rings)).toEqual(['! Incoming call from Ana Ruiz. Press Ctrl+Shift+A to answer.'])
  expect(told(rings, rings)).toEqual([])
})

test('what becomes of the call waits for its turn', () => {
  expect(told(view({ calls: [ringing()] }), talking())).toEqual(['Connected with Ana Ruiz'])
  expect(told(talking(), talking({ held: true }))).toEqual(['Ana Ruiz is on hold'])
  expect(told(talking({ held: true }), talking())).toEqual(['Back with Ana Ruiz'])
  expect(told(talking(), talking({ muted: true }))).toEqual(['Muted'])
  expect(told(talking({ muted: true }), talking())).toEqual(['Unmuted'])
  expect(told(talking(), view({ calls: [inWrapUp()] }))).toEqual(['Call with Ana Ruiz ended: Call ended'])
})

test('that a CRM knows an unknown caller after all is said', () => {
  const looking = view({ calls: [ringing({ pop: { kind: 'unknown', callsBefore: [], looking: true } })] })
  expect(told(looking, view({ calls: [ringing()] }))).toEqual(['The CRM knows the caller: Ana Ruiz'])
})

test('who joins a conference and who is no longer in one is said by name', () => {
  const alone = view({ calls: conference().calls.map((one) => ({ ...one, conference: null })) })
  expect(told(alone, conference())).toEqual(['Ana Ruiz is in the conference', 'Ken Ito is in the conference'])
  expect(told(conference(), talking())).toEqual(['Ana Ruiz is no longer in a conference'])
})

test('a call that was missed is announced when it becomes a notice', () => {
  const missed = call({ phase: 'ended', ended: { by: 'far', cause: 'missed', sip: null } })
  expect(told(view({ calls: [ringing()] }), view({ notices: [missed] }))).toEqual([
    'Call with Ana Ruiz ended: Missed',
  ])
})

test('the line and a new problem are announced, an old problem is not', () => {
  const down = view({
    lines: [line({ state: 'offline', reason: 'connectionLost' })],
    problems: [{ kind: 'lineOffline', since: 0, subject: '', detail: '', action: 'retry' }],
  })
  expect(told(view(), down)).toEqual(['Line: Offline', 'The line is down.'])
  expect(told(down, down)).toEqual([])
})

test('a running time is never announced', () => {
  const later = talking({ connected: { ms: 999_000, ticking: true } })
  expect(told(talking(), later)).toEqual([])
})
