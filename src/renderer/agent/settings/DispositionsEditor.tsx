import { useState } from 'react'
import type { Direction } from '../../../domain/call/facts.ts'
import type { Disposition } from '../../../domain/disposition/disposition.ts'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { CheckField } from '../ui/Choices.tsx'
import { Field } from '../ui/Field.tsx'
import { moved } from '../ui/row-order.ts'
import { EditorFoot } from './EditorFoot.tsx'
import styles from './editor.module.css'
import { RowTools } from './RowTools.tsx'

const DIRECTIONS: readonly Direction[] = ['inbound', 'outbound']

const toggled = (directions: readonly Direction[], one: Direction, on: boolean): readonly Direction[] =>
  DIRECTIONS.filter((each) => (each === one ? on : directions.includes(each)))

/** The team's dispositions. The id of one stays when its words change, so that old calls keep theirs. */
export function DispositionsEditor({ saved }: { readonly saved: readonly Disposition[] }) {
  const t = useT()
  const [rows, setRows] = useState(saved)
  const [tried, setTried] = useState(false)
  const save = useCommand('settings.save')
  const change = (id: string, part: Partial<Disposition>) => {
    save.clear()
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  }
  const blank = rows.some(({ label }) => label.trim() === '')
  const nowhere = rows.some(({ directions }) => directions.length === 0)
  const problem = blank ? t('settings.wrapUp.blank') : nowhere ? t('settings.wrapUp.noDirection') : null
  const submit = () => {
    setTried(true)
    if (blank || nowhere) return
    void save.send({
      dispositions: rows.map((row) => ({ ...row, label: row.label.trim(), directions: [...row.directions] })),
    })
  }
  return (
    <div className={styles.editor}>
      {rows.length === 0 && <p className={styles.soft}>{t('settings.wrapUp.empty')}</p>}
      <ul className={styles.rows}>
        {rows.map((row, index) => {
          const name = row.label || t('settings.wrapUp.newLabel')
          return (
            <li key={row.id} className={styles.row}>
              <Field
                hideLabel
                label={t('settings.wrapUp.label')}
                placeholder={t('settings.wrapUp.newLabel')}
                value={row.label}
                maxLength={60}
                onChange={(label) => change(row.id, { label })}
              />
              {DIRECTIONS.map((direction) => (
                <CheckField
                  key={direction}
                  label={t(`settings.wrapUp.${direction}`)}
                  name={t(`settings.wrapUp.${direction}Of`, { name })}
                  isSelected={row.directions.includes(direction)}
                  onChange={(on) => change(row.id, { directions: toggled(row.directions, direction, on) })}
                />
              ))}
              <CheckField
                label={t('settings.wrapUp.requiresNote')}
                name={t('settings.wrapUp.requiresNoteOf', { name })}
                isSelected={row.requiresNote}
                onChange={(requiresNote) => change(row.id, { requiresNote })}
              />
              <RowTools
                name={name}
                isFirst={index === 0}
                isLast={index === rows.length - 1}
                onMove={(by) => setRows(moved(rows, index, by))}
                onRemove={() => setRows(rows.filter(({ id }) => id !== row.id))}
              />
            </li>
          )
        })}
      </ul>
      <EditorFoot
        add={t('settings.wrapUp.add')}
        onAdd={() =>
          setRows([
            ...rows,
            { id: crypto.randomUUID(), label: '', directions: DIRECTIONS, requiresNote: false },
          ])
        }
        save={t('settings.wrapUp.save')}
        onSave={submit}
        unchanged={rows === saved}
        saving={save}
        error={tried ? problem : null}
      />
    </div>
  )
}
