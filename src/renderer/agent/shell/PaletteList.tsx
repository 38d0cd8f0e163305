import { useEffect, useRef } from 'react'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { cx } from '../ui/cx.ts'
import { PhoneFilledIcon, PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { ChevronEndIcon } from '../ui/icons/window-icons.tsx'
import { Keys } from '../ui/Keys.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import type { DialChoice } from './dial-choices.ts'
import type { PaletteAction } from './palette-actions.ts'
import styles from './palette-list.module.css'

export type PaletteEntry =
  | {
      readonly kind: 'dial'
      readonly id: string
      readonly number: string
      readonly choice: DialChoice
    }
  | { readonly kind: 'customer'; readonly id: string; readonly customer: CustomerSummary }
  | { readonly kind: 'action'; readonly id: string; readonly action: PaletteAction }

type Props = {
  readonly id: string
  readonly entries: readonly PaletteEntry[]
  readonly current: string | null
  readonly searching: boolean
  readonly asked: boolean
  readonly onMark: (id: string) => void
  readonly onChoose: (entry: PaletteEntry, toCall: boolean) => void
}

const SECTIONS = ['dial', 'customer', 'action'] as const
const TITLES = {
  dial: 'shell.search.dialSection',
  customer: 'shell.search.customers',
  action: 'shell.search.actions',
} as const

export function PaletteList({ id, entries, current, searching, asked, onMark, onChoose }: Props) {
  const t = useT()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (current === null) return
    document.getElementById(`${id}-${current}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [id, current])
  const chosen = entries.find((entry) => entry.id === current)
  return (
    <>
      <div ref={list} id={id} role="listbox" aria-label={t('shell.search.label')} className={styles.list}>
        {SECTIONS.map((section) => {
          const mine = entries.filter(({ kind }) => kind === section)
          if (mine.length === 0) return null
          return (
            // biome-ignore lint/a11y/useSemanticElements: a group of a listbox has no element of its own.
            <div key={section} role="group" aria-label={t(TITLES[section])}>
              <p className={styles.title} aria-hidden="true">
                {t(TITLES[section])}
              </p>
              {mine.map((entry) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus (aria-activedescendant).
                <div
                  key={entry.id}
                  id={`${id}-${entry.id}`}
                  role="option"
                  aria-selected={entry.id === current}
                  className={cx(styles.option, entry.id === current && styles.marked)}
                  onMouseMove={() => {
                    if (entry.id !== current) onMark(entry.id)
                  }}
                  onClick={() => onChoose(entry, false)}
                >
                  <EntryRow
                    entry={entry}
                    marked={entry.id === current}
                    onCall={() => onChoose(entry, true)}
                  />
                </div>
              ))}
            </div>
          )
        })}
        {entries.length === 0 && (
          <p className={styles.nothing}>
            {searching ? t('shell.search.searching') : asked ? t('shell.search.none') : null}
          </p>
        )}
      </div>
      {chosen?.kind === 'customer' && (
        <p className={styles.hints} aria-hidden="true">
          <Keys accelerator="Enter" /> {t('shell.search.hintOpen')}
          <span className={styles.gap} />
          <Keys accelerator="CommandOrControl+Enter" /> {t('shell.search.hintCall')}
        </p>
      )}
    </>
  )
}

type RowProps = {
  readonly entry: PaletteEntry
  readonly marked: boolean
  readonly onCall: () => void
}

function EntryRow({ entry, marked, onCall }: RowProps) {
  const t = useT()
  switch (entry.kind) {
    case 'dial':
      return (
        <>
          <span className={styles.good}>
            <PhoneFilledIcon />
          </span>
          <span className={styles.name}>
            {t('shell.search.dial', { number: `\u2066${entry.number}\u2069` })}
          </span>
          {entry.choice.note !== '' && (
            <span className={styles.soft}>
              <bdi>{entry.choice.note}</bdi>
            </span>
          )}
          {marked && (
            <span className={styles.keys}>
              <Keys accelerator="Enter" />
            </span>
          )}
        </>
      )
    case 'customer': {
      const { name, company, number } = entry.customer
      return (
        <>
          <span className={styles.name}>
            <PersonName name={name || company} />
            {company !== '' && name !== '' && (
              <span className={styles.soft}>
                <bdi>{company}</bdi>
              </span>
            )}
          </span>
          {number !== '' && (
            <>
              <span className={styles.soft}>
                <PhoneNumber number={number} />
              </span>
              {/* A second place to press for the mouse; the keys for it stand below the list. */}
              <span
                aria-hidden="true"
                title={t('common.callNumber', { number })}
                className={styles.call}
                onClick={(event) => {
                  event.stopPropagation()
                  onCall()
                }}
              >
                <PhoneIcon size={14} />
              </span>
            </>
          )}
        </>
      )
    }
    case 'action':
      return (
        <>
          <span className={styles.faint}>
            <ChevronEndIcon size={14} />
          </span>
          <span className={styles.name}>{entry.action.text}</span>
          {entry.action.keys !== null && (
            <span className={styles.keys}>
              <Keys accelerator={entry.action.keys} />
            </span>
          )}
        </>
      )
  }
}
