import type { OutboxRow } from '../../../../contract/crm.ts'
import { useT } from '../../i18n/language.tsx'
import { useView } from '../../state/agent-context.tsx'
import { fieldWord } from '../../state/crm.ts'
import styles from './outbox-item.module.css'

/** What is written: of a call how it ended, of a change its fields. */
export function ItemContent({ row }: { readonly row: OutboxRow }) {
  const t = useT()
  const dispositions = useView((view) => view.settings.dispositions)
  const { kind, disposition, notes, values } = row
  if (kind === 'create') return null
  if (kind === 'change') {
    return (
      <section aria-label={t('crm.outbox.values')}>
        <h3 className={styles.heading}>{t('crm.outbox.values')}</h3>
        <dl className={styles.facts}>
          {Object.entries(values).map(([key, value]) => (
            <div key={key} className={styles.pair}>
              <dt>{fieldWord(key, t)}</dt>
              <dd dir="auto" data-copyable>
                {value === '' ? <span className={styles.soft}>{t('crm.outbox.emptied')}</span> : value}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    )
  }
  const label = dispositions.find(({ id }) => id === disposition)?.label ?? disposition
  return (
    <section aria-label={t('history.ending')} className={styles.content}>
      <h3 className={styles.heading}>{t('history.ending')}</h3>
      <p className={styles.disposition}>
        <bdi>{label ?? t('customer.noDisposition')}</bdi>
      </p>
      <p className={styles.notes} dir="auto" data-copyable>
        {notes.trim() === '' ? <span className={styles.soft}>{t('history.noNotes')}</span> : notes}
      </p>
    </section>
  )
}
