import type { Description } from '../../../../domain/crm/description.ts'
import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import type { Wizard } from '../../state/crm-wizard.ts'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useWizard } from './use-wizard.ts'
import styles from './write-step.module.css'

type Props = { readonly wizard: Wizard; readonly theirs: Description['dispositions'] }

/** Which disposition of ours is which outcome of theirs; free text where the CRM has no list of them. */
export function DispositionTable({ wizard, theirs }: Props) {
  const t = useT()
  const { change } = useWizard()
  const ours = useView((view) => view.settings.dispositions)
  if (ours.length === 0) return null
  const set = (id: string, there: string) =>
    change((now) => ({ ...now, dispositions: { ...now.dispositions, [id]: there } }))
  const choices = [{ id: '', label: t('crm.wizard.asText') }, ...theirs]
  return (
    <table className={styles.dispositions}>
      <caption>
        {t('crm.wizard.dispositions')}
        <span className={styles.soft}>{t('crm.wizard.dispositionsText')}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('crm.wizard.ours')}</th>
          <th scope="col">{t('crm.wizard.theirs')}</th>
        </tr>
      </thead>
      <tbody>
        {ours.map(({ id, label }) => {
          const there = wizard.dispositions[id] ?? ''
          const name = t('crm.wizard.theirsOf', { name: isolate(label) })
          return (
            <tr key={id}>
              <th scope="row">
                <bdi>{label}</bdi>
              </th>
              <td>
                {theirs.length > 0 ? (
                  <SelectField
                    hideLabel
                    label={name}
                    options={choices}
                    value={theirs.some((each) => each.id === there) ? there : ''}
                    onChange={(next) => set(id, next)}
                  />
                ) : (
                  <Field
                    hideLabel
                    label={name}
                    placeholder={label}
                    value={there}
                    maxLength={200}
                    onChange={(next) => set(id, next)}
                  />
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
