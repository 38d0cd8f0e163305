import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { OutboxRow } from '../../../../contract/crm.ts'
import { useT } from '../../i18n/language.tsx'
import { useView } from '../../state/agent-context.tsx'
import { fieldWord } from '../../state/crm.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { ItemRefusal } from './ItemRefusal.tsx'
import styles from './outbox-item.module.css'

type Props = { readonly row: OutboxRow; readonly onCancel: () => void; readonly onSent: () => void }

/** What the CRM did not accept, corrected and sent again. */
export function ResendForm({ row, onCancel, onSent }: Props) {
  const t = useT()
  const resend = useCommand('outbox.resend')
  const [notes, setNotes] = useState(row.notes)
  const [disposition, setDisposition] = useState(row.disposition ?? '')
  const [values, setValues] = useState(row.values)
  const isCall = row.kind === 'call'
  const submit = async () => {
    const edited = isCall ? { notes, disposition: disposition || null } : { values: { ...values } }
    const answer = await resend.send({ item: row.id, ...edited })
    if (answer.ok) onSent()
  }
  return (
    <Form
      className={styles.form ?? ''}
      aria-label={t('crm.outbox.edit')}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {isCall ? (
        <>
          <Disposition value={disposition} onChange={setDisposition} />
          <Field
            autoFocus
            label={t('crm.outbox.notes')}
            rows={5}
            maxLength={20_000}
            value={notes}
            onChange={setNotes}
          />
        </>
      ) : (
        Object.entries(values).map(([key, value], index) => (
          <Field
            key={key}
            autoFocus={index === 0}
            label={fieldWord(key, t)}
            value={value}
            maxLength={20_000}
            {...(key === 'notes' ? { rows: 4 } : {})}
            onChange={(next) => setValues({ ...values, [key]: next })}
          />
        ))
      )}
      <ItemRefusal reason={resend.refusal} />
      <div className={styles.verbs}>
        <Button look="primary" type="submit" isPending={resend.pending}>
          {t('crm.outbox.send')}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </Form>
  )
}

type DispositionProps = { readonly value: string; readonly onChange: (disposition: string) => void }

function Disposition({ value, onChange }: DispositionProps) {
  const t = useT()
  const dispositions = useView((view) => view.settings.dispositions)
  // One that is no longer in use stays what it was until another is chosen.
  const known = value === '' || dispositions.some(({ id }) => id === value)
  const options = [
    { id: '', label: t('history.none') },
    ...dispositions.map(({ id, label }) => ({ id, label })),
    ...(known ? [] : [{ id: value, label: value }]),
  ]
  return (
    <SelectField label={t('crm.outbox.disposition')} options={options} value={value} onChange={onChange} />
  )
}
