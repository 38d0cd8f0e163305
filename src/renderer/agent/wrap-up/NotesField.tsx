import { Label, TextArea, TextField } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { cx } from '../ui/cx.ts'
import styles from './notes-field.module.css'

type Props = {
  readonly value: string
  /** The chosen disposition asks for a note and there is none. */
  readonly needed: boolean
  readonly onChange: (notes: string) => void
  readonly onFocus: () => void
  readonly onBlur: () => void
}

export function NotesField({ value, needed, onChange, onFocus, onBlur }: Props) {
  const t = useT()
  return (
    <TextField
      className={cx(styles.field, needed && styles.needed)}
      value={value}
      maxLength={20_000}
      onChange={onChange}
      onFocus={onFocus}
      onBlur={onBlur}
      isInvalid={needed}
      data-hotkey="notes"
    >
      <span className={styles.head}>
        <Label className={styles.label ?? ''}>{t('wrapUp.notes')}</Label>
        {needed && <span className={styles.need}>{t('wrapUp.noteNeeded')}</span>}
      </span>
      <TextArea className={styles.area ?? ''} placeholder={t('wrapUp.notesPlaceholder')} dir="auto" />
    </TextField>
  )
}
