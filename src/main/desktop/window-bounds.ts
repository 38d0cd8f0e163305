export type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the agent window was; kept between runs. */
export type WindowBounds = Rectangle & { readonly maximized: boolean }

export const DEFAULT_SIZE = { width: 1200, height: 760 } as const
export const LEAST_SIZE = { width: 960, height: 600 } as const

const overlap = (one: Rectangle, other: Rectangle): number => {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return width > 0 && height > 0 ? width * height : 0
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, Math.max(least, most)))

/**
 * Where to open a window that was at `saved`: there, moved and shrunk into the work area that shows most of it. Null
 * when no screen shows any of it any more (the desktop then chooses), or nothing usable was saved.
 */
export function fitBounds(saved: WindowBounds | null, workAreas: readonly Rectangle[]): WindowBounds | null {
  if (saved === null) return null
  if (![saved.x, saved.y, saved.width, saved.height].every(Number.isFinite)) return null
  const area = workAreas.reduce<Rectangle | null>(
    (best, next) => (overlap(saved, next) > (best === null ? 0 : overlap(saved, best)) ? next : best),
    null,
  )
  if (area === null) return null
  const width = clamp(Math.round(saved.width), LEAST_SIZE.width, area.width)
  const height = clamp(Math.round(saved.height), LEAST_SIZE.height, area.height)
  return {
    x: clamp(Math.round(saved.x), area.x, area.x + area.width - width),
    y: clamp(Math.round(saved.y), area.y, area.y + area.height - height),
    width,
    height,
    maximized: saved.maximized,
  }
}

/** The bounds out of a stored text; null where there are none that can be read. */
export function readBounds(text: string | null): WindowBounds | null {
  if (text === null) return null
  try {
    const { x, y, width, height, maximized } = JSON.parse(text) as WindowBounds
    return { x, y, width, height, maximized: maximized === true }
  } catch {
    return null
  }
}
