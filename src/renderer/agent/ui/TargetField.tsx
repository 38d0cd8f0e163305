import { useT } from '../i18n/language.tsx'
import { type ColumnMapping, hasLabel, TARGETS, type Target } from '../state/column-mapping.ts'
import { Field } from './Field.tsx'
import { SelectField } from './SelectField.tsx'
import styles from './target-field.module.css'

type Props = {
  /** What the file or the CRM calls it. */
  readonly name: string
  /** What a number or a field of its own is called here, until something else is typed. */
  readonly labelled: string
  readonly targets?: readonly Target[]
  readonly value: ColumnMapping
  readonly onChange: (mapping: ColumnMapping) => void
}

/** What a column of a file, or a field of a CRM, becomes of a customer. */
export function TargetField({ name, labelled, targets = TARGETS, value, onChange }: Props) {
  const t = useT()
  const { target, label } = value
  return (
    <div className={styles.target}>
      <SelectField
        hideLabel
        label={t('importing.goesToOf', { column: name })}
        options={targets.map((id) => ({ id, label: t(`importing.field.${id}`) }))}
        value={target}
        onChange={(next) => onChange({ target: next, label: hasLabel(next) ? label || labelled : '' })}
      />
      {hasLabel(target) && (
        <Field
          hideLabel
          label={t('importing.labelOf', { column: name })}
          value={label}
          maxLength={100}
          onChange={(next) => onChange({ target, label: next })}
        />
      )}
    </div>
  )
}
