import { CALLERS } from '../../../../domain/line.ts'
import { useT } from '../../i18n/language.tsx'
import { SwitchField } from '../../ui/Choices.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './account-form.module.css'
import type { GroupProps } from './form-parts.ts'

/** Who may call past the server, and where they find this line. */
export function DirectGroup({ draft, change, said }: GroupProps) {
  const t = useT()
  const listens = draft.callers !== 'server' || !draft.registers
  return (
    <div className={styles.group}>
      <SelectField
        label={t('direct.callers')}
        hint={said('callersMissing') ?? t(`direct.callersHint.${draft.callers}`)}
        options={CALLERS.map((id) => ({ id, label: t(`direct.callersOf.${id}`) }))}
        value={draft.callers}
        onChange={(callers) => change({ callers })}
      />
      {draft.callers === 'named' && (
        <Field
          label={t('direct.sources')}
          hint={t('direct.sourcesHint')}
          error={said('sourcesMissing', 'sourceBad')}
          rows={3}
          value={draft.sources}
          spellCheck="false"
          onChange={(sources) => change({ sources })}
        />
      )}
      {listens && (
        <Field
          label={t('direct.port')}
          hint={t('direct.portHint')}
          error={said('directPortBad', 'directPortTaken')}
          inputMode="numeric"
          maxLength={5}
          value={draft.directPort}
          onChange={(directPort) => change({ directPort })}
        />
      )}
      {draft.callers === 'anybody' && draft.autoAnswer !== 'off' && (
        <SwitchField
          label={t('direct.strangersPush')}
          hint={t('direct.strangersPushHint')}
          isSelected={draft.strangersPush}
          onChange={(strangersPush) => change({ strangersPush })}
        />
      )}
    </div>
  )
}
