import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './region.module.css'

export type RegionName = 'rail' | 'top' | 'call' | 'customer' | 'wrapUp' | 'list' | 'detail'

type Props = {
  readonly name: RegionName
  readonly label: string
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A part of the window that F6 walks to. */
export function Region({ name, label, className, children }: Props) {
  return (
    <section data-region={name} aria-label={label} tabIndex={-1} className={cx(styles.region, className)}>
      {children}
    </section>
  )
}
