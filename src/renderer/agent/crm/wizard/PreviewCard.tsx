import type { FieldMapping } from '../../../../domain/crm/connection.ts'
import { customerMapper } from '../../../../domain/crm/mapped.ts'
import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import { mapsName } from '../../../../domain/customer/import.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { PersonName, PhoneNumber } from '../../ui/Names.tsx'
import styles from './preview-card.module.css'

type Props = { readonly record: RemoteRecord | null; readonly mapping: FieldMapping }

const NOBODY = { name: '', company: '', email: '', city: '', country: '', notes: '', numbers: [], fields: [] }

/** Countries are read in main; here they are shown as they are written. */
const readCountry = (text: string): string => text

/** The customer's card as it would be, made of the record that is looked at. */
export function PreviewCard({ record, mapping }: Props) {
  const t = useT()
  const formats = useFormats()
  if (!record) return null
  const mapped = customerMapper({ connection: '', object: record.object, mapping, readCountry })(record)
  const shown = mapped.ok ? mapped.value : NOBODY
  const { name, company, email, city, country, notes, numbers, fields } = shown
  const where = [name === company ? '' : company, city, formats.country(country)].filter(
    (part) => part !== '',
  )
  const named = mapsName(mapping) && name !== ''
  return (
    <section aria-label={t('crm.wizard.card')} className={styles.card}>
      <h3 className={styles.heading}>{t('crm.wizard.card')}</h3>
      <div>
        <p className={named ? styles.name : styles.noName}>
          {named ? <PersonName name={name} /> : t('crm.wizard.noName')}
        </p>
        {where.length > 0 && (
          <p className={styles.soft}>
            <bdi>{where.join(' · ')}</bdi>
          </p>
        )}
      </div>
      {(numbers.length > 0 || email !== '') && (
        <ul className={styles.reach}>
          {numbers.map(({ label, raw }) => (
            <li key={`${label}-${raw}`} className={styles.chip}>
              <PhoneNumber number={raw} /> <bdi className={styles.soft}>{label}</bdi>
            </li>
          ))}
          {email !== '' && (
            <li className={styles.chip}>
              <bdi>{email}</bdi>
            </li>
          )}
        </ul>
      )}
      {fields.length > 0 && (
        <dl className={styles.fields}>
          {fields.map(({ label, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the rows hold no state.
            <div key={`${label}-${index}`}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {notes !== '' && (
        <p dir="auto" className={styles.notes}>
          {notes}
        </p>
      )}
      {record.owner !== null && (
        <p className={styles.soft}>{t('crm.wizard.cardOwner', { owner: isolate(record.owner) })}</p>
      )}
    </section>
  )
}
