import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DialogInfo, WatchedDialog } from './dialog-info.ts'
import { lampOf, NOTHING_TOLD, type Told, takeNotice } from './lamp.ts'

const dialog = (id: string, state: WatchedDialog['state']): WatchedDialog => ({
  id,
  state,
  direction: 'recipient',
  callId: null,
  localTag: null,
  remoteTag: null,
  remote: { name: null, number: null, uri: null },
})
const full = (version: number | null, ...dialogs: WatchedDialog[]): DialogInfo => ({
  version,
  state: 'full',
  dialogs,
})
const partial = (version: number, ...dialogs: WatchedDialog[]): DialogInfo => ({
  version,
  state: 'partial',
  dialogs,
})

function after(...notices: readonly DialogInfo[]): Told {
  let told = NOTHING_TOLD
  for (const notice of notices) {
    const taken = takeNotice(told, notice)
    if (taken.kind !== 'ignored') told = taken.told
  }
  return told
}

it('a partial notice changes its dialogs and leaves the others', () => {
  const told = after(
    full(1, dialog('a', 'confirmed')),
    partial(2, dialog('b', 'early')),
    partial(3, dialog('a', 'terminated')),
  )
  expect([...told.dialogs.keys()]).toEqual(['b'])
  expect(lampOf(told).state).toBe('ringing')
  expect(lampOf(after(full(1, dialog('a', 'confirmed')), full(2)))).toEqual({ state: 'free' })
})

it('a notice that comes late is ignored', () => {
  expect(lampOf(after(full(2), full(1, dialog('a', 'early'))))).toEqual({ state: 'free' })
  expect(lampOf(after(full(2), partial(2, dialog('a', 'early'))))).toEqual({ state: 'free' })
})

it('a server that says no version, or always the same, is followed', () => {
  expect(lampOf(after(full(0), full(0, dialog('a', 'early')))).state).toBe('ringing')
  expect(lampOf(after(full(null, dialog('a', 'early')), full(null)))).toEqual({ state: 'free' })
})

it('a partial notice that was lost shows as a gap', () => {
  expect(takeNotice(after(full(1)), partial(3, dialog('a', 'early'))).kind).toBe('gap')
  expect(takeNotice(NOTHING_TOLD, partial(7, dialog('a', 'early'))).kind).toBe('taken')
  expect(takeNotice(after(full(1)), partial(2)).kind).toBe('taken')
  expect(takeNotice(after(full(1)), full(9)).kind).toBe('taken')
})

it('full notices in whatever order end with what the newest said', () => {
  const state = fc.constantFrom('early', 'confirmed', 'terminated' as const)
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (states, seeds) => {
        const notices = states.map((one, index) => full(index, dialog('a', one as WatchedDialog['state'])))
        const shuffled = notices
          .map((notice) => ({ notice, at: seeds.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ notice }) => notice)
        expect(lampOf(after(...shuffled))).toEqual(lampOf(after(...notices.slice(-1))))
      },
    ),
  )
})
