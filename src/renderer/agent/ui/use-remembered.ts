import { type CSSProperties, useCallback, useState } from 'react'

/** The width of a pane that can be resized, for its grid. */
export type PaneStyle = CSSProperties & { readonly '--pane': string }

/** A number that this window remembers, such as the width of a pane. Storage that fails is no reason to stop. */
export function useRemembered(name: string, initial: number): readonly [number, (value: number) => void] {
  const [value, setValue] = useState(() => read(name) ?? initial)
  const remember = useCallback(
    (next: number) => {
      setValue(next)
      try {
        localStorage.setItem(name, String(Math.round(next)))
      } catch {
        // A full or forbidden storage only costs the memory of a width.
      }
    },
    [name],
  )
  return [value, remember]
}

function read(name: string): number | null {
  try {
    const kept = Number(localStorage.getItem(name) ?? Number.NaN)
    return Number.isFinite(kept) && kept > 0 ? kept : null
  } catch {
    return null
  }
}
