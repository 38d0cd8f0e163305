import { useState } from 'react'
import { Group, Input, Label, NumberField } from 'react-aria-components'
import type { WrapUpRule } from '../../../domain/disposition/disposition.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { RadioField } from '../ui/Choices.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { DispositionsEditor } from './DispositionsEditor.tsx'
import styles from './wrap-up-section.module.css'

const MODES = ['optional', 'required', 'timeBoxed'] as const
const USUAL_SECONDS = 60

export function WrapUpSection() {
  const t = useT()
  const rule = useView((view) => view.settings.wrapUp)
  const dispositions = useView((view) => view.settings.dispositions)
  const save = useCommand('settings.save')
  const saveRule = (wrapUp: WrapUpRule) => void save.send({ wrapUp })
  return (
    <>
      <Block title={t('settings.sections.wrapUp')}>
        <RadioField
          label={t('settings.wrapUp.rule')}
          value={rule.mode}
          choices={MODES.map((id) => ({
            id,
            label: t(`settings.wrapUp.${id}`),
            hint: t(`settings.wrapUp.${id}Hint`),
          }))}
          onChange={(mode) => saveRule(mode === 'timeBoxed' ? { mode, seconds: USUAL_SECONDS } : { mode })}
        />
        {rule.mode === 'timeBoxed' && (
          <Seconds
            key={rule.seconds}
            seconds={rule.seconds}
            onChange={(seconds) => saveRule({ mode: 'timeBoxed', seconds })}
          />
        )}
        <Refusal reason={save.refusal} />
      </Block>
      <Block title={t('settings.wrapUp.dispositions')} hint={t('settings.wrapUp.dispositionsHint')}>
        <DispositionsEditor key={JSON.stringify(dispositions)} saved={dispositions} />
      </Block>
    </>
  )
}

function Seconds(props: { readonly seconds: number; readonly onChange: (seconds: number) => void }) {
  const t = useT()
  const [seconds, setSeconds] = useState(props.seconds)
  return (
    <NumberField
      className={styles.seconds ?? ''}
      minValue={5}
      maxValue={3_600}
      value={seconds}
      onChange={(next) => {
        if (!Number.isInteger(next)) return
        setSeconds(next)
        props.onChange(next)
      }}
    >
      <Label className={styles.label ?? ''}>{t('settings.wrapUp.seconds')}</Label>
      <Group>
        <Input className={styles.input ?? ''} />
      </Group>
    </NumberField>
  )
}
