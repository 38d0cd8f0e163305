import type { OutboxState } from '../../../../domain/crm/outbox.ts'
import { cx } from '../../ui/cx.ts'
import { CheckIcon, RefreshIcon, StopIcon } from '../../ui/icons/window-icons.tsx'
import styles from './item-mark.module.css'

/** How an item stands, as a shape; the word stands beside it. */
export function ItemMark({ state }: { readonly state: OutboxState }) {
  return (
    <span className={cx(styles.mark, styles[state])} aria-hidden="true">
      {state === 'done' && <CheckIcon size={14} />}
      {state === 'rejected' && <StopIcon size={14} />}
      {(state === 'sending' || state === 'unknown') && <RefreshIcon size={14} />}
      {state === 'queued' && <span className={styles.ring} />}
    </span>
  )
}
