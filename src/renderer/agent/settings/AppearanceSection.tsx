import { useT } from '../i18n/language.tsx'
import { LANGUAGES } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { Segments } from '../ui/Choices.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import styles from './appearance-section.module.css'

const THEMES = ['system', 'light', 'dark'] as const
const DENSITIES = ['compact', 'comfortable'] as const
const SYSTEM = 'system'

export function AppearanceSection() {
  const t = useT()
  const { theme, density, language } = useView((view) => view.settings)
  const save = useCommand('settings.save')
  const known = LANGUAGES.some(({ id }) => id === language) ? language : SYSTEM
  return (
    <Block title={t('settings.sections.appearance')}>
      <Segments
        label={t('settings.appearance.theme')}
        choices={THEMES.map((id) => ({ id, label: t(`settings.appearance.${id}`) }))}
        value={theme}
        onChange={(next) => void save.send({ theme: next })}
      />
      <Segments
        label={t('settings.appearance.density')}
        choices={DENSITIES.map((id) => ({ id, label: t(`settings.appearance.${id}`) }))}
        value={density}
        onChange={(next) => void save.send({ density: next })}
      />
      <SelectField
        className={styles.narrow}
        label={t('settings.appearance.language')}
        options={[
          { id: SYSTEM, label: t('settings.appearance.systemLanguage') },
          ...LANGUAGES.map(({ id, name }) => ({ id, label: name })),
        ]}
        value={known}
        onChange={(next) => void save.send({ language: next })}
      />
      <Refusal reason={save.refusal} />
    </Block>
  )
}
