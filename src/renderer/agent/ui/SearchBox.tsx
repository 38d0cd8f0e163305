import type { Ref } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { CloseIcon, SearchIcon } from './icons/window-icons.tsx'
import styles from './search-box.module.css'

type Props = {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly autoFocus?: boolean
  readonly ref?: Ref<HTMLInputElement>
}

/** Narrows what stands below it. */
export function SearchBox({ label, value, onChange, autoFocus = false, ref }: Props) {
  const t = useT()
  return (
    <SearchField
      aria-label={label}
      value={value}
      maxLength={200}
      onChange={onChange}
      autoFocus={autoFocus}
      className={styles.box ?? ''}
    >
      <SearchIcon size={14} />
      <Input placeholder={label} className={styles.input ?? ''} {...(ref ? { ref } : {})} />
      {value !== '' && (
        <Button aria-label={t('shell.search.clear')} className={styles.clear ?? ''}>
          <CloseIcon size={14} />
        </Button>
      )}
    </SearchField>
  )
}
