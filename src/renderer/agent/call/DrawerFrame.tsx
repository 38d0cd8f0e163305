import type { ReactNode } from 'react'
import { useT } from '../i18n/language.tsx'
import { useDeskStore } from '../state/agent-context.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { CloseIcon } from '../ui/icons/window-icons.tsx'
import styles from './drawer-frame.module.css'

type Props = { readonly title: string; readonly children: ReactNode }

/** What opens below a call's controls. Esc closes it, and never the call. */
export function DrawerFrame({ title, children }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const close = () => desk.setState({ drawer: null })
  return (
    <section
      aria-label={title}
      className={styles.drawer}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        close()
      }}
    >
      <header className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        <IconButton small label={t('common.close')} onPress={close}>
          <CloseIcon size={14} />
        </IconButton>
      </header>
      {children}
    </section>
  )
}
