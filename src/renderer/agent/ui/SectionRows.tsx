import type { ReactNode } from 'react'
import styles from './section-rows.module.css'

type RowsProps<Item extends { readonly id: string }> = {
  readonly items: readonly Item[]
  readonly label?: string
  /** The order says something. */
  readonly ordered?: boolean
  readonly children: (item: Item, index: number) => ReactNode
}

/** What a section of the settings has several of, between hairlines. */
export function SectionRows<Item extends { readonly id: string }>(props: RowsProps<Item>) {
  const { items, label, ordered = false, children } = props
  const List = ordered ? 'ol' : 'ul'
  return (
    <List aria-label={label} className={styles.rows}>
      {items.map((item, index) => (
        <li key={item.id} className={styles.row}>
          {children(item, index)}
        </li>
      ))}
    </List>
  )
}

type HeadProps = {
  readonly mark: ReactNode
  readonly tools: ReactNode
  readonly children: ReactNode
}

/** The head of a row: how it is by shape, what it is, what can be done with it. */
export function RowHead({ mark, tools, children }: HeadProps) {
  return (
    <div className={styles.head}>
      {mark}
      <div className={styles.who}>{children}</div>
      <div className={styles.tools}>{tools}</div>
    </div>
  )
}
