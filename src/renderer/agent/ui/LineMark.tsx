import type { LineView } from '../../../contract/view.ts'
import { cx } from './cx.ts'
import { PhoneIcon } from './icons/phone-icons.tsx'
import styles from './line-mark.module.css'

/** A line's state as a shape: a full dot, a ring while it connects, a square where it is wrong. */
export function LineMark({ state }: { readonly state: LineView['state'] }) {
  return (
    <span className={cx(styles.drawing, styles[state])} aria-hidden="true">
      <PhoneIcon size={18} />
      <span className={styles.mark} />
    </span>
  )
}
