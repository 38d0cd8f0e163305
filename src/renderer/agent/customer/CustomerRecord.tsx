import type { ReactNode } from 'react'
import type { CrmCard } from '../../../contract/crm.ts'
import type { PastCall } from '../../../contract/view.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import { timeThere } from '../i18n/country-time.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useElapsed } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { EditIcon, MailIcon } from '../ui/icons/window-icons.tsx'
import { PersonName } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { ToldNotices } from '../ui/ToldNotices.tsx'
import { Activities } from './crm-card/Activities.tsx'
import { CrmSource, OpenInCrm } from './crm-card/CrmSource.tsx'
import { Deals } from './crm-card/Deals.tsx'
import styles from './customer-record.module.css'
import { LastTime } from './LastTime.tsx'
import { NumberButtons } from './NumberButtons.tsx'
import { Timeline } from './Timeline.tsx'

type Props = {
  readonly customer: Customer
  readonly calls: readonly PastCall[]
  /** What the CRM has beside it; null for a customer of no CRM. */
  readonly card: CrmCard | null
  readonly onEdit: () => void
  readonly children?: ReactNode
}

/** Who, where and what time it is there, every number, then what was before. */
export function CustomerRecord({ customer, calls, card, onEdit, children }: Props) {
  const t = useT()
  const link = useCommand('link.open')
  const { name, company, email, numbers, fields, notes } = customer
  const last = calls[0]
  return (
    <div className={styles.record}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h2 className={styles.name}>
            <PersonName name={name || company} />
          </h2>
          <Where customer={customer} />
        </div>
        <div className={styles.edit}>
          {children}
          {card && <OpenInCrm card={card} />}
          <Button look="quiet" icon={<EditIcon size={14} />} onPress={onEdit}>
            {t('common.edit')}
          </Button>
        </div>
      </header>
      {card && <CrmSource card={card} />}
      {(numbers.length > 0 || email !== '') && (
        <div className={styles.reach}>
          <NumberButtons numbers={numbers} />
          {email !== '' && (
            <Button
              icon={<MailIcon size={14} />}
              aria-label={t('customer.email', { address: email })}
              onPress={() => void link.send({ url: `mailto:${email}` })}
            >
              <span className={styles.email}>{email}</span>
            </Button>
          )}
        </div>
      )}
      <Refusal reason={link.refusal} />
      <ToldNotices customer={customer.id} />
      {last && <LastTime call={last} />}
      {card && <Deals deals={card.deals} />}
      {fields.length > 0 && (
        <dl className={styles.fields}>
          {fields.map(({ label, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the rows hold no state.
            <div key={`${label}-${index}`} className={styles.field}>
              <dt>{label}</dt>
              <dd data-copyable dir="auto">
                {value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {notes !== '' && (
        <section aria-label={t('customer.notes')} className={styles.notes}>
          <h3 className={styles.heading}>{t('customer.notes')}</h3>
          <p data-copyable dir="auto">
            {notes}
          </p>
        </section>
      )}
      {card?.hasActivities && <Activities customer={customer.id} card={card} />}
      <Timeline
        calls={calls}
        told={last?.id ?? null}
        title={t('customer.timeline')}
        empty={t('customer.timelineEmpty')}
      />
    </div>
  )
}

function Where({ customer }: { readonly customer: Customer }) {
  const t = useT()
  const formats = useFormats()
  const { name, company, city, country } = customer
  const there = useElapsed({ ms: 0, ticking: true }, () =>
    country === '' ? '' : (timeThere(country, city, Date.now(), formats.locale) ?? ''),
  )
  const parts = [
    name === '' ? '' : company,
    city,
    city === '' && country !== '' ? formats.country(country) : '',
  ].filter((part) => part !== '')
  return (
    <p className={styles.where}>
      {parts.map((part) => (
        <span key={part}>
          <bdi>{part}</bdi>
        </span>
      ))}
      {there !== '' && <span className={styles.there}>{t('customer.there', { time: there })}</span>}
    </p>
  )
}
