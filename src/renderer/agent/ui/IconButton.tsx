import type { ReactNode, Ref } from 'react'
import { Button as AriaButton, type ButtonProps, TooltipTrigger } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './icon-button.module.css'
import { Tip } from './Tip.tsx'

type Props = Omit<ButtonProps, 'className' | 'style' | 'children' | 'aria-label'> & {
  /** What it does, in a verb: the name for those who can't see the drawing, and the tip for those who can. */
  readonly label: string
  readonly children: ReactNode
  readonly small?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, children, small = false, ...rest }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...rest} aria-label={label} className={cx(styles.button, small && styles.small)}>
        {children}
      </AriaButton>
      <Tip>{label}</Tip>
    </TooltipTrigger>
  )
}
