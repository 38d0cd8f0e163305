import { useT } from '../../i18n/language.tsx'
import { SwitchField } from '../../ui/Choices.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { linesOf } from './account-draft.ts'
import styles from './account-form.module.css'
import type { GroupProps } from './form-parts.ts'

/** Who we are to those we call, and whom we believe that they are. */
export function IdentityGroup({ draft, change, said }: GroupProps) {
  const t = useT()
  const numbers = [...new Set(linesOf(draft.callerIds))]
  const shown = numbers.includes(draft.callerId) ? draft.callerId : ''
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        <Field
          label={t('settings.line.label')}
          hint={t('settings.line.labelHint')}
          value={draft.label}
          maxLength={60}
          onChange={(label) => change({ label })}
        />
        <Field
          label={t('settings.line.displayName')}
          value={draft.displayName}
          maxLength={100}
          onChange={(displayName) => change({ displayName })}
        />
      </div>
      <Field
        label={t('settings.line.callerIds')}
        hint={t('settings.line.callerIdsHint')}
        error={said('callerIdBad', 'callerIdUnknown')}
        rows={2}
        value={draft.callerIds}
        onChange={(callerIds) => {
          const gone = !linesOf(callerIds).includes(draft.callerId)
          change({ callerIds, ...(gone && { callerId: '' }) })
        }}
      />
      {numbers.length > 0 && (
        <SelectField
          label={t('settings.line.callerId')}
          options={[
            { id: '', label: t('settings.line.callerIdServer') },
            ...numbers.map((number) => ({ id: number, label: number })),
          ]}
          value={shown}
          onChange={(callerId) => change({ callerId })}
        />
      )}
      <SwitchField
        label={t('settings.line.trustsProxy')}
        hint={t('settings.line.trustsProxyHint')}
        isSelected={draft.trustsProxy}
        onChange={(trustsProxy) => change({ trustsProxy })}
      />
    </div>
  )
}
