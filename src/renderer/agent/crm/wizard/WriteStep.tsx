import type { ConnectionTested, ConnectorView } from '../../../../contract/crm.ts'
import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import {
  accessOf,
  draftOf,
  foundBy,
  type SignInDraft,
  signInOf,
  type Wizard,
} from '../../state/crm-wizard.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { SwitchField } from '../../ui/Choices.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { WizardFoot } from '../../ui/WizardFrame.tsx'
import { CrmRefusal } from '../CrmRefusal.tsx'
import { DispositionTable } from './DispositionTable.tsx'
import { StepHead } from './StepHead.tsx'
import { useWizard } from './use-wizard.ts'
import styles from './write-step.module.css'

type Props = { readonly wizard: Wizard; readonly onDone: () => void }

export function WriteStep({ wizard, onDone }: Props) {
  const found = foundBy(wizard)
  const draft = signInOf(wizard)
  if (!wizard.connector || !draft || !found) return null
  return <Write wizard={wizard} connector={wizard.connector} draft={draft} found={found} onDone={onDone} />
}

type WriteProps = Props & {
  readonly connector: ConnectorView
  readonly draft: SignInDraft
  readonly found: ConnectionTested
}

/** What goes to the CRM. Only what it can take is offered. */
function Write({ wizard, connector, draft, found, onDone }: WriteProps) {
  const t = useT()
  const { go, change } = useWizard()
  const save = useCommand('crm.save')
  const { callLog, changes, creates } = connector.capabilities
  const name = isolate(draft.name || connector.name)
  const submit = async () => {
    const answer = await save.send({
      ...draftOf(wizard, connector, draft),
      ...accessOf(draft),
      keepSecret: draft.keepSecret,
    })
    if (!answer.ok) return
    if (wizard.editing) onDone()
    else change((now) => ({ ...now, id: answer.value.connection, step: 'sync' }))
  }
  return (
    <>
      <StepHead title={t('crm.wizard.writeTitle', { name })} />
      <div className={styles.write}>
        {callLog === 'none' && !changes && !creates && <p>{t('crm.wizard.readOnly', { name })}</p>}
        {callLog !== 'none' && (
          <SwitchField
            label={t('crm.wizard.logsCalls')}
            hint={t(callLog === 'once' ? 'crm.wizard.logsCallsOnce' : 'crm.wizard.logsCallsUpdatable')}
            isSelected={wizard.logsCalls}
            onChange={(logsCalls) => change((now) => ({ ...now, logsCalls }))}
          />
        )}
        {callLog !== 'none' && wizard.logsCalls && (
          <DispositionTable wizard={wizard} theirs={found.description.dispositions} />
        )}
        {changes && (
          <SwitchField
            label={t('crm.wizard.takesChanges')}
            hint={t('crm.wizard.takesChangesHint')}
            isSelected={wizard.takesChanges}
            onChange={(takesChanges) => change((now) => ({ ...now, takesChanges }))}
          />
        )}
        {creates && <TakesNew wizard={wizard} />}
        <Every wizard={wizard} />
      </div>
      <WizardFoot>
        <CrmRefusal reason={save.refusal} />
        <Button look="primary" size="large" isPending={save.pending} onPress={() => void submit()}>
          {t(wizard.editing ? 'crm.wizard.save' : 'crm.wizard.connect')}
        </Button>
        <Button look="quiet" onPress={() => go('map')}>
          {t('crm.wizard.back')}
        </Button>
      </WizardFoot>
    </>
  )
}

/** Only one connection takes new customers: else each would be there twice. */
function TakesNew({ wizard }: { readonly wizard: Wizard }) {
  const t = useT()
  const { change } = useWizard()
  const other = useView(({ crm }) => crm.connections.find(({ id, takesNew }) => takesNew && id !== wizard.id))
  return (
    <SwitchField
      label={t('crm.wizard.takesNew')}
      hint={
        other ? t('crm.wizard.takesNewTaken', { name: isolate(other.name) }) : t('crm.wizard.takesNewHint')
      }
      isSelected={wizard.takesNew && !other}
      isDisabled={other !== undefined}
      onChange={(takesNew) => change((now) => ({ ...now, takesNew }))}
    />
  )
}

const EVERY = [
  { id: 's30', seconds: 30 },
  { id: 'm1', seconds: 60 },
  { id: 'm5', seconds: 300 },
  { id: 'm15', seconds: 900 },
  { id: 'h1', seconds: 3_600 },
] as const

function Every({ wizard }: { readonly wizard: Wizard }) {
  const t = useT()
  const { change } = useWizard()
  const chosen = EVERY.find(({ seconds }) => seconds >= wizard.everySeconds) ?? EVERY[4]
  return (
    <SelectField
      className={styles.every}
      label={t('crm.wizard.every')}
      options={EVERY.map(({ id }) => ({ id, label: t(`crm.wizard.everyChoice.${id}`) }))}
      value={chosen.id}
      onChange={(id) => {
        const seconds = EVERY.find((each) => each.id === id)?.seconds
        if (seconds !== undefined) change((now) => ({ ...now, everySeconds: seconds }))
      }}
    />
  )
}
