import type { ReactNode } from 'react'
import type { CheckState } from '../../../../domain/line-check.ts'
import styles from './line-check.module.css'

/** A shape for each state, so that colour is never what tells them apart. */
const DRAWINGS: Readonly<Record<CheckState, ReactNode>> = {
  waiting: <circle cx="8" cy="8" r="6" strokeDasharray="1.500 3.200" />,
  running: <path d="M8 2a6 6 0 1 1-6 6" className={styles.turning ?? ''} />,
  good: (
    <>
      <circle cx="8" cy="8" r="6.700" fill="currentColor" stroke="none" />
      <path d="m5 8.200 2.100 2.100L11 6.200" className={styles.cut ?? ''} />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.600 15 14H1z" fill="currentColor" />
      <path d="M8 6v3.800M8 11.900v.1" className={styles.cut ?? ''} />
    </>
  ),
  bad: (
    <>
      <rect x="1.500" y="1.500" width="13" height="13" rx="3" fill="currentColor" stroke="none" />
      <path d="m5.500 5.500 5 5m0-5-5 5" className={styles.cut ?? ''} />
    </>
  ),
  skipped: <path d="M4 8h8" />,
}

export function CheckShape({ state }: { readonly state: CheckState }) {
  return (
    <svg
      width={16}
      height={16}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[state]}
    </svg>
  )
}
