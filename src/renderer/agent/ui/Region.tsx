import type { ReactNode } from 'react'
import { useT } from '../i18n/language.tsx'
import { Boundary } from './Boundary.tsx'
import { Button } from './Button.tsx'
import { cx } from './cx.ts'
import { Empty } from './Empty.tsx'
import styles from './region.module.css'

export type RegionName = 'rail' | 'top' | 'call' | 'customer' | 'wrapUp' | 'list' | 'detail'

type Props = {
  readonly name: RegionName
  readonly label: string
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A part of the window that F6 walks to. If it breaks, it breaks alone. */
export function Region({ name, label, className, children }: Props) {
  const t = useT()
  return (
    <section data-region={name} aria-label={label} tabIndex={-1} className={cx(styles.region, className)}>
      <Boundary
        broken={(again) => (
          <Empty title={t('shell.broken')} hint={t('shell.brokenHint')}>
            <Button onPress={again}>{t('shell.drawAgain')}</Button>
          </Empty>
        )}
      >
        {children}
      </Boundary>
    </section>
  )
}
