import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Boundary } from './Boundary.tsx'

test('a part that breaks leaves the rest standing, and can be drawn again', () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
  let whole = false
  function Fragile() {
    if (!whole) throw new Error('broken')
    return <p>whole</p>
  }
  render(
    <>
      <p>the rest</p>
      <Boundary
        broken={(again) => (
          <button type="button" onClick={again}>
            again
          </button>
        )}
      >
        <Fragile />
      </Boundary>
    </>,
  )
  expect(screen.getByText('the rest')).toBeTruthy()
  whole = true
  fireEvent.click(screen.getByRole('button', { name: 'again' }))
  expect(screen.getByText('whole')).toBeTruthy()
  quiet.mockRestore()
})
