import { useState } from 'react'
import { type HeaderRule, MAPPING_TARGETS } from '../../../domain/push/header-mapping.ts'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { cx } from '../ui/cx.ts'
import { Field } from '../ui/Field.tsx'
import { moved } from '../ui/row-order.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { EditorFoot } from './EditorFoot.tsx'
import editor from './editor.module.css'
import { HeaderTest } from './HeaderTest.tsx'
import styles from './header-rules-editor.module.css'
import { RowTools } from './RowTools.tsx'

/** Which header of a dialer's call means what. Every team's dialer names them in its own way. */
export function HeaderRulesEditor({ saved }: { readonly saved: readonly HeaderRule[] }) {
  const t = useT()
  const [rows, setRows] = useState(saved)
  const [tried, setTried] = useState(false)
  const save = useCommand('settings.save')
  const blank = rows.some(({ header }) => header.trim() === '')
  const change = (id: string, part: Partial<HeaderRule>) => {
    save.clear()
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  }
  const submit = () => {
    setTried(true)
    if (blank) return
    const trimmed = rows.map((row) => ({
      ...row,
      header: row.header.trim(),
      part: row.part.trim(),
      label: row.label.trim(),
    }))
    void save.send({ headerRules: trimmed })
  }
  const targets = MAPPING_TARGETS.map((id) => ({ id, label: t(`settings.headers.target.${id}`) }))
  return (
    <div className={editor.editor}>
      {rows.length === 0 && <p className={editor.soft}>{t('settings.headers.empty')}</p>}
      <ul>
        {rows.map((row, index) => (
          <li key={row.id} className={cx(editor.row, editor.labelled)}>
            <div className={styles.rule}>
              <Field
                label={t('settings.headers.header')}
                placeholder={t('settings.headers.example')}
                value={row.header}
                maxLength={100}
                spellCheck="false"
                onChange={(header) => change(row.id, { header })}
              />
              <Field
                label={t('settings.headers.part')}
                placeholder={t('settings.headers.partHint')}
                value={row.part}
                maxLength={100}
                spellCheck="false"
                onChange={(part) => change(row.id, { part })}
              />
              <SelectField
                label={t('settings.headers.to')}
                options={targets}
                value={row.to}
                onChange={(to) => change(row.id, { to })}
              />
              {(row.to === 'field' || row.to === 'lead') && (
                <Field
                  label={t(row.to === 'lead' ? 'settings.headers.leadField' : 'settings.headers.label')}
                  placeholder={row.to === 'lead' ? t('settings.headers.anyField') : row.header}
                  value={row.label}
                  maxLength={100}
                  onChange={(label) => change(row.id, { label })}
                />
              )}
            </div>
            <RowTools
              name={row.header || t('settings.headers.header')}
              isFirst={index === 0}
              isLast={index === rows.length - 1}
              onMove={(by) => setRows(moved(rows, index, by))}
              onRemove={() => setRows(rows.filter(({ id }) => id !== row.id))}
            />
          </li>
        ))}
      </ul>
      <EditorFoot
        add={t('settings.headers.add')}
        onAdd={() =>
          setRows([...rows, { id: crypto.randomUUID(), header: '', part: '', to: 'lead', label: '' }])
        }
        save={t('settings.headers.save')}
        onSave={submit}
        unchanged={rows === saved}
        saving={save}
        error={tried && blank ? t('settings.headers.blank') : null}
      />
      <HeaderTest rules={rows} />
    </div>
  )
}
