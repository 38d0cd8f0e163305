import { useState } from 'react'
import type { ImportPreview } from '../../../contract/agent.ts'
import { useT } from '../i18n/language.tsx'
import { type ColumnMapping, readMapping, writeMapping } from '../state/column-mapping.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { SwitchField } from '../ui/Choices.tsx'
import { MappingRow, MappingTable } from '../ui/MappingTable.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TargetField } from '../ui/TargetField.tsx'
import { WizardFoot } from '../ui/WizardFrame.tsx'
import styles from './import-mapping.module.css'

type Props = {
  readonly preview: ImportPreview
  readonly onPreview: (preview: ImportPreview) => void
  readonly onChooseOther: () => void
}

const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'windows-1250',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'utf-16le',
]
const DELIMITERS = [
  { id: ',', name: 'comma' },
  { id: ';', name: 'semicolon' },
  { id: '\t', name: 'tab' },
  { id: '|', name: 'pipe' },
] as const
const SAMPLES = 3

/** One line a column: what the file calls it, what is in it, what it becomes. */
export function ImportMapping({ preview, onPreview, onChooseOther }: Props) {
  const t = useT()
  const again = useCommand('import.preview')
  const start = useCommand('import.start')
  const [chosen, setChosen] = useState<Readonly<Record<string, ColumnMapping>>>({})
  const mappingOf = (index: number) => chosen[index] ?? readMapping(preview.mapping[String(index)])
  const { file, encoding, delimiter, hasHeader, columns, sample, kind } = preview

  const reread = async (part: Partial<Pick<ImportPreview, 'encoding' | 'delimiter' | 'hasHeader'>>) => {
    const answer = await again.send({ file, encoding, delimiter, hasHeader, ...part })
    if (!answer.ok) return
    setChosen({})
    onPreview(answer.value)
  }
  const run = () =>
    start.send({
      file,
      encoding,
      delimiter,
      hasHeader,
      // A vCard says itself what is what.
      mapping:
        kind === 'vcard'
          ? {}
          : Object.fromEntries(columns.map((_, index) => [String(index), writeMapping(mappingOf(index))])),
    })
  const encodings = ENCODINGS.includes(encoding) ? ENCODINGS : [encoding, ...ENCODINGS]
  return (
    <div className={styles.mapping}>
      <div>
        <h2 className={styles.title}>
          {kind === 'vcard' ? t('importing.vcardTitle', { name: preview.name }) : t('importing.mapTitle')}
        </h2>
        <p className={styles.hint}>
          {kind === 'vcard' ? t('importing.vcardHint') : t('importing.mapHint', { name: preview.name })}
        </p>
      </div>
      {kind === 'csv' && (
        <div className={styles.options}>
          <SelectField
            label={t('importing.encoding')}
            options={encodings.map((id) => ({ id, label: id.toUpperCase() }))}
            value={encoding}
            onChange={(next) => void reread({ encoding: next })}
          />
          <SelectField
            label={t('importing.delimiter')}
            options={DELIMITERS.map(({ id, name }) => ({ id, label: t(`importing.delimiters.${name}`) }))}
            value={DELIMITERS.find(({ id }) => id === delimiter)?.id ?? ','}
            onChange={(next) => void reread({ delimiter: next })}
          />
          <SwitchField
            label={t('importing.header')}
            isSelected={hasHeader}
            onChange={(next) => void reread({ hasHeader: next })}
          />
        </div>
      )}
      <Refusal reason={again.refusal} />
      <MappingTable
        heads={[
          t('importing.column'),
          t('importing.sample'),
          ...(kind === 'csv' ? [t('importing.goesTo')] : []),
        ]}
        className={styles.columns}
      >
        {columns.map((column, index) => {
          const name = column.trim() || t('importing.columnNumber', { number: index + 1 })
          const mapping = mappingOf(index)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file.
            <MappingRow key={index} name={name} isSkipped={mapping.target === 'skip' && kind === 'csv'}>
              <td>
                {sample
                  .slice(0, SAMPLES)
                  .map((row) => row[index] ?? '')
                  .filter((value) => value !== '')
                  .join(' · ')}
              </td>
              {kind === 'csv' && (
                <td>
                  <TargetField
                    name={name}
                    labelled={column.trim()}
                    value={mapping}
                    onChange={(next) => setChosen({ ...chosen, [index]: next })}
                  />
                </td>
              )}
            </MappingRow>
          )
        })}
      </MappingTable>
      <WizardFoot>
        <Refusal reason={start.refusal} />
        <Button look="primary" size="large" isPending={start.pending} onPress={() => void run()}>
          {t('importing.start')}
        </Button>
        <Button look="quiet" onPress={onChooseOther}>
          {t('importing.other')}
        </Button>
      </WizardFoot>
    </div>
  )
}
