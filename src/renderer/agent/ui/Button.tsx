import type { ReactNode, Ref } from 'react'
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'
import styles from './button.module.css'
import { cx } from './cx.ts'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'answer' | 'end' | 'danger'

type Props = Omit<ButtonProps, 'className' | 'style' | 'children'> & {
  readonly look?: ButtonLook
  readonly size?: 'small' | 'normal' | 'large'
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
  readonly wide?: boolean
  /** Which keys do the same, drawn at the end. */
  readonly keys?: ReactNode
}

/** A verb that one can press. `primary` stands once on a surface. */
export function Button({
  look = 'secondary',
  size = 'normal',
  wide = false,
  icon,
  keys,
  children,
  ...rest
}: Props) {
  return (
    <AriaButton
      {...rest}
      className={cx(styles.button, styles[look], size !== 'normal' && styles[size], wide && styles.wide)}
    >
      {icon}
      <span className={styles.label}>{children}</span>
      {keys}
    </AriaButton>
  )
}
