import type { ReactNode } from 'react'
import styles from './state-shape.module.css'

export type Shape = 'available' | 'ringing' | 'onCall' | 'held' | 'wrapUp' | 'break' | 'offline'

/** A shape for each state, so that colour is never what tells them apart. */
const DRAWINGS: Readonly<Record<Shape, ReactNode>> = {
  available: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  ringing: (
    <>
      <circle cx="6" cy="6" r="2.4" fill="currentColor" />
      <circle cx="6" cy="6" r="4.8" className={styles.pulse ?? ''} />
    </>
  ),
  onCall: <rect x="0.8" y="3.6" width="10.4" height="4.8" rx="1.4" fill="currentColor" />,
  held: (
    <>
      <rect x="2" y="1.5" width="2.8" height="9" rx="0.8" fill="currentColor" />
      <rect x="7.2" y="1.5" width="2.8" height="9" rx="0.8" fill="currentColor" />
    </>
  ),
  wrapUp: (
    <>
      <circle cx="6" cy="6" r="4.7" />
      <path d="M6 6V1.3A4.7 4.7 0 0 1 10.7 6z" fill="currentColor" />
    </>
  ),
  break: (
    <>
      <path
        d="M1.5 4.500h6.800v3.300a2.6 2.6 0 0 1-2.6 2.600H4.100a2.6 2.6 0 0 1-2.6-2.600z"
        fill="currentColor"
      />
      <path d="M8.3 5.300h1a1.4 1.4 0 0 1 0 2.800h-1M3.3 1v1.600M6.3 1v1.6" />
    </>
  ),
  offline: <circle cx="6" cy="6" r="4.3" />,
}

type Props = { readonly shape: Shape; readonly size?: number }

export function StateShape({ shape, size = 12 }: Props) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[shape]}
    </svg>
  )
}
