import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { line, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

test('the practice line calls and pushes calls at the press of a button, and says when it can’t', async () => {
  const { user, sent, fake } = await draw(view({ lines: [line({ practice: true })] }))
  await user.click(screen.getByRole('button', { name: 'Have a practice customer call' }))
  expect(sent('practice.callMe')).toEqual([null])
  fake.answer('practice.push', { ok: false, reason: 'notPractice' })
  await user.click(screen.getByRole('button', { name: 'Have the dialer push a call' }))
  expect(sent('practice.push')).toEqual([null])
  expect(await screen.findByText(/Only the practice line/)).toBeTruthy()
})

test('a line of one’s own has nobody to call at the press of a button', async () => {
  await draw(view())
  expect(screen.queryByRole('button', { name: /Have the dialer/ })).toBeNull()
})
