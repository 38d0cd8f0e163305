import type { ReactNode } from 'react'
import { Tooltip, type TooltipProps } from 'react-aria-components'
import styles from './tip.module.css'

type Props = { readonly children: ReactNode; readonly placement?: NonNullable<TooltipProps['placement']> }

export function Tip({ children, placement = 'bottom' }: Props) {
  return (
    <Tooltip offset={6} placement={placement} className={styles.tip ?? ''}>
      {children}
    </Tooltip>
  )
}
