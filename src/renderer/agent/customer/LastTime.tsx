import type { PastCall } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { Button } from '../ui/Button.tsx'
import { NoteIcon } from '../ui/icons/window-icons.tsx'
import styles from './last-time.module.css'

/** What was said or promised last: the one line that an agent should have read before saying hello. */
export function LastTime({ call }: { readonly call: PastCall }) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const notes = call.notes.trim()
  if (notes === '' && call.disposition === null) return null
  const when = formats.day(call.startedAt, Date.now())
  return (
    <section aria-label={t('customer.lastTime')} className={styles.last}>
      <NoteIcon size={18} />
      <div className={styles.words}>
        <p className={styles.what}>
          {call.disposition !== null && <bdi className={styles.disposition}>{call.disposition}</bdi>}
          <span className={styles.when}>{when}</span>
        </p>
        {notes !== '' && (
          <p dir="auto" className={styles.notes} data-copyable>
            {notes}
          </p>
        )}
      </div>
      <Button
        look="quiet"
        size="small"
        aria-label={`${t('common.details')}: ${t('customer.open', { when })}`}
        onPress={() => openPlace(desk, { screen: 'calls', call: call.id })}
      >
        {t('common.details')}
      </Button>
    </section>
  )
}
