import type { RemoteField } from '../../../../domain/crm/description.ts'
import { useT } from '../../i18n/language.tsx'
import { hasLabel, readMapping, TARGETS, writeMapping } from '../../state/column-mapping.ts'
import { cx } from '../../ui/cx.ts'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './map-step.module.css'

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
  const t = useT()
  const mapping = readMapping(target)
  return (
    <tr className={cx(mapping.target === 'skip' && styles.skipped)}>
      <th scope="row" className={styles.field}>
        <bdi>{field.label}</bdi>
      </th>
      <td className={styles.value} dir="auto" title={value}>
        {value}
      </td>
      <td>
        <div className={styles.target}>
          <SelectField
            hideLabel
            label={t('importing.goesToOf', { column: field.label })}
            options={CHOICES.map((id) => ({ id, label: t(`importing.field.${id}`) }))}
            value={mapping.target === 'key' ? 'skip' : mapping.target}
            onChange={(next) =>
              onChange(
                writeMapping({
                  target: next,
                  label: hasLabel(next) ? mapping.label || field.label : '',
                }),
              )
            }
          />
          {hasLabel(mapping.target) && (
            <Field
              hideLabel
              label={t('importing.labelOf', { column: field.label })}
              value={mapping.label}
              maxLength={100}
              onChange={(label) => onChange(`${mapping.target}:${label}`)}
            />
          )}
        </div>
      </td>
    </tr>
  )
}
