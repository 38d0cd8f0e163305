import { useState } from 'react'
import type { ConnectionTested } from '../../../../contract/crm.ts'
import type { FieldMapping } from '../../../../domain/crm/connection.ts'
import type { RemoteField } from '../../../../domain/crm/description.ts'
import type { RemoteRecord } from '../../../../domain/crm/record.ts'
import { useT } from '../../i18n/language.tsx'
import { fieldsOf, foundBy, mapsNames, type Wizard } from '../../state/crm-wizard.ts'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choices.tsx'
import { MappingTable } from '../../ui/MappingTable.tsx'
import { WizardFoot } from '../../ui/WizardFrame.tsx'
import { FieldRow } from './FieldRow.tsx'
import styles from './map-step.module.css'
import { PreviewCard } from './PreviewCard.tsx'
import { RecordPager } from './RecordPager.tsx'
import { StepHead } from './StepHead.tsx'
import { useWizard } from './use-wizard.ts'

export function MapStep({ wizard }: { readonly wizard: Wizard }) {
  const found = foundBy(wizard)
  const [object, setObject] = useState(found?.description.objects[0]?.key ?? '')
  if (!found) return null
  return <Mapper key={object} wizard={wizard} found={found} object={object} onObject={setObject} />
}

type Props = {
  readonly wizard: Wizard
  readonly found: ConnectionTested
  readonly object: string
  readonly onObject: (object: string) => void
}

const NOTHING: FieldMapping = {}

/** Which field becomes what, beside a record of theirs and the card that it would make. */
function Mapper({ wizard, found, object, onObject }: Props) {
  const t = useT()
  const { change, go } = useWizard()
  const [index, setIndex] = useState(0)
  const [tried, setTried] = useState(false)
  const records = found.sample[object] ?? []
  const record = records[index] ?? null
  const mapping = wizard.mapping[object] ?? NOTHING
  const complete = mapsNames(wizard, found)
  const set = (key: string, target: string) =>
    change((now) => ({
      ...now,
      mapping: { ...now.mapping, [object]: { ...now.mapping[object], [key]: target } },
    }))
  return (
    <>
      <StepHead title={t('crm.wizard.mapTitle')} hint={t('crm.wizard.mapHint')} />
      <div className={styles.bar}>
        {found.description.objects.length > 1 && (
          <Segments
            hideLabel
            label={t('crm.wizard.object')}
            choices={found.description.objects.map(({ key, label }) => ({ id: key, label }))}
            value={object}
            onChange={onObject}
          />
        )}
        <RecordPager index={index} count={records.length} onIndex={setIndex} />
      </div>
      <div className={styles.panes}>
        <Fields fields={fieldsOf(found, object)} record={record} mapping={mapping} onChange={set} />
        <PreviewCard record={record} mapping={mapping} />
      </div>
      <WizardFoot>
        {tried && !complete && (
          <p role="alert" className={styles.error}>
            {t('crm.wizard.refused.noName')}
          </p>
        )}
        <Button
          look="primary"
          size="large"
          onPress={() => {
            setTried(true)
            if (complete) go('write')
          }}
        >
          {t('crm.wizard.next')}
        </Button>
        <Button look="quiet" onPress={() => go('test')}>
          {t('crm.wizard.back')}
        </Button>
      </WizardFoot>
    </>
  )
}

type TableProps = {
  readonly fields: readonly RemoteField[]
  readonly record: RemoteRecord | null
  readonly mapping: FieldMapping
  readonly onChange: (key: string, target: string) => void
}

function Fields({ fields, record, mapping, onChange }: TableProps) {
  const t = useT()
  return (
    <MappingTable
      heads={[t('crm.wizard.remoteField'), t('crm.wizard.value'), t('crm.wizard.becomes')]}
      className={styles.columns}
    >
      {fields.map((field) => (
        <FieldRow
          key={field.key}
          field={field}
          value={record?.values[field.key] ?? ''}
          target={mapping[field.key]}
          onChange={(target) => onChange(field.key, target)}
        />
      ))}
    </MappingTable>
  )
}
