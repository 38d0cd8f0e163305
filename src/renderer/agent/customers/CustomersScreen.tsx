import { type ReactNode, useState } from 'react'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace, type Place } from '../state/desk-store.ts'
import { useCustomerSearch } from '../state/use-customer-search.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { CustomersIcon, ImportIcon, PlusIcon, SearchIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { Region } from '../ui/Region.tsx'
import { RowList } from '../ui/RowList.tsx'
import { SearchBox } from '../ui/SearchBox.tsx'
import { Splitter } from '../ui/Splitter.tsx'
import { type PaneStyle, useRemembered } from '../ui/use-remembered.ts'
import styles from './customers-screen.module.css'
import { ImportWizard } from './ImportWizard.tsx'

type Props = {
  readonly place: Place & { readonly screen: 'customers' }
  /** Draws one customer: the same record that a call brings up. */
  readonly record: (customer: string) => ReactNode
  readonly createForm: ReactNode
}

const MOST = 200

export function CustomersScreen({ place, record, createForm }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const [width, setWidth] = useRemembered('customers.list', 380)
  const go = (customer: string | null, task: 'none' | 'create' | 'import') =>
    openPlace(desk, { screen: 'customers', customer, task })
  if (place.task === 'import') return <ImportWizard onClose={() => go(place.customer, 'none')} />
  const style: PaneStyle = { '--pane': `${width}px` }
  return (
    <main className={styles.screen} style={style}>
      <Region name="list" label={t('customers.list')} className={styles.list}>
        <CustomerList
          selected={place.customer}
          onSelect={(id) => go(id, 'none')}
          onCreate={() => go(place.customer, 'create')}
          onImport={() => go(place.customer, 'import')}
        />
      </Region>
      <Splitter
        label={t('shell.divider', { column: t('customers.list') })}
        pane="start"
        value={width}
        min={300}
        max={560}
        onChange={setWidth}
      />
      <Region name="detail" label={t('customers.detail')} className={styles.detail}>
        {place.task === 'create' && createForm}
        {place.task === 'none' && place.customer !== null && record(place.customer)}
        {place.task === 'none' && place.customer === null && (
          <Empty
            icon={<CustomersIcon size={24} />}
            title={t('customers.pickTitle')}
            hint={t('customers.pickHint')}
          />
        )}
      </Region>
    </main>
  )
}

type ListProps = {
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  readonly onCreate: () => void
  readonly onImport: () => void
}

function CustomerList({ selected, onSelect, onCreate, onImport }: ListProps) {
  const t = useT()
  const formats = useFormats()
  const count = useView((view) => view.customers.count)
  const [text, setText] = useState('')
  const search = useCustomerSearch(text, MOST, true)
  return (
    <>
      <header className={styles.bar}>
        <div className={styles.headline}>
          <h1 className={styles.title}>{t('customers.title')}</h1>
          <span className={styles.count}>{formats.number(count)}</span>
          <span className={styles.actions}>
            <Button look="quiet" icon={<ImportIcon size={14} />} onPress={onImport}>
              {t('customers.import')}
            </Button>
            <Button look="quiet" icon={<PlusIcon size={14} />} onPress={onCreate}>
              {t('customers.create')}
            </Button>
          </span>
        </div>
        <SearchBox label={t('customers.search')} value={text} onChange={setText} />
      </header>
      <Refusal reason={search.refusal} />
      {search.results.length > 0 ? (
        <Found results={search.results} selected={selected} onSelect={onSelect} />
      ) : (
        !search.searching && (
          <NobodyFound count={count} text={text.trim()} onCreate={onCreate} onImport={onImport} />
        )
      )}
      {search.results.length >= MOST && (
        <p className={styles.first}>{t('customers.firstOnes', { count: MOST })}</p>
      )}
    </>
  )
}

type NobodyProps = Pick<ListProps, 'onCreate' | 'onImport'> & {
  readonly count: number
  readonly text: string
}

function NobodyFound({ count, text, onCreate, onImport }: NobodyProps) {
  const t = useT()
  if (count === 0) {
    return (
      <Empty
        icon={<CustomersIcon size={24} />}
        title={t('customers.emptyTitle')}
        hint={t('customers.emptyHint')}
      >
        <Button look="primary" icon={<ImportIcon />} onPress={onImport}>
          {t('customers.import')}
        </Button>
        <Button onPress={onCreate}>{t('customers.create')}</Button>
      </Empty>
    )
  }
  const kind = text === '' ? 'type' : 'none'
  return (
    <Empty
      icon={<SearchIcon size={24} />}
      title={t(`customers.${kind}Title`)}
      hint={t(`customers.${kind}Hint`)}
    />
  )
}

type FoundProps = Pick<ListProps, 'selected' | 'onSelect'> & { readonly results: readonly CustomerSummary[] }

function Found({ results, selected, onSelect }: FoundProps) {
  const t = useT()
  return (
    <RowList
      label={t('customers.list')}
      rows={results}
      selected={selected}
      onSelect={onSelect}
      nameOf={({ name, company }) => name || company}
      rowClass={styles.row}
    >
      {({ name, company, number }) => (
        <>
          <span className={styles.who}>
            <span className={styles.name}>
              <PersonName name={name || company} />
            </span>
            {name !== '' && company !== '' && <bdi className={styles.company}>{company}</bdi>}
          </span>
          <span className={styles.number}>
            {number === '' ? t('customers.noNumber') : <PhoneNumber number={number} />}
          </span>
        </>
      )}
    </RowList>
  )
}
