import type { ReactNode } from 'react'
import { useT } from '../i18n/language.tsx'
import { cx } from './cx.ts'
import { IconButton } from './IconButton.tsx'
import { CloseIcon } from './icons/window-icons.tsx'
import { Press } from './Press.tsx'
import { Region } from './Region.tsx'
import styles from './wizard-frame.module.css'

type FrameProps = {
  readonly title: string
  /** Where in the whole this is: `WizardSteps`. */
  readonly steps: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A task that has the whole place until it is done: its title, its steps, the way out. */
export function WizardFrame({ title, steps, onClose, children }: FrameProps) {
  const t = useT()
  return (
    <main className={styles.screen}>
      <Region name="detail" label={title} className={styles.region}>
        <header className={styles.header}>
          <h1 className={styles.title}>{title}</h1>
          {steps}
          <IconButton label={t('common.close')} onPress={onClose}>
            <CloseIcon />
          </IconButton>
        </header>
        {children}
      </Region>
    </main>
  )
}

type StepsProps<Id extends string> = {
  readonly steps: readonly { readonly id: Id; readonly label: string }[]
  readonly current: Id
  /** Where the steps can be gone to by hand. */
  readonly walk?: { readonly canGo: (id: Id) => boolean; readonly go: (id: Id) => void }
}

export function WizardSteps<Id extends string>({ steps, current, walk }: StepsProps<Id>) {
  return (
    <ol className={cx(styles.steps, walk && styles.walked)}>
      {steps.map(({ id, label }) => {
        const step = { className: styles.step, 'aria-current': id === current ? 'step' : undefined } as const
        if (!walk) {
          return (
            <li key={id} {...step}>
              {label}
            </li>
          )
        }
        return (
          <li key={id}>
            <Press {...step} isDisabled={!walk.canGo(id)} onPress={() => walk.go(id)}>
              {label}
            </Press>
          </li>
        )
      })}
    </ol>
  )
}

/** The end of a step: on, and back. */
export function WizardFoot({ children }: { readonly children: ReactNode }) {
  return <footer className={styles.foot}>{children}</footer>
}
