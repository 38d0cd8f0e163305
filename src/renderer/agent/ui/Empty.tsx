import type { ReactNode } from 'react'
import styles from './empty.module.css'

type Props = {
  readonly title: string
  readonly hint?: string
  readonly icon?: ReactNode
  readonly children?: ReactNode
}

/** What stands where nothing is yet: what will be here, and what to do about it. */
export function Empty({ title, hint, icon, children }: Props) {
  return (
    <div className={styles.empty}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <p className={styles.title}>{title}</p>
      {hint && <p className={styles.hint}>{hint}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  )
}
