import type { RemoteField } from '../../../../domain/crm/description.ts'
import { hasLabel, readMapping, TARGETS } from '../../state/column-mapping.ts'
import { MappingRow } from '../../ui/MappingTable.tsx'
import { TargetField } from '../../ui/TargetField.tsx'

type Props = {
  readonly field: RemoteField
  /** What the record that is looked at has there. */
  readonly value: string
  readonly target: string | undefined
  readonly onChange: (target: string) => void
}

/** A CRM knows its records by ids of its own. */
const CHOICES = TARGETS.filter((target) => target !== 'key')

export function FieldRow({ field, value, target, onChange }: Props) {
  const mapping = readMapping(target)
  return (
    <MappingRow name={field.label} isSkipped={mapping.target === 'skip'}>
      <td dir="auto" title={value}>
        {value}
      </td>
      <td>
        <TargetField
          name={field.label}
          labelled={field.label}
          targets={CHOICES}
          value={mapping}
          // As it is typed: a space at the end may be the middle of a name.
          onChange={(next) => onChange(hasLabel(next.target) ? `${next.target}:${next.label}` : next.target)}
        />
      </td>
    </MappingRow>
  )
}
