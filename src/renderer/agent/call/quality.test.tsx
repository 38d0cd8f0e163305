import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { call, talking } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const withScore = (mos: number) => {
  const { quality } = call()
  if (!quality) throw new Error('the fixture of a call has its quality')
  return talking({ quality: { ...quality, mos } })
}

test.each([
  [4.3, 'Call quality 4.3 of 4.5'],
  [3.4, 'Call quality 3.4 of 4.5 Poor connection'],
  [2.2, 'Call quality 2.2 of 4.5 Bad connection'],
])('a score of %d is told by a button whose name is what it shows', async (mos, name) => {
  const { user } = await draw(withScore(mos))
  const button = screen.getByRole('button', { name: /^Call quality/ })
  expect(button.getAttribute('aria-label')).toBeNull()
  expect(screen.getByRole('button', { name })).toBe(button)
  await user.click(button)
  expect(await screen.findByRole('dialog', { name: 'Connection' })).toBeTruthy()
})
