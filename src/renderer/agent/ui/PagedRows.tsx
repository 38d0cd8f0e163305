import type { ReactNode } from 'react'
import { useT } from '../i18n/language.tsx'
import { Button } from './Button.tsx'
import styles from './paged-rows.module.css'
import { Refusal } from './Refusal.tsx'

type Props = {
  readonly pages: {
    readonly rows: readonly unknown[]
    readonly loading: boolean
    readonly refusal: string | null
    readonly reload: () => void
  }
  /** Where no row is there. */
  readonly empty: ReactNode
  readonly children: ReactNode
}

/** Rows that come page by page, or why there are none. */
export function PagedRows({ pages: { rows, loading, refusal, reload }, empty, children }: Props) {
  const t = useT()
  if (refusal !== null) {
    return (
      <div className={styles.refused}>
        <Refusal reason={refusal} />
        <Button onPress={reload}>{t('common.retry')}</Button>
      </div>
    )
  }
  if (rows.length > 0) return children
  return loading ? <p className={styles.loading}>{t('common.loading')}</p> : empty
}

type NameProps = {
  readonly children: ReactNode
  /** What stands below the name, softly. */
  readonly below: ReactNode
}

/** The cell of a row that says who it is about. */
export function NameCell({ children, below }: NameProps) {
  return (
    <span className={styles.who}>
      <span className={styles.name}>{children}</span>
      {below && <span className={styles.below}>{below}</span>}
    </span>
  )
}
