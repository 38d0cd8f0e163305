import type { Ticker } from '../../../domain/time.ts'
import { clockTime, countdownTime } from '../i18n/format.ts'
import { useElapsed, useRemaining } from '../state/agent-context.tsx'
import styles from './elapsed.module.css'

type Props = { readonly ticker: Ticker; readonly label?: string }

/** A running time. Screen readers may read it, but are never told that it ticks. */
export function Elapsed({ ticker, label }: Props) {
  const text = useElapsed(ticker, clockTime)
  return (
    <span role="timer" aria-live="off" aria-label={label} title={label} className={styles.time}>
      {text}
    </span>
  )
}

/** What is left of a time that runs out. */
export function Remaining({ left, label }: { readonly left: number; readonly label: string }) {
  const text = useRemaining(left, countdownTime)
  return (
    <span role="timer" aria-live="off" aria-label={label} title={label} className={styles.time}>
      {text}
    </span>
  )
}
