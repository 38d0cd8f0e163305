import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { ArrowDownIcon, ArrowUpIcon, TrashIcon } from '../ui/icons/window-icons.tsx'
import styles from './editor.module.css'

type Props = {
  readonly name: string
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onMove: (by: number) => void
  readonly onRemove: () => void
}

/** Order is changed by buttons, which every hand can press; dragging would need a second way anyway. */
export function RowTools({ name, isFirst, isLast, onMove, onRemove }: Props) {
  const t = useT()
  const who = { name: isolate(name) }
  return (
    <span className={styles.tools}>
      <IconButton small label={t('settings.wrapUp.up', who)} isDisabled={isFirst} onPress={() => onMove(-1)}>
        <ArrowUpIcon size={14} />
      </IconButton>
      <IconButton small label={t('settings.wrapUp.down', who)} isDisabled={isLast} onPress={() => onMove(1)}>
        <ArrowDownIcon size={14} />
      </IconButton>
      <IconButton small label={t('settings.wrapUp.remove', who)} onPress={onRemove}>
        <TrashIcon size={14} />
      </IconButton>
    </span>
  )
}
