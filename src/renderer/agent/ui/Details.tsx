import { type ReactNode, useState } from 'react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './details.module.css'
import { ChevronEndIcon } from './icons/window-icons.tsx'

type Props = {
  readonly label: string
  readonly children: ReactNode
  readonly className?: string | undefined
  /** Something inside has to be seen. */
  readonly opensFor?: boolean
}

/** What not everybody needs, one press away. */
export function Details({ label, children, className, opensFor = false }: Props) {
  const [open, setOpen] = useState(false)
  // What was opened for a reason stays open when the reason is gone: nothing closes under the agent's hand.
  if (opensFor && !open) setOpen(true)
  return (
    <Disclosure className={cx(styles.details, className)} isExpanded={open} onExpandedChange={setOpen}>
      <Button slot="trigger" className={styles.trigger ?? ''}>
        <ChevronEndIcon size={12} />
        {label}
      </Button>
      <DisclosurePanel className={styles.panel ?? ''}>{children}</DisclosurePanel>
    </Disclosure>
  )
}
