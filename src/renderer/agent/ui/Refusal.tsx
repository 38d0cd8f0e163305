import { english } from '../i18n/en/texts.ts'
import { useT } from '../i18n/language.tsx'
import type { TextKey } from '../i18n/translate.ts'
import { WarningIcon } from './icons/window-icons.tsx'
import styles from './refusal.module.css'

const isKnown = (reason: string): reason is keyof typeof english.refusal => reason in english.refusal

/** The words for a refusal's reason; one that nobody foresaw still gets a sentence. */
export const refusalKey = (reason: string): TextKey =>
  isKnown(reason) ? `refusal.${reason}` : 'refusal.failed'

/** Why the control beside it did not do what was asked. Nothing where nothing was refused. */
export function Refusal({ reason }: { readonly reason: string | null }) {
  const t = useT()
  return <RefusalText text={reason === null ? null : t(refusalKey(reason))} />
}

/** The same, in words that its place has of its own. */
export function RefusalText({ text }: { readonly text: string | null }) {
  return (
    <div role="alert" className={styles.place}>
      {text !== null && (
        <p className={styles.refusal}>
          <WarningIcon size={14} />
          <span>{text}</span>
        </p>
      )}
    </div>
  )
}
