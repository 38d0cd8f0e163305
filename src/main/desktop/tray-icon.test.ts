import { describe, expect, it } from 'vitest'
import { AGENT_STATES } from '../../domain/agent/state.ts'
import { drawTrayIcon, type Rgb } from './tray-icon.ts'

const black: Rgb = [0, 0, 0]
const alphaAt = (pixels: Uint8Array, size: number, column: number, row: number): number | undefined =>
  pixels[(row * size + column) * 4 + 3]

describe('the tray icon', () => {
  it('has another shape for each state', () => {
    const drawn = AGENT_STATES.map((state) => Buffer.from(drawTrayIcon(state, 16, black)).toString('hex'))
    expect(new Set(drawn).size).toBe(AGENT_STATES.length)
  })

  it('is full where its shape is, and clear where it is not', () => {
    const available = drawTrayIcon('available', 32, black)
    expect(alphaAt(available, 32, 16, 16)).toBe(255)
    expect(alphaAt(available, 32, 0, 0)).toBe(0)
    expect(alphaAt(drawTrayIcon('offline', 32, black), 32, 16, 16)).toBe(0)
    expect(alphaAt(drawTrayIcon('onCall', 32, black), 32, 2, 16)).toBe(255)
    expect(alphaAt(drawTrayIcon('onCall', 32, black), 32, 16, 4)).toBe(0)
  })

  it('has no colour brighter than its cover', () => {
    const pixels = drawTrayIcon('wrapUp', 16, [255, 128, 0])
    for (let at = 0; at < pixels.length; at += 4) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = pixels.subarray(at, at + 4)
      expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha)
    }
  })
})
