import type { HistoryRow } from '../../../contract/agent.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { clockTime } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import type { History } from '../state/use-history.ts'
import { Button } from '../ui/Button.tsx'
import { CallMark } from '../ui/CallMark.tsx'
import { Empty } from '../ui/Empty.tsx'
import { CallsIcon, SearchIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { NameCell, PagedRows } from '../ui/PagedRows.tsx'
import { RowList } from '../ui/RowList.tsx'
import styles from './history-list.module.css'

type Props = {
  readonly history: History
  readonly selected: CallId | null
  readonly onSelect: (call: CallId) => void
  /** A word or a filter narrows the list. */
  readonly asked: boolean
  readonly onShowAll: () => void
}

export function HistoryList({ history, selected, onSelect, asked, onShowAll }: Props) {
  const t = useT()
  const { rows, loading, loadMore } = history
  const nothing = asked ? (
    <Empty icon={<SearchIcon size={24} />} title={t('history.noneTitle')} hint={t('history.noneHint')}>
      <Button onPress={onShowAll}>{t('history.showAll')}</Button>
    </Empty>
  ) : (
    <Empty icon={<CallsIcon size={24} />} title={t('history.emptyTitle')} hint={t('history.emptyHint')} />
  )
  return (
    <PagedRows pages={history} empty={nothing}>
      <div className={styles.head} aria-hidden="true">
        <span />
        <span>{t('history.column.party')}</span>
        <span>{t('history.column.disposition')}</span>
        <span className={styles.end}>{t('history.column.handle')}</span>
        <span className={styles.end}>{t('history.column.when')}</span>
      </div>
      <RowList
        headed
        label={t('history.list')}
        rows={rows}
        selected={selected}
        onSelect={onSelect}
        nameOf={nameOf}
        rowClass={styles.row}
        more={{ loading, load: loadMore }}
      >
        {(row) => <RowCells row={row} />}
      </RowList>
    </PagedRows>
  )
}

const nameOf = (row: HistoryRow): string => row.customer?.name || row.party.displayName || row.party.number

function RowCells({ row }: { readonly row: HistoryRow }) {
  const t = useT()
  const formats = useFormats()
  const name = row.customer?.name || row.party.displayName
  const handled = row.durations.handle > 0
  return (
    <>
      <CallMark direction={row.direction} cause={row.cause} handled={handled} />
      <NameCell below={name && <PhoneNumber number={row.party.number} />}>
        {name ? <PersonName name={name} /> : <PhoneNumber number={row.party.number} />}
      </NameCell>
      <span className={styles.ending}>
        {row.disposition ? (
          <bdi>{row.disposition}</bdi>
        ) : (
          <span className={styles.cause}>{row.cause && !handled ? t(`call.cause.${row.cause}`) : ''}</span>
        )}
      </span>
      <span className={styles.figure}>{handled ? clockTime(row.durations.handle) : ''}</span>
      <span className={styles.figure}>{formats.moment(row.startedAt, Date.now())}</span>
    </>
  )
}
