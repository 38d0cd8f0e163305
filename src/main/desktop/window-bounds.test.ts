import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitBounds, LEAST_SIZE, type Rectangle, readBounds } from './window-bounds.ts'

const left: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 }
const right: Rectangle = { x: 1920, y: 0, width: 1280, height: 800 }
const saved = { x: 100, y: 80, width: 1200, height: 760, maximized: false }

describe('the agent window', () => {
  it('opens where it was', () => {
    expect(fitBounds(saved, [left, right])).toEqual(saved)
    expect(fitBounds({ ...saved, x: 1950, maximized: true }, [left, right])).toEqual({
      ...saved,
      x: 1950,
      y: 40,
      maximized: true,
    })
  })

  it('is left to the desktop when nothing was kept, or no screen shows the place any more', () => {
    expect(fitBounds(null, [left])).toBeNull()
    expect(fitBounds({ ...saved, x: 2000 }, [left])).toBeNull()
    expect(fitBounds({ ...saved, x: Number.NaN }, [left])).toBeNull()
    expect(fitBounds(saved, [])).toBeNull()
  })

  it('is pulled back when it hung over the edge', () => {
    expect(fitBounds({ ...saved, x: 1500, y: -300 }, [left])).toEqual({ ...saved, x: 720, y: 0 })
  })

  it('lies within one screen and is never too small, wherever it was', () => {
    const number = fc.integer({ min: -5_000, max: 5_000 })
    fc.assert(
      fc.property(number, number, number, number, (x, y, width, height) => {
        const fitted = fitBounds({ x, y, width, height, maximized: false }, [left, right])
        if (fitted === null) return
        expect(fitted.width).toBeGreaterThanOrEqual(LEAST_SIZE.width)
        expect(fitted.height).toBeGreaterThanOrEqual(LEAST_SIZE.height)
        const inside = [left, right].some(
          (area) =>
            fitted.x >= area.x &&
            fitted.y >= area.y &&
            fitted.x + fitted.width <= area.x + area.width &&
            fitted.y + fitted.height <= area.y + area.height,
        )
        expect(inside).toBe(true)
      }),
    )
  })
})

describe('stored bounds', () => {
  it.each([[null], ['not json'], ['null'], ['']])('that say %s are none', (text) => {
    expect(readBounds(text)).toBeNull()
  })

  it('are read as they were stored', () => {
    const bounds = { x: 1, y: 2, width: 1000, height: 700, maximized: true }
    expect(readBounds(JSON.stringify(bounds))).toEqual(bounds)
  })
})
