import type { KeyboardEvent } from 'react'
import { Button } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import styles from './key-grid.module.css'

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

type Props = {
  readonly onKey: (key: string) => void
  /** Whether a plus can be typed: in a number, never as a tone. */
  readonly plus?: boolean
  readonly autoFocus?: boolean
}

/** The twelve keys of a telephone. Digits typed while one of them has the focus count as pressed. */
export function KeyGrid({ onKey, plus = false, autoFocus = false }: Props) {
  const t = useT()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typed = /^[0-9*#]$/.test(event.key) || (plus && event.key === '+')
    if (!typed) return
    event.preventDefault()
    event.stopPropagation()
    onKey(event.key)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for answers of a form; these are keys.
    <div role="group" aria-label={t('call.keypad')} className={styles.grid} onKeyDown={onKeyDown}>
      {KEYS.map(([key, letters], index) => (
        <Button
          key={key}
          aria-label={plus ? key : t('call.key', { tone: key })}
          autoFocus={autoFocus && index === 0}
          className={styles.key ?? ''}
          onPress={() => onKey(key)}
        >
          <span className={styles.digit}>{key}</span>
          <span data-letters={plus || letters !== '+' ? letters : ''} className={styles.letters} />
        </Button>
      ))}
    </div>
  )
}
