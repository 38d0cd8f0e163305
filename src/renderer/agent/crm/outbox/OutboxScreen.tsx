import { useState } from 'react'
import { useT } from '../../i18n/language.tsx'
import { useDeskStore, useView } from '../../state/agent-context.tsx'
import { openPlace } from '../../state/desk-store.ts'
import { Segments } from '../../ui/Choices.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { SyncIcon } from '../../ui/icons/window-icons.tsx'
import { ListHead, ListScreen } from '../../ui/ListScreen.tsx'
import { ToldNotices } from '../../ui/ToldNotices.tsx'
import { OutboxItem } from './OutboxItem.tsx'
import { OutboxList } from './OutboxList.tsx'
import styles from './outbox-screen.module.css'
import { StandingList } from './StandingList.tsx'
import { type OutboxFilter, useOutbox } from './use-outbox.ts'

const FILTERS: readonly OutboxFilter[] = ['all', 'waiting', 'problems', 'done']

/** How the CRMs are, and everything that is written to them. */
export function OutboxScreen({ item }: { readonly item: string | null }) {
  const t = useT()
  const desk = useDeskStore()
  const [filter, setFilter] = useState<OutboxFilter>('all')
  const outbox = useOutbox(filter)
  const { waiting, problems } = useView(({ crm }) => crm.outbox)
  const counts: Partial<Readonly<Record<OutboxFilter, number>>> = { waiting, problems }
  const open = (id: string | null) => openPlace(desk, { screen: 'crm', item: id })
  return (
    <ListScreen
      listLabel={t('crm.outbox.list')}
      list={
        <>
          <ListHead title={t('crm.outbox.title')} className={styles.head}>
            <Segments
              hideLabel
              label={t('crm.outbox.filter.label')}
              choices={FILTERS.map((id) => {
                const count = counts[id]
                const label = t(`crm.outbox.filter.${id}`)
                return { id, label: count ? `${label} ${count}` : label }
              })}
              value={filter}
              onChange={setFilter}
            />
          </ListHead>
          <StandingList />
          <ToldNotices />
          <OutboxList
            outbox={outbox}
            selected={item}
            onSelect={open}
            narrowed={filter !== 'all'}
            onShowAll={() => setFilter('all')}
          />
        </>
      }
      detailLabel={t('crm.outbox.detail')}
      detail={
        item === null ? (
          <Empty
            icon={<SyncIcon size={24} />}
            title={t('crm.outbox.pickTitle')}
            hint={t('crm.outbox.pickHint')}
          />
        ) : (
          <OutboxItem
            key={item}
            row={outbox.rows.find(({ id }) => id === item) ?? null}
            loading={outbox.loading}
            onChanged={outbox.reload}
            onDropped={() => {
              open(null)
              outbox.reload()
            }}
          />
        )
      }
      width={{ name: 'crm.detail', initial: 400 }}
    />
  )
}
