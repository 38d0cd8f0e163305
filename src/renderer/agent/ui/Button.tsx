import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Press, type PressProps } from './Press.tsx'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'answer' | 'end' | 'danger'

type Look = {
  readonly look?: ButtonLook | undefined
  readonly size?: 'small' | 'normal' | 'large' | undefined
}

type Props = Look &
  Omit<PressProps, 'className'> & {
    readonly icon?: ReactNode
    readonly children: ReactNode
    readonly wide?: boolean
    /** Which keys do the same, drawn at the end. */
    readonly keys?: ReactNode
  }

/** A verb that one can press. `primary` stands once on a surface. */
export function Button({ look, size, wide = false, icon, keys, children, ...rest }: Props) {
  return (
    <Press {...rest} className={cx(classOf({ look, size }), wide && styles.wide)}>
      {icon}
      <span className={styles.label}>{children}</span>
      {keys}
    </Press>
  )
}

/** The same for what opens the popover beside it. */
export function OpenButton({ look, size, children }: Look & { readonly children: ReactNode }) {
  return (
    <AriaButton className={classOf({ look, size })}>
      <span className={styles.label}>{children}</span>
    </AriaButton>
  )
}

const classOf = ({ look = 'secondary', size = 'normal' }: Look): string =>
  cx(styles.button, styles[look], size !== 'normal' && styles[size])
