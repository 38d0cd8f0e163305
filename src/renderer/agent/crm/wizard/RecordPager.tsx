import { useT } from '../../i18n/language.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChevronEndIcon } from '../../ui/icons/window-icons.tsx'
import styles from './map-step.module.css'

type Props = {
  readonly index: number
  readonly count: number
  readonly onIndex: (index: number) => void
}

/** Walks through the records of the sample. */
export function RecordPager({ index, count, onIndex }: Props) {
  const t = useT()
  if (count === 0) return <p className={styles.soft}>{t('crm.wizard.noRecord')}</p>
  return (
    <div className={styles.pager}>
      <IconButton
        small
        label={t('crm.wizard.recordBefore')}
        isDisabled={index === 0}
        onPress={() => onIndex(index - 1)}
      >
        <span className={styles.turned}>
          <ChevronEndIcon size={14} />
        </span>
      </IconButton>
      <span role="status">{t('crm.wizard.record', { number: index + 1, count })}</span>
      <IconButton
        small
        label={t('crm.wizard.recordNext')}
        isDisabled={index >= count - 1}
        onPress={() => onIndex(index + 1)}
      >
        <ChevronEndIcon size={14} />
      </IconButton>
    </div>
  )
}
