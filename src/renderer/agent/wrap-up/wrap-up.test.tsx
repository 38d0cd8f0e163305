import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { call, inWrapUp, talking, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const notes = () => screen.getByRole('textbox', { name: 'Notes' })
const radio = (name: RegExp) => screen.getByRole('radio', { name })

test('a digit chooses a disposition, and Enter is Done', async () => {
  const { user, sent } = await draw(view({ calls: [inWrapUp()] }))
  radio(/Resolved/).focus()
  await user.keyboard('4')
  expect(radio(/No interest/)).toHaveProperty('checked', true)
  await user.keyboard('{Enter}')
  expect(sent('wrapUp.finish')).toEqual([{ call: 'call-ana', disposition: 'no-interest', notes: '' }])
})

test('in the notes a digit is a digit and Enter a new line, and Ctrl+Enter is Done', async () => {
  const { user, sent } = await draw(
    view({ calls: [inWrapUp({ draft: { disposition: 'resolved', notes: '' } })] }),
  )
  await user.click(notes())
  await user.keyboard('2 chairs{Enter}more')
  expect(radio(/Callback/)).toHaveProperty('checked', false)
  expect(sent('wrapUp.finish')).toEqual([])
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(sent('wrapUp.finish')).toEqual([
    { call: 'call-ana', disposition: 'resolved', notes: '2 chairs\nmore' },
  ])
})

test('a wrap-up that is refused says what is missing, until the form changes', async () => {
  const { user, fake } = await draw(view({ calls: [inWrapUp()] }))
  fake.answer('wrapUp.finish', { ok: false, reason: 'dispositionRequired' })
  await user.click(screen.getByRole('button', { name: /Done/ }))
  expect(screen.getByText('Choose how the call ended.')).toBeTruthy()
  await user.click(radio(/Resolved/))
  expect(screen.queryByText('Choose how the call ended.')).toBeNull()
})

test('a disposition that needs a note asks for it', async () => {
  const { user } = await draw(view({ calls: [inWrapUp()] }))
  await user.click(radio(/Callback/))
  expect(screen.getByText('Needs a note')).toBeTruthy()
  expect(notes().getAttribute('aria-invalid')).toBe('true')
  await user.type(notes(), 'Tuesday')
  expect(screen.queryByText('Needs a note')).toBeNull()
})

test('during the call notes can be written, and Done waits', async () => {
  const { user, sent } = await draw(talking())
  await user.type(notes(), 'asks for the invoice')
  expect(screen.getByRole('button', { name: /Done/ })).toHaveProperty('disabled', true)
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(sent('wrapUp.finish')).toEqual([])
  await waitFor(() =>
    expect(sent('wrapUp.draft').at(-1)).toEqual({
      call: 'call-ana',
      disposition: null,
      notes: 'asks for the invoice',
    }),
  )
})

test('what is being written is not overwritten by a view', async () => {
  const { user, publish } = await draw(talking())
  await user.type(notes(), 'mine')
  await publish(talking({ draft: { disposition: null, notes: 'older' } }))
  expect(notes()).toHaveProperty('value', 'mine')
})

test('a draft that came from before a restart is there again', async () => {
  await draw(view({ calls: [inWrapUp({ draft: { disposition: 'escalated', notes: 'from before' } })] }))
  expect(notes()).toHaveProperty('value', 'from before')
  expect(radio(/Escalated/)).toHaveProperty('checked', true)
})

test('the notes of one call are sent before those of another are shown', async () => {
  const other = inWrapUp({ id: 'other', draft: { disposition: null, notes: 'of the other' } })
  const { user, sent } = await draw(view({ calls: [inWrapUp(), other] }))
  await user.type(notes(), 'of the first')
  const [, second] = screen.getAllByRole('button', { name: /Ana Ruiz.*Wrap-up/ })
  if (second) await user.click(second)
  expect(notes()).toHaveProperty('value', 'of the other')
  expect(sent('wrapUp.draft')).toEqual([{ call: 'call-ana', disposition: null, notes: 'of the first' }])
})

test('a wrap-up of limited time shows what is left of it', async () => {
  const settings = { ...view().settings, wrapUp: { mode: 'timeBoxed', seconds: 60 } } as const
  // A busy machine draws late, and the second would be over.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000)
  await draw(view({ settings, calls: [inWrapUp({ wrapUpLeft: 28_000 })] }))
  expect(screen.getByRole('timer', { name: 'left' }).textContent).toBe('0:28')
  clock.mockRestore()
})

test('a running time goes on by itself between two views', async () => {
  let now = 1_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  await draw(talking({ connected: { ms: 161_000, ticking: true } }))
  expect(screen.getByRole('timer', { name: 'Time on the call' }).textContent).toBe('2:41')
  now += 5_000
  await waitFor(() =>
    expect(screen.getByRole('timer', { name: 'Time on the call' }).textContent).toBe('2:46'),
  )
  clock.mockRestore()
})

test('without a call the column says what it is for', async () => {
  await draw(view({ calls: [] }))
  expect(screen.getByText('No call yet')).toBeTruthy()
})

test('without dispositions the way to make some is shown', async () => {
  const { user } = await draw(view({ calls: [call({ dispositions: [] })] }))
  await user.click(screen.getByRole('button', { name: 'Open settings' }))
  expect(screen.getByRole('heading', { name: 'Dispositions' })).toBeTruthy()
})
