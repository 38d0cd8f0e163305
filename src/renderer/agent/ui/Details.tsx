import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './details.module.css'
import { ChevronEndIcon } from './icons/window-icons.tsx'

type Props = { readonly label: string; readonly children: ReactNode; readonly className?: string | undefined }

/** What not everybody needs, one press away. */
export function Details({ label, children, className }: Props) {
  return (
    <Disclosure className={cx(styles.details, className)}>
      <Button slot="trigger" className={styles.trigger ?? ''}>
        <ChevronEndIcon size={12} />
        {label}
      </Button>
      <DisclosurePanel className={styles.panel ?? ''}>{children}</DisclosurePanel>
    </Disclosure>
  )
}
