import { useState } from 'react'
import type { BreakReason } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { Field } from '../ui/Field.tsx'
import { moved } from '../ui/row-order.ts'
import { EditorFoot } from './EditorFoot.tsx'
import styles from './editor.module.css'
import { RowTools } from './RowTools.tsx'

export function BreaksSection() {
  const t = useT()
  const reasons = useView((view) => view.settings.breakReasons)
  return (
    <Block title={t('settings.breaks.title')} hint={t('settings.breaks.hint')}>
      <BreaksEditor key={JSON.stringify(reasons)} saved={reasons} />
    </Block>
  )
}

function BreaksEditor({ saved }: { readonly saved: readonly BreakReason[] }) {
  const t = useT()
  const [rows, setRows] = useState(saved)
  const [tried, setTried] = useState(false)
  const save = useCommand('settings.save')
  const blank = rows.some(({ label }) => label.trim() === '')
  const submit = () => {
    setTried(true)
    if (!blank) void save.send({ breakReasons: rows.map(({ id, label }) => ({ id, label: label.trim() })) })
  }
  return (
    <div className={styles.editor}>
      {rows.length === 0 && <p className={styles.soft}>{t('settings.breaks.empty')}</p>}
      <ul>
        {rows.map(({ id, label }, index) => (
          <li key={id} className={styles.row}>
            <Field
              hideLabel
              label={t('settings.breaks.label')}
              placeholder={t('settings.breaks.newLabel')}
              value={label}
              maxLength={40}
              onChange={(next) => {
                save.clear()
                setRows(rows.map((row) => (row.id === id ? { id, label: next } : row)))
              }}
            />
            <RowTools
              name={label || t('settings.breaks.newLabel')}
              isFirst={index === 0}
              isLast={index === rows.length - 1}
              onMove={(by) => setRows(moved(rows, index, by))}
              onRemove={() => setRows(rows.filter((row) => row.id !== id))}
            />
          </li>
        ))}
      </ul>
      <EditorFoot
        add={t('settings.breaks.add')}
        onAdd={() => setRows([...rows, { id: crypto.randomUUID(), label: '' }])}
        save={t('settings.breaks.save')}
        onSave={submit}
        unchanged={rows === saved}
        saving={save}
        error={tried && blank ? t('settings.breaks.blank') : null}
      />
    </div>
  )
}
