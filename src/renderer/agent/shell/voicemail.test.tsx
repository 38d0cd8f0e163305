import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { LineView } from '../../../contract/view.ts'
import { line, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const waiting = (voicemail: LineView['voicemail'], language = 'en') => {
  const drawn = view()
  return { ...drawn, lines: [line({ voicemail })], settings: { ...drawn.settings, language } }
}

test('new voice messages are counted beside the line, and a press calls the mailbox', async () => {
  const { user, sent } = await draw(waiting({ new: 3, old: 8, number: '*97' }))
  const button = screen.getByRole('button', { name: '3 new voice messages, call voicemail' })
  expect(button.textContent).toBe('3')
  await user.click(button)
  expect(sent('call.dial')).toEqual([{ to: '*97', from: null, line: 'support' }])
})

test('why the mailbox can’t be called is said beside it', async () => {
  const { user, fake } = await draw(waiting({ new: 1, old: 0, number: '*97' }))
  fake.answer('call.dial', { ok: false, reason: 'lineNotRegistered' })
  await user.click(screen.getByRole('button', { name: '1 new voice message, call voicemail' }))
  expect(await screen.findByText('Not dialled: the line is not registered.')).toBeTruthy()
})

test('without a number to dial they are told and nothing more', async () => {
  await draw(waiting({ new: 1, old: 0, number: null }))
  expect(screen.getByRole('img', { name: '1 new voice message' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: /voice message/ })).toBeNull()
})

test('nothing is drawn without new ones, and they go once they were heard', async () => {
  const { publish } = await draw(waiting({ new: 2, old: 0, number: '*97' }))
  for (const next of [{ new: 0, old: 2, number: '*97' }, null]) {
    await publish({ ...waiting(next), revision: 5 })
    expect(screen.queryByText(/./, { selector: '[aria-label*="voice message"]' })).toBeNull()
    expect(screen.queryByRole('button', { name: /voice message/ })).toBeNull()
  }
})

test('it is said in German too', async () => {
  await draw(waiting({ new: 2, old: 0, number: '*97' }, 'de'))
  expect(screen.getByRole('button', { name: '2 neue Sprachnachrichten, Mailbox anrufen' })).toBeTruthy()
})
