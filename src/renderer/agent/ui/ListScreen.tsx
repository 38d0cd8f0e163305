import type { ReactNode } from 'react'
import { useT } from '../i18n/language.tsx'
import { cx } from './cx.ts'
import styles from './list-screen.module.css'
import { Region } from './Region.tsx'
import { Splitter } from './Splitter.tsx'
import { type PaneStyle, useRemembered } from './use-remembered.ts'

type ScreenProps = {
  readonly listLabel: string
  readonly list: ReactNode
  readonly detailLabel: string
  readonly detail: ReactNode
  /** How wide the detail is: what it is remembered as, and at first, px. */
  readonly width: { readonly name: string; readonly initial: number }
}

/** A list on one side, what is chosen in it in full on the other. */
export function ListScreen({ listLabel, list, detailLabel, detail, width }: ScreenProps) {
  const t = useT()
  const [wide, setWide] = useRemembered(width.name, width.initial)
  const style: PaneStyle = { '--pane': `${wide}px` }
  return (
    <main className={styles.screen} style={style}>
      <Region name="list" label={listLabel} className={styles.list}>
        {list}
      </Region>
      <Splitter
        label={t('shell.divider', { column: detailLabel })}
        pane="end"
        value={wide}
        min={320}
        max={640}
        onChange={setWide}
      />
      <Region name="detail" label={detailLabel} className={styles.detail}>
        {detail}
      </Region>
    </main>
  )
}

type HeadProps = {
  readonly title: string
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** The list's title, and what narrows it. */
export function ListHead({ title, className, children }: HeadProps) {
  return (
    <header className={cx(styles.head, className)}>
      <h1 className={styles.title}>{title}</h1>
      {children}
    </header>
  )
}
