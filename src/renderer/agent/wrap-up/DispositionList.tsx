import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { Disposition } from '../../../domain/disposition/disposition.ts'
import { useT } from '../i18n/language.tsx'
import { NoteIcon } from '../ui/icons/window-icons.tsx'
import styles from './disposition-list.module.css'

type Props = {
  readonly dispositions: readonly Disposition[]
  readonly value: string | null
  readonly onChange: (id: string) => void
}

/** How it ended, one key each: the first nine answer to their digit. */
export function DispositionList({ dispositions, value, onChange }: Props) {
  const t = useT()
  return (
    <RadioGroup className={styles.group ?? ''} value={value} onChange={onChange} data-hotkey="wrapUp">
      <Label className={styles.label ?? ''}>{t('wrapUp.dispositions')}</Label>
      {dispositions.map(({ id, label, requiresNote }, index) => (
        <Radio key={id} value={id} className={styles.option ?? ''}>
          <span className={styles.dot} />
          <bdi className={styles.text}>{label}</bdi>
          {requiresNote && (
            <span
              role="img"
              aria-label={t('wrapUp.noteNeeded')}
              title={t('wrapUp.noteNeeded')}
              className={styles.note}
            >
              <NoteIcon size={14} />
            </span>
          )}
          {index < 9 && (
            <span className={styles.digit} aria-hidden="true">
              {index + 1}
            </span>
          )}
        </Radio>
      ))}
    </RadioGroup>
  )
}
