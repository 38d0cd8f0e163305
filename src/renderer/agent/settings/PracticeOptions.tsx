import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { SwitchField } from '../ui/Choices.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './line-section.module.css'

/** What there is to choose of the practice line, which has no form. */
export function PracticeOptions({ line }: { readonly line: string }) {
  const t = useT()
  const account = useView((view) => view.accounts.find(({ id }) => id === line))
  const answers = useCommand('practice.autoAnswer')
  const plain = useCommand('practice.plain')
  if (!account) return null
  return (
    <div className={styles.practice}>
      <SwitchField
        label={t('settings.line.practiceAnswers')}
        isSelected={account.autoAnswer.mode !== 'off'}
        isDisabled={answers.pending}
        onChange={(on) => void answers.send({ on })}
      />
      <SwitchField
        label={t('settings.line.practicePlain')}
        hint={t('settings.line.practicePlainHint')}
        isSelected={account.transport === 'udp'}
        isDisabled={plain.pending}
        onChange={(on) => void plain.send({ on })}
      />
      <Refusal reason={answers.refusal ?? plain.refusal} />
    </div>
  )
}
