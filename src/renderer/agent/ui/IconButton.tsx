import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './icon-button.module.css'
import { Press, type PressProps } from './Press.tsx'

type Look = {
  /** What it does, in a verb: the name for those who can't see the drawing, and the tip for those who can. */
  readonly label: string
  readonly children: ReactNode
  readonly small?: boolean
}

type Props = Look & Omit<PressProps, 'className' | 'children' | 'aria-label'>

export function IconButton({ label, small = false, ...rest }: Props) {
  return <Press {...rest} aria-label={label} data-tip={label} className={classOf(small)} />
}

/** The same for what opens the popover beside it. */
export function OpenIconButton({ label, children, small = false }: Look) {
  return (
    <AriaButton aria-label={label} data-tip={label} className={classOf(small)}>
      {children}
    </AriaButton>
  )
}

const classOf = (small: boolean): string => cx(styles.button, small && styles.small)
