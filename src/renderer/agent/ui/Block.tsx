import type { ReactNode } from 'react'
import styles from './block.module.css'

type Props = {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}

/** One matter of the settings: its name, what it is for, its controls. */
export function Block({ title, hint, children }: Props) {
  return (
    <section aria-label={title} className={styles.block}>
      <header>
        <h2 className={styles.title}>{title}</h2>
        {hint && <p className={styles.hint}>{hint}</p>}
      </header>
      {children}
    </section>
  )
}
