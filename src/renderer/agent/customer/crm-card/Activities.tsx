import { useEffect, useState } from 'react'
import type { CrmCard } from '../../../../contract/crm.ts'
import type { Activity } from '../../../../domain/crm/record.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useApi } from '../../state/agent-context.tsx'
import { PhoneIcon } from '../../ui/icons/phone-icons.tsx'
import { CallsIcon, CheckIcon, CustomersIcon, MailIcon, NoteIcon } from '../../ui/icons/window-icons.tsx'
import styles from './crm-card.module.css'

type Props = { readonly customer: string; readonly card: CrmCard }

const PLACES = 3
const ICONS = {
  call: PhoneIcon,
  note: NoteIcon,
  mail: MailIcon,
  meeting: CustomersIcon,
  task: CheckIcon,
} as const

/** `none`: the CRM doesn't answer; a card without it serves. */
type Loaded = 'loading' | 'none' | readonly Activity[]

function useActivities(customer: string): Loaded {
  const api = useApi()
  const [loaded, setLoaded] = useState<Loaded>('loading')
  useEffect(() => {
    let current = true
    setLoaded('loading')
    void api.send('crm.activities', { customer }).then((answer) => {
      if (current) setLoaded(answer.ok ? answer.value : 'none')
    })
    return () => {
      current = false
    }
  }, [api, customer])
  return loaded
}

/** What was done for the customer last, as the CRM has it. Its place is held while it is on its way. */
export function Activities({ customer, card }: Props) {
  const t = useT()
  const activities = useActivities(customer)
  const title = t('crm.card.activities', { name: isolate(card.connection.name) })
  return (
    <section aria-label={title} aria-busy={activities === 'loading'}>
      <h3 className={styles.heading}>{title}</h3>
      {activities === 'loading' && (
        <div className={styles.places} aria-hidden="true">
          {Array.from({ length: PLACES }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places are all alike.
            <span key={index} className={styles.place} />
          ))}
        </div>
      )}
      {activities === 'none' && <p className={styles.soft}>{t('crm.card.activitiesFailed')}</p>}
      {Array.isArray(activities) && activities.length === 0 && (
        <p className={styles.soft}>{t('crm.card.noActivities')}</p>
      )}
      {Array.isArray(activities) && activities.length > 0 && (
        <ul className={styles.arrived}>
          {activities.map((activity, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike, and the rows hold no state.
            <li key={`${activity.at}-${index}`} className={styles.activity}>
              <Row activity={activity} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ activity: { at, kind, title, text, by } }: { readonly activity: Activity }) {
  const t = useT()
  const formats = useFormats()
  const Drawing = ICONS[kind] ?? CallsIcon
  const word = t(`crm.card.activity.${kind}`)
  return (
    <>
      <span className={styles.day}>{formats.day(at, Date.now())}</span>
      <span role="img" aria-label={word} title={word} className={styles.kind}>
        <Drawing size={14} />
      </span>
      <span className={styles.did}>
        <bdi>{title || word}</bdi>
        {text.trim() !== '' && (
          <span dir="auto" className={styles.text}>
            {text}
          </span>
        )}
      </span>
      <span className={styles.by}>{by !== null && <bdi>{by}</bdi>}</span>
    </>
  )
}
