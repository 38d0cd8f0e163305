import { type KeyboardEvent, useId, useState } from 'react'
import type { ColleagueView } from '../../../contract/view.ts'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { matching } from '../state/colleagues.ts'
import { useCustomerSearch } from '../state/use-customer-search.ts'
import styles from './customer-picker.module.css'
import { cx } from './cx.ts'
import { SearchIcon } from './icons/window-icons.tsx'
import { Lamp } from './Lamp.tsx'
import { PersonName, PhoneNumber } from './Names.tsx'

type Props = {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly onPick: (customer: CustomerSummary) => void
  /** Colleagues who are offered before the customers, in this order. */
  readonly colleagues?: readonly ColleagueView[]
  readonly onPickColleague?: (colleague: ColleagueView) => void
  /** Enter with nobody marked. */
  readonly onEnter?: () => void
  readonly nobody?: string
  readonly autoFocus?: boolean
  readonly limit?: number
}

type Option =
  | { readonly id: string; readonly colleague: ColleagueView }
  | { readonly id: string; readonly customer: CustomerSummary }

const NOBODY: readonly ColleagueView[] = []
const MOST_COLLEAGUES_SHOWN = 6

/** A field that finds customers as one types, and colleagues; arrows walk through them, Enter takes one. */
export function CustomerPicker(props: Props) {
  const { label, text, onText, onPick, onEnter, nobody, autoFocus = false, limit = 5 } = props
  const { colleagues = NOBODY, onPickColleague } = props
  const t = useT()
  const { results, searching } = useCustomerSearch(text, limit)
  const [marked, setMarked] = useState<string | null>(null)
  const list = useId()
  const options: readonly Option[] = [
    ...matching(colleagues, text)
      .slice(0, MOST_COLLEAGUES_SHOWN)
      .map((colleague) => ({ id: `colleague-${colleague.id}`, colleague })),
    ...results.map((customer) => ({ id: customer.id, customer })),
  ]
  const current = options.find(({ id }) => id === marked)
  const pick = (option: Option) => {
    if ('customer' in option) onPick(option.customer)
    else onPickColleague?.(option.colleague)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (options.length === 0) return
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      const from = current ? options.indexOf(current) : -1
      setMarked(options[Math.min(options.length - 1, from + step)]?.id ?? null)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (current) pick(current)
      else onEnter?.()
    }
  }
  return (
    <div className={styles.picker}>
      <div className={styles.field}>
        <SearchIcon size={14} />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={current ? `${list}-${current.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          // biome-ignore lint/a11y/noAutofocus: it opens because the agent asked to search.
          autoFocus={autoFocus}
          placeholder={label}
          className={styles.input}
          value={text}
          onChange={(event) => {
            setMarked(null)
            onText(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={list} role="listbox" aria-label={label} className={styles.list}>
        {options.map((option) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant).
          <div
            key={option.id}
            id={`${list}-${option.id}`}
            role="option"
            aria-selected={option === current}
            className={cx(styles.option, option === current && styles.marked)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            {'customer' in option ? (
              <CustomerOption customer={option.customer} />
            ) : (
              <ColleagueOption colleague={option.colleague} />
            )}
          </div>
        ))}
      </div>
      {nobody !== undefined && text.trim() !== '' && results.length === 0 && (
        <p className={styles.nobody}>{searching ? t('shell.search.searching') : nobody}</p>
      )}
    </div>
  )
}

function CustomerOption({ customer: { name, company, number } }: { readonly customer: CustomerSummary }) {
  return (
    <>
      <span className={styles.name}>
        <PersonName name={name || company} />
      </span>
      <span className={styles.soft}>
        {company !== '' && name !== '' && <bdi>{company}</bdi>}
        {number !== '' && <PhoneNumber number={number} />}
      </span>
    </>
  )
}

function ColleagueOption({ colleague }: { readonly colleague: ColleagueView }) {
  const t = useT()
  const { name, extension, state } = colleague
  return (
    <span className={styles.colleague}>
      <Lamp state={state} />
      <span className={styles.name}>
        <PersonName name={name} />
      </span>
      <span className={styles.soft}>
        <span>{t(`colleagues.state.${state}`)}</span>
        <PhoneNumber number={extension} />
      </span>
    </span>
  )
}
