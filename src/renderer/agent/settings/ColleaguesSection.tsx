import { useState } from 'react'
import { type Colleague, MOST_COLLEAGUES } from '../../../domain/colleague/colleague.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { lineTitle } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { cx } from '../ui/cx.ts'
import { Field } from '../ui/Field.tsx'
import { moved } from '../ui/row-order.ts'
import { SelectField } from '../ui/SelectField.tsx'
import styles from './colleagues-section.module.css'
import { EditorFoot } from './EditorFoot.tsx'
import editor from './editor.module.css'
import { type Codes, PickUpCodes, trimmedCodes } from './PickUpCodes.tsx'
import { RowTools } from './RowTools.tsx'

export function ColleaguesSection() {
  const t = useT()
  const colleagues = useView((view) => view.settings.colleagues)
  const pickUpCode = useView((view) => view.settings.pickUpCode)
  const pickUpCodes = useView((view) => view.settings.pickUpCodes)
  const codes = { pickUpCode, pickUpCodes }
  const practice = useView(
    ({ accounts }) => accounts.length > 0 && accounts.every(({ kind }) => kind === 'practice'),
  )
  return (
    <Block title={t('settings.colleagues.title')} hint={t('settings.colleagues.hint')}>
      {practice && <p className={editor.soft}>{t('settings.colleagues.practice')}</p>}
      <ColleaguesEditor key={JSON.stringify([colleagues, codes])} saved={colleagues} savedCodes={codes} />
    </Block>
  )
}

/** Stands for the line that is the default one, whichever that is. */
const DEFAULT = ''

type Props = { readonly saved: readonly Colleague[]; readonly savedCodes: Codes }

function ColleaguesEditor({ saved, savedCodes }: Props) {
  const t = useT()
  const [rows, setRows] = useState(saved)
  const [codes, setCodes] = useState(savedCodes)
  const [tried, setTried] = useState(false)
  const lines = useView((view) => view.lines)
  const several = lines.length > 1
  const ways = [
    { id: DEFAULT, label: t('settings.colleagues.defaultLine') },
    ...lines.map((line) => ({ id: line.id, label: lineTitle(line, t) })),
  ]
  const save = useCommand('settings.save')
  const blank = rows.some(({ name, extension }) => name.trim() === '' || extension.trim() === '')
  const change = (id: string, part: Partial<Colleague>) => {
    save.clear()
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  }
  const add = () => {
    if (rows.length < MOST_COLLEAGUES) {
      setRows([...rows, { id: crypto.randomUUID(), name: '', extension: '', line: null }])
    }
  }
  const submit = () => {
    setTried(true)
    if (blank) return
    const trimmed = rows.map((row) => ({
      ...row,
      name: row.name.trim(),
      extension: row.extension.trim(),
    }))
    void save.send({ colleagues: trimmed, ...trimmedCodes(codes) })
  }
  return (
    <div className={editor.editor}>
      {rows.length === 0 && <p className={editor.soft}>{t('settings.colleagues.empty')}</p>}
      <ul>
        {rows.map((row, index) => (
          <li key={row.id} className={editor.row}>
            <div className={cx(styles.colleague, several && styles.withLine)}>
              <Field
                hideLabel
                label={t('settings.colleagues.name')}
                placeholder={t('settings.colleagues.name')}
                value={row.name}
                maxLength={60}
                onChange={(name) => change(row.id, { name })}
              />
              <Field
                hideLabel
                label={t('settings.colleagues.extension')}
                placeholder={t('settings.colleagues.extension')}
                value={row.extension}
                maxLength={64}
                spellCheck="false"
                onChange={(extension) => change(row.id, { extension })}
              />
              {several && (
                <SelectField
                  hideLabel
                  label={t('settings.colleagues.lineOf', { name: isolate(row.name) })}
                  options={ways}
                  value={row.line ?? DEFAULT}
                  onChange={(line) => change(row.id, { line: line === DEFAULT ? null : line })}
                />
              )}
            </div>
            <RowTools
              name={row.name || t('settings.colleagues.newName')}
              isFirst={index === 0}
              isLast={index === rows.length - 1}
              onMove={(by) => setRows(moved(rows, index, by))}
              onRemove={() => setRows(rows.filter(({ id }) => id !== row.id))}
            />
          </li>
        ))}
      </ul>
      <EditorFoot
        add={t('settings.colleagues.add')}
        onAdd={add}
        save={t('settings.colleagues.save')}
        onSave={submit}
        unchanged={rows === saved && JSON.stringify(codes) === JSON.stringify(savedCodes)}
        saving={save}
        error={tried && blank ? t('settings.colleagues.blank') : null}
      >
        <PickUpCodes
          codes={codes}
          onChange={(next) => {
            save.clear()
            setCodes(next)
          }}
        />
      </EditorFoot>
    </div>
  )
}
