import { Fragment } from 'react'
import { useT } from '../i18n/language.tsx'
import { keyParts } from './accelerator.ts'
import styles from './keys.module.css'

const isMac = () => navigator.platform.startsWith('Mac')

/** The keys of a shortcut, as they stand on the keyboard. */
export function Keys({ accelerator }: { readonly accelerator: string }) {
  const t = useT()
  const parts = keyParts(accelerator, isMac(), t)
  return (
    <kbd className={styles.keys}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          {index > 0 && <span className={styles.plus}>+</span>}
          <kbd className={styles.key}>{part}</kbd>
        </Fragment>
      ))}
    </kbd>
  )
}

/** The same as words, for an announcement. */
export function useKeyWords(): (accelerator: string) => string {
  const t = useT()
  return (accelerator) => keyParts(accelerator, isMac(), t).join('+')
}
