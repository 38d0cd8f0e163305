import type { ReactNode } from 'react'
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './status-popover.module.css'

type Props = {
  readonly label: string
  readonly mark: ReactNode
  /** What isn't well; null while all is. */
  readonly word: string | null
  /** Colours the mark and the word. */
  readonly className: string | undefined
  readonly wide?: boolean
  readonly children: (close: () => void) => ReactNode
}

/** How something is, in the top bar: one quiet drawing, a word where something is wrong; pressed, all of it. */
export function StatusPopover({ label, mark, word, className, wide = false, children }: Props) {
  return (
    <DialogTrigger>
      <Button className={cx(styles.status, className)} aria-label={label}>
        {mark}
        {word !== null && <span className={styles.word}>{word}</span>}
      </Button>
      <Popover placement="bottom end" offset={6} className={cx(styles.popover, wide && styles.wide)}>
        <Dialog className={styles.dialog ?? ''} aria-label={label}>
          {({ close }) => children(close)}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
