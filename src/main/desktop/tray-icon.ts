import type { AgentStateKind } from '../../domain/agent/state.ts'

/** A point's distance to the edge of a shape, in pixels: negative inside. */
type Shape = (x: number, y: number) => number

const circle =
  (radius: number): Shape =>
  (x, y) =>
    Math.hypot(x, y) - radius

const box =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    Math.max(left - x, x - right, top - y, y - bottom)

const join =
  (...shapes: Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)))

const cut =
  (from: Shape, what: Shape): Shape =>
  (x, y) =>
    Math.max(from(x, y), -what(x, y))

/** On a field from -1 to 1. The same shapes stand for the states in the window; colour alone says nothing. */
const shapes: Readonly<Record<AgentStateKind, Shape>> = {
  available: circle(0.8),
  ringing: join(cut(circle(0.92), circle(0.7)), circle(0.45)),
  onCall: box(-0.9, -0.3, 0.9, 0.3),
  wrapUp: cut(circle(0.85), cut(circle(0.62), box(-2, -2, 0, 0))),
  break: join(box(-0.75, -0.8, -0.25, 0.8), box(0.25, -0.8, 0.75, 0.8)),
  offline: cut(circle(0.85), circle(0.58)),
}

export type Rgb = readonly [red: number, green: number, blue: number]

/**
 * The icon of a state as the pixels of a square, four bytes each in the order blue, green, red, alpha with colours
 * multiplied by alpha, as `nativeImage.createFromBitmap` takes them.
 */
export function drawTrayIcon(state: AgentStateKind, size: number, [red, green, blue]: Rgb): Uint8Array {
  const pixels = new Uint8Array(size * size * 4)
  const half = size / 2
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const distance = shapes[state]((column + 0.5 - half) / half, (row + 0.5 - half) / half) * half
      const cover = Math.max(0, Math.min(1, 0.5 - distance))
      const at = (row * size + column) * 4
      pixels.set([blue * cover, green * cover, red * cover, 255 * cover].map(Math.round), at)
    }
  }
  return pixels
}
