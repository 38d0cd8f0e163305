import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './mapping-table.module.css'

type TableProps = {
  readonly heads: readonly string[]
  /** Says how wide the columns are. */
  readonly className: string | undefined
  readonly children: ReactNode
}

/** One line a field from elsewhere: what it is called there, what is in it, what it becomes. */
export function MappingTable({ heads, className, children }: TableProps) {
  return (
    <table className={cx(styles.table, className)}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

type RowProps = {
  readonly name: string
  readonly isSkipped: boolean
  /** The cells beside the name, first what is in it. */
  readonly children: ReactNode
}

export function MappingRow({ name, isSkipped, children }: RowProps) {
  return (
    <tr className={cx(isSkipped && styles.skipped)}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {children}
    </tr>
  )
}
