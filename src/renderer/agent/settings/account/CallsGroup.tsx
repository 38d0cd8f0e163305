import { RINGS } from '../../../../domain/account/account.ts'
import { useT } from '../../i18n/language.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './account-form.module.css'
import type { GroupProps } from './form-parts.ts'

/** What happens when somebody calls this line. */
export function CallsGroup({ draft, change }: GroupProps) {
  const t = useT()
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        <SelectField
          label={t('settings.line.ring')}
          options={RINGS.map((id) => ({ id, label: t(`settings.line.rings.${id}`) }))}
          value={draft.ring}
          onChange={(ring) => change({ ring })}
        />
        <SelectField
          label={t('settings.line.unavailable')}
          hint={t('settings.line.unavailableHint')}
          options={[
            { id: 'busy', label: t('settings.line.unavailableBusy') },
            { id: 'unavailable', label: t('settings.line.unavailableAway') },
            { id: 'ring', label: t('settings.line.unavailableRing') },
          ]}
          value={draft.whileUnavailable}
          onChange={(whileUnavailable) => change({ whileUnavailable })}
        />
      </div>
      <SelectField
        label={t('settings.line.autoAnswer')}
        hint={t('settings.line.autoAnswerHint')}
        options={[
          { id: 'off', label: t('settings.line.autoAnswerOff') },
          { id: 'named', label: t('settings.line.autoAnswerNamed') },
          { id: 'on', label: t('settings.line.autoAnswerOn') },
        ]}
        value={draft.autoAnswer}
        onChange={(autoAnswer) => change({ autoAnswer })}
      />
      {draft.autoAnswer === 'named' && (
        <Field
          label={t('settings.line.senders')}
          hint={t('settings.line.sendersHint')}
          rows={2}
          value={draft.senders}
          onChange={(senders) => change({ senders })}
        />
      )}
    </div>
  )
}
