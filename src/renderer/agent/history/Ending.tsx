import { useState } from 'react'
import type { HistoryRow } from '../../../contract/agent.ts'
import { dispositionsFor } from '../../../domain/disposition/disposition.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { EditIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import styles from './ending.module.css'

type Props = { readonly row: HistoryRow; readonly onChanged: () => void }

/** How the call ended. It can be corrected later; the first word stays in the journal. */
export function Ending({ row, onChanged }: Props) {
  const t = useT()
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <EndingForm
        row={row}
        onClose={() => setEditing(false)}
        onSaved={() => {
          setEditing(false)
          onChanged()
        }}
      />
    )
  }
  return (
    <section aria-label={t('history.ending')} className={styles.ending}>
      <header className={styles.head}>
        <h3 className={styles.heading}>{t('history.ending')}</h3>
        <Button look="quiet" size="small" icon={<EditIcon size={14} />} onPress={() => setEditing(true)}>
          {t('history.change')}
        </Button>
      </header>
      <p className={styles.disposition}>
        <bdi>{row.disposition ?? t('customer.noDisposition')}</bdi>
      </p>
      <p className={styles.notes} dir="auto" data-copyable>
        {row.notes.trim() === '' ? <span className={styles.none}>{t('history.noNotes')}</span> : row.notes}
      </p>
    </section>
  )
}

type FormProps = { readonly row: HistoryRow; readonly onClose: () => void; readonly onSaved: () => void }

function EndingForm({ row, onClose, onSaved }: FormProps) {
  const t = useT()
  const all = useView((view) => view.settings.dispositions)
  const choices = dispositionsFor(all, row.direction)
  const change = useCommand('wrapUp.change')
  const [disposition, setDisposition] = useState(
    choices.find(({ label }) => label === row.disposition)?.id ?? '',
  )
  const [notes, setNotes] = useState(row.notes)
  const save = async () => {
    const answer = await change.send({ call: row.id, disposition: disposition || null, notes })
    if (answer.ok) onSaved()
  }
  return (
    <section aria-label={t('history.ending')} className={styles.form}>
      <SelectField
        label={t('history.disposition')}
        options={[{ id: '', label: t('history.none') }, ...choices.map(({ id, label }) => ({ id, label }))]}
        value={disposition}
        onChange={setDisposition}
      />
      <Field label={t('history.notes')} rows={4} maxLength={20_000} value={notes} onChange={setNotes} />
      <Refusal reason={change.refusal} />
      <div className={styles.actions}>
        <Button look="primary" isPending={change.pending} onPress={() => void save()}>
          {t('common.save')}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </section>
  )
}
