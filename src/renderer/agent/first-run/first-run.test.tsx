import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { account, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const fresh = () => view({ accounts: [], lines: [], country: 'PT' })

test('the first start asks one question with two answers', async () => {
  await draw(fresh())
  expect(screen.getByRole('button', { name: /Connect your phone/ })).toBeTruthy()
  expect(screen.getByRole('button', { name: /Try it with practice calls/ })).toBeTruthy()
  expect(screen.queryByRole('combobox', { name: 'Search or dial' })).toBeNull()
})

test('practice calls begin with one press, and the desk comes with the line', async () => {
  const { user, publish, sent } = await draw(fresh())
  await user.click(screen.getByRole('button', { name: /practice calls/ }))
  expect(sent('account.practice')).toEqual([null])
  await publish(view({ accounts: [account({ kind: 'practice' })] }))
  expect(screen.getByRole('combobox', { name: 'Search or dial' })).toBeTruthy()
})

test('a practice line that does not start says what to do', async () => {
  const { user, fake } = await draw(fresh())
  fake.answer('account.practice', { ok: false, reason: 'practiceFailed' })
  await user.click(screen.getByRole('button', { name: /practice calls/ }))
  expect(screen.getByText(/The practice line did not start/)).toBeTruthy()
})

test('a phone is connected with a form, and there is a way back', async () => {
  const { user, sent } = await draw(fresh())
  await user.click(screen.getByRole('button', { name: /Connect your phone/ }))
  await user.click(screen.getByRole('button', { name: 'Back' }))
  await user.click(screen.getByRole('button', { name: /Connect your phone/ }))
  await user.type(screen.getByRole('textbox', { name: 'Server' }), 'wss://pbx.example.com/ws')
  await user.type(screen.getByRole('textbox', { name: 'User or extension' }), '204')
  await user.type(screen.getByLabelText('Password'), 'secret')
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([
    {
      server: 'wss://pbx.example.com/ws',
      user: '204',
      password: 'secret',
      keepPassword: true,
      country: 'PT',
    },
  ])
})
