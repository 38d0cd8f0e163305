import type { OutboxRow } from '../../../../contract/crm.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { useView } from '../../state/agent-context.tsx'
import { connectionName } from '../../state/crm.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { SyncIcon } from '../../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../../ui/Names.tsx'
import { NameCell, PagedRows } from '../../ui/PagedRows.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { ItemMark } from './ItemMark.tsx'
import styles from './outbox-list.module.css'
import { stateWord } from './outbox-words.ts'
import type { Outbox } from './use-outbox.ts'

type Props = {
  readonly outbox: Outbox
  readonly selected: string | null
  readonly onSelect: (item: string) => void
  /** A filter narrows the list. */
  readonly narrowed: boolean
  readonly onShowAll: () => void
}

export function OutboxList({ outbox, selected, onSelect, narrowed, onShowAll }: Props) {
  const t = useT()
  const { rows, loading, loadMore } = outbox
  // What a screen reader says of a row, beginning with the letters that find it.
  const spoken = (row: OutboxRow): string =>
    [row.customer?.name || row.number, t(`crm.outbox.kind.${row.kind}`), stateWord(row, t)].join(', ')
  return (
    <PagedRows pages={outbox} empty={<NothingThere narrowed={narrowed} onShowAll={onShowAll} />}>
      <RowList
        label={t('crm.outbox.list')}
        rows={rows}
        selected={selected}
        onSelect={onSelect}
        nameOf={spoken}
        rowClass={styles.row}
        more={{ loading, load: loadMore }}
      >
        {(row) => <RowCells row={row} />}
      </RowList>
    </PagedRows>
  )
}

type NothingProps = Pick<Props, 'narrowed' | 'onShowAll'>

function NothingThere({ narrowed, onShowAll }: NothingProps) {
  const t = useT()
  const connected = useView(({ crm }) => crm.connections.length > 0)
  if (narrowed) {
    return (
      <Empty icon={<SyncIcon size={24} />} title={t('crm.outbox.noneTitle')} hint={t('crm.outbox.noneHint')}>
        <Button onPress={onShowAll}>{t('crm.outbox.showAll')}</Button>
      </Empty>
    )
  }
  const which = connected ? 'empty' : 'noConnection'
  return (
    <Empty
      icon={<SyncIcon size={24} />}
      title={t(`crm.outbox.${which}Title`)}
      hint={t(`crm.outbox.${which}Hint`)}
    />
  )
}

function RowCells({ row }: { readonly row: OutboxRow }) {
  const t = useT()
  const formats = useFormats()
  const connections = useView(({ crm }) => crm.connections)
  return (
    <>
      <ItemMark state={row.state} />
      <NameCell
        below={
          <>
            {t(`crm.outbox.kind.${row.kind}`)}
            {connections.length > 1 && (
              <>
                {' · '}
                <bdi>{connectionName(connections, row.connection)}</bdi>
              </>
            )}
          </>
        }
      >
        {row.customer ? <PersonName name={row.customer.name} /> : <PhoneNumber number={row.number} />}
      </NameCell>
      <span className={styles.state}>
        <span className={row.state === 'rejected' ? styles.rejected : styles.plain}>{stateWord(row, t)}</span>
        {row.fault && row.state !== 'done' && (
          <span className={styles.soft}>{t(`crm.failure.${row.fault.reason}`)}</span>
        )}
      </span>
      <span className={styles.when}>{formats.moment(row.since, Date.now())}</span>
    </>
  )
}
