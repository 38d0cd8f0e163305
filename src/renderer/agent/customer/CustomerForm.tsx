import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { Customer, CustomerField } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { CountrySelect } from '../ui/CountrySelect.tsx'
import { Field } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { PlusIcon, TrashIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './customer-form.module.css'
import { type FormRow, removeRow, rowsOf, updateRow } from './form-rows.ts'

type Suggested = { readonly name: string; readonly number: string; readonly country: string }

type Props = {
  /** Null makes a new one. */
  readonly customer: Customer | null
  readonly suggested?: Suggested
  readonly onSaved: (customer: Customer) => void
  readonly onCancel: () => void
  /** Why what comes after saving was refused. */
  readonly refusal?: string | null
}

type NumberDraft = { readonly label: string; readonly raw: string }

export function CustomerForm({ customer, suggested, onSaved, onCancel, refusal = null }: Props) {
  const t = useT()
  const save = useCommand('customer.save')
  const [name, setName] = useState(customer?.name ?? suggested?.name ?? '')
  const [company, setCompany] = useState(customer?.company ?? '')
  const [email, setEmail] = useState(customer?.email ?? '')
  const [city, setCity] = useState(customer?.city ?? '')
  const [country, setCountry] = useState(customer?.country ?? suggested?.country ?? '')
  const [notes, setNotes] = useState(customer?.notes ?? '')
  const [numbers, setNumbers] = useState<readonly FormRow<NumberDraft>[]>(() =>
    rowsOf<NumberDraft>(customer?.numbers ?? [{ label: '', raw: suggested?.number ?? '' }]),
  )
  const [fields, setFields] = useState<readonly FormRow<CustomerField>[]>(() =>
    rowsOf(customer?.fields ?? []),
  )
  const [tried, setTried] = useState(false)
  const nameMissing = name.trim() === ''

  const submit = async () => {
    setTried(true)
    if (nameMissing) return
    const answer = await save.send({
      id: customer?.id ?? null,
      name: name.trim(),
      company: company.trim(),
      email: email.trim(),
      city: city.trim(),
      country,
      notes,
      numbers: numbers
        .map(({ value }) => ({ label: value.label.trim(), raw: value.raw.trim() }))
        .filter(({ raw }) => raw !== ''),
      fields: fields.map(({ value }) => value).filter(({ label, value }) => label !== '' || value !== ''),
    })
    if (answer.ok) onSaved(answer.value)
  }
  return (
    <Form
      className={styles.form ?? ''}
      aria-label={t(customer ? 'customer.editTitle' : 'customer.createTitle')}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <header className={styles.header}>
        <h2 className={styles.title}>{t(customer ? 'customer.editTitle' : 'customer.createTitle')}</h2>
      </header>
      <div className={styles.grid}>
        <Field
          autoFocus
          label={t('customer.name')}
          value={name}
          maxLength={200}
          onChange={setName}
          error={tried && nameMissing ? t('customer.nameMissing') : null}
        />
        <Field label={t('customer.company')} value={company} maxLength={200} onChange={setCompany} />
        <Field label={t('customer.emailLabel')} value={email} maxLength={200} onChange={setEmail} />
        <Field label={t('customer.city')} value={city} maxLength={200} onChange={setCity} />
        <CountrySelect
          label={t('customer.country')}
          nobody={t('customer.noCountry')}
          value={country}
          onChange={setCountry}
        />
      </div>
      <fieldset className={styles.rows}>
        <legend className={styles.legend}>{t('customer.numbers')}</legend>
        {numbers.map(({ key, value }) => (
          <div key={key} className={styles.row}>
            <Field
              hideLabel
              label={t('customer.number')}
              placeholder={t('customer.number')}
              value={value.raw}
              maxLength={80}
              mono
              onChange={(raw) => setNumbers(updateRow(numbers, key, { ...value, raw }))}
            />
            <Field
              hideLabel
              label={t('customer.numberLabel')}
              placeholder={t('customer.numberLabelHint')}
              value={value.label}
              maxLength={40}
              onChange={(label) => setNumbers(updateRow(numbers, key, { ...value, label }))}
            />
            <IconButton
              label={t('customer.removeNumber', { number: value.raw })}
              onPress={() => setNumbers(removeRow(numbers, key))}
            >
              <TrashIcon />
            </IconButton>
          </div>
        ))}
        <Button
          look="quiet"
          icon={<PlusIcon size={14} />}
          onPress={() => setNumbers([...numbers, ...rowsOf([{ label: '', raw: '' }])])}
        >
          {t('customer.addNumberRow')}
        </Button>
      </fieldset>
      <fieldset className={styles.rows}>
        <legend className={styles.legend}>{t('customer.fields')}</legend>
        {fields.map(({ key, value: field }) => (
          <div key={key} className={styles.row}>
            <Field
              hideLabel
              label={t('customer.fieldLabel')}
              placeholder={t('customer.fieldLabel')}
              value={field.label}
              maxLength={100}
              onChange={(label) => setFields(updateRow(fields, key, { ...field, label }))}
            />
            <Field
              hideLabel
              label={t('customer.fieldValue')}
              placeholder={t('customer.fieldValue')}
              value={field.value}
              maxLength={5000}
              onChange={(value) => setFields(updateRow(fields, key, { ...field, value }))}
            />
            <IconButton
              label={t('customer.removeField', { label: field.label })}
              onPress={() => setFields(removeRow(fields, key))}
            >
              <TrashIcon />
            </IconButton>
          </div>
        ))}
        <Button
          look="quiet"
          icon={<PlusIcon size={14} />}
          onPress={() => setFields([...fields, ...rowsOf([{ label: '', value: '' }])])}
        >
          {t('customer.addField')}
        </Button>
      </fieldset>
      <Field label={t('customer.notes')} value={notes} maxLength={20_000} rows={4} onChange={setNotes} />
      <Refusal reason={save.refusal ?? refusal} />
      <div className={styles.actions}>
        <Button look="primary" type="submit" isPending={save.pending}>
          {t('customer.save')}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </Form>
  )
}
