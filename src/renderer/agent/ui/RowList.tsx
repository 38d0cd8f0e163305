import type { ReactNode } from 'react'
import {
  Collection,
  GridList,
  GridListItem,
  GridListLoadMoreItem,
  ListLayout,
  Virtualizer,
} from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { cx } from './cx.ts'
import styles from './row-list.module.css'

type Props<Row extends { readonly id: string }> = {
  readonly label: string
  readonly rows: readonly Row[]
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  /** What a row is called, beginning with the letters that find it. */
  readonly nameOf: (row: Row) => string
  /** Lays out the cells of a row. */
  readonly rowClass: string | undefined
  readonly children: (row: Row) => ReactNode
  /** A head with the same columns stands above. */
  readonly headed?: boolean
  /** Where the rows come page by page. */
  readonly more?: { readonly loading: boolean; readonly load: () => void }
}

const HEIGHT = { compact: 44, comfortable: 52 } as const

/** Rows of which one is chosen, by arrows or by hand. Only those that fit are drawn. */
export function RowList<Row extends { readonly id: string }>(props: Props<Row>) {
  const { label, rows, selected, onSelect, nameOf, rowClass, children, headed = false, more } = props
  const t = useT()
  const density = useView((view) => view.settings.density)
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: HEIGHT[density] }}>
      <GridList
        aria-label={label}
        className={cx(styles.grid, headed && styles.headed)}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : [...keys]
          if (key !== undefined) onSelect(String(key))
        }}
      >
        <Collection items={rows}>
          {(row) => (
            <GridListItem id={row.id} textValue={nameOf(row)} className={cx(styles.row, rowClass)}>
              {children(row)}
            </GridListItem>
          )}
        </Collection>
        {more && (
          <GridListLoadMoreItem isLoading={more.loading} onLoadMore={more.load}>
            <span className={styles.loading}>{t('common.loading')}</span>
          </GridListLoadMoreItem>
        )}
      </GridList>
    </Virtualizer>
  )
}
