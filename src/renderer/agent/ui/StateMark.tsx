import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './state-mark.module.css'

type Props = { readonly tone: 'good' | 'waiting' | 'quiet' | 'bad'; readonly children: ReactNode }

/** A drawing with a state as a shape: a full dot, a ring while it waits, a square where it is wrong. The word stands beside it. */
export function StateMark({ tone, children }: Props) {
  return (
    <span className={cx(styles.drawing, styles[tone])} aria-hidden="true">
      {children}
      <span className={styles.mark} />
    </span>
  )
}
