import { useEffect, useState } from 'react'
import type { Preset } from '../../../../contract/preset.ts'
import { useT, useWords } from '../../i18n/language.tsx'
import { useApi } from '../../state/agent-context.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { PresetFacts } from './PresetFacts.tsx'
import { asksForHost, filledIn, hostIn, type PresetDraft, takenBack } from './preset-draft.ts'
import styles from './preset-select.module.css'

const NONE = 'none'

type Props = {
  readonly draft: PresetDraft
  readonly change: (part: Partial<PresetDraft>) => void
}

type Chosen = {
  readonly preset: Preset
  readonly host: string
  /** The form as it would be without it. */
  readonly before: PresetDraft
}

/** Fills the form for a PBX or provider; choosing another one, or none, takes back what the one before had set. */
export function PresetSelect({ draft, change }: Props) {
  const t = useT()
  const presets = usePresets()
  const word = useWords()
  const [chosen, setChosen] = useState<Chosen | null>(null)

  const choose = (id: string): void => {
    const back = chosen ? takenBack(chosen.before, chosen.preset) : {}
    const before = { ...draft, ...back }
    const preset = presets.find((one) => one.id === id)
    const host = chosen?.host || hostIn(draft.server)
    setChosen(preset ? { preset, host, before } : null)
    change(preset ? { ...back, ...filledIn(preset, host) } : back)
  }
  const name = (host: string): void => {
    if (!chosen) return
    setChosen({ ...chosen, host })
    const { server = chosen.before.server } = filledIn(chosen.preset, host.trim())
    change({ server })
  }

  if (presets.length === 0) return null
  return (
    <div className={styles.presets}>
      <SelectField
        label={t('presets.label')}
        hint={t('presets.hint')}
        options={[
          { id: NONE, label: t('presets.none') },
          ...presets.map((preset) => ({ id: preset.id, label: word(preset.name) })),
        ]}
        value={chosen?.preset.id ?? NONE}
        onChange={choose}
      />
      {chosen && asksForHost(chosen.preset) && (
        <Field
          label={t('presets.host')}
          hint={t('presets.hostHint')}
          value={chosen.host}
          maxLength={200}
          spellCheck="false"
          onChange={name}
        />
      )}
      {chosen && <PresetFacts {...chosen} word={word} />}
    </div>
  )
}

/** The presets that came with this Offhook; none until main has answered. */
function usePresets(): readonly Preset[] {
  const api = useApi()
  const [presets, setPresets] = useState<readonly Preset[]>([])
  useEffect(() => {
    let alive = true
    void api.send('preset.list', null).then((answer) => {
      if (alive && Array.isArray(answer)) setPresets(answer)
    })
    return () => {
      alive = false
    }
  }, [api])
  return presets
}
