import { useState } from 'react'
import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { useHistory } from '../state/use-history.ts'
import { useSettled } from '../state/use-settled.ts'
import { Segments } from '../ui/Choices.tsx'
import { Empty } from '../ui/Empty.tsx'
import { CallsIcon } from '../ui/icons/window-icons.tsx'
import { ListHead, ListScreen } from '../ui/ListScreen.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { CallDetail } from './CallDetail.tsx'
import { HistoryList } from './HistoryList.tsx'

const FILTERS = ['all', 'inbound', 'outbound', 'missed', 'handled'] as const
type Filter = (typeof FILTERS)[number]
const PAGE = 100

/** Every call that is over: found on one side, told in full on the other. */
export function HistoryScreen({ call }: { readonly call: CallId | null }) {
  const t = useT()
  const desk = useDeskStore()
  const [text, setText] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const settled = useSettled(text.trim())
  const history = useHistory({ text: settled, filter, customer: null }, PAGE)
  const asked = settled !== '' || filter !== 'all'
  const select = (id: CallId) => openPlace(desk, { screen: 'calls', call: id })
  return (
    <ListScreen
      listLabel={t('history.list')}
      list={
        <>
          <ListHead title={t('history.title')}>
            <SearchBox label={t('history.search')} value={text} onChange={setText} />
            <Segments
              hideLabel
              label={t('history.filter.label')}
              choices={FILTERS.map((id) => ({ id, label: t(`history.filter.${id}`) }))}
              value={filter}
              onChange={setFilter}
            />
          </ListHead>
          <HistoryList
            history={history}
            selected={call}
            onSelect={select}
            asked={asked}
            onShowAll={() => {
              setText('')
              setFilter('all')
            }}
          />
        </>
      }
      detailLabel={t('history.detail')}
      detail={
        call ? (
          <CallDetail key={call} call={call} row={history.rows.find(({ id }) => id === call) ?? null} />
        ) : (
          <Empty icon={<CallsIcon size={24} />} title={t('history.pickTitle')} hint={t('history.pickHint')} />
        )
      }
      width={{ name: 'calls.detail', initial: 440 }}
    />
  )
}
