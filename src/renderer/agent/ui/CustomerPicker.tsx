import { type KeyboardEvent, useId, useState } from 'react'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { useCustomerSearch } from '../state/use-customer-search.ts'
import styles from './customer-picker.module.css'
import { cx } from './cx.ts'
import { SearchIcon } from './icons/window-icons.tsx'
import { PersonName, PhoneNumber } from './Names.tsx'

type Props = {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly onPick: (customer: CustomerSummary) => void
  /** Enter with nobody marked. */
  readonly onEnter?: () => void
  readonly nobody?: string
  readonly autoFocus?: boolean
  readonly limit?: number
}

/** A field that finds customers as one types; arrows walk through them, Enter takes one. */
export function CustomerPicker(props: Props) {
  const { label, text, onText, onPick, onEnter, nobody, autoFocus = false, limit = 5 } = props
  const t = useT()
  const { results, searching } = useCustomerSearch(text, limit)
  const [marked, setMarked] = useState<string | null>(null)
  const list = useId()
  const current = results.find(({ id }) => id === marked)

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (results.length === 0) return
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      const from = current ? results.indexOf(current) : -1
      setMarked(results[Math.min(results.length - 1, from + step)]?.id ?? null)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (current) onPick(current)
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
          aria-expanded={results.length > 0}
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
        {results.map((customer) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant).
          <div
            key={customer.id}
            id={`${list}-${customer.id}`}
            role="option"
            aria-selected={customer === current}
            className={cx(styles.option, customer === current && styles.marked)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(customer)}
          >
            <span className={styles.name}>
              <PersonName name={customer.name || customer.company} />
            </span>
            <span className={styles.soft}>
              {customer.company !== '' && customer.name !== '' && <bdi>{customer.company}</bdi>}
              {customer.number !== '' && <PhoneNumber number={customer.number} />}
            </span>
          </div>
        ))}
      </div>
      {nobody !== undefined && text.trim() !== '' && results.length === 0 && (
        <p className={styles.nobody}>{searching ? t('shell.search.searching') : nobody}</p>
      )}
    </div>
  )
}
