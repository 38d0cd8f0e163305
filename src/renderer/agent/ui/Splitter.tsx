import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import styles from './splitter.module.css'

type Props = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  /** Which side the measured pane is on. */
  readonly pane: 'start' | 'end'
  readonly onChange: (value: number) => void
}

const STEP = 16
const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value))

/** A hairline that can be dragged, or moved with the arrow keys, to size the pane beside it. */
export function Splitter({ label, value, min, max, pane, onChange }: Props) {
  const drag = useRef<{ readonly at: number; readonly from: number } | null>(null)
  const sign = (element: HTMLElement) =>
    (pane === 'start' ? 1 : -1) * (getComputedStyle(element).direction === 'rtl' ? -1 : 1)

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag.current) return
    const moved = (event.clientX - drag.current.at) * sign(event.currentTarget)
    onChange(clamp(drag.current.from + moved, min, max))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const toward = sign(event.currentTarget)
    const next: Readonly<Record<string, number>> = {
      ArrowRight: value + STEP * toward,
      ArrowLeft: value - STEP * toward,
      Home: min,
      End: max,
    }
    const wanted = next[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    onChange(clamp(wanted, min, max))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr can't be moved; a focusable separator is a widget.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={styles.splitter}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { at: event.clientX, from: value }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = null
      }}
    />
  )
}
