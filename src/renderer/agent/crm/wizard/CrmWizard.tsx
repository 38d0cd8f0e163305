import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useDeskStore } from '../../state/agent-context.tsx'
import { foundBy, signInOf, WIZARD_STEPS, type Wizard, type WizardStep } from '../../state/crm-wizard.ts'
import { WizardFrame, WizardSteps } from '../../ui/WizardFrame.tsx'
import { ChooseStep } from './ChooseStep.tsx'
import { FirstSync } from './FirstSync.tsx'
import { MapStep } from './MapStep.tsx'
import { SignInStep } from './SignInStep.tsx'
import { TestStep } from './TestStep.tsx'
import { WriteStep } from './WriteStep.tsx'

/** A CRM or an address book becomes ours step by step. What was typed stays, whatever happens in between. */
export function CrmWizard({ wizard }: { readonly wizard: Wizard }) {
  const t = useT()
  const desk = useDeskStore()
  const name = isolate(signInOf(wizard)?.name ?? '')
  const close = () =>
    // Once it is saved, or where nothing was begun, there is nothing to go on with.
    desk.setState({ wizard: keeps(wizard) ? { ...wizard, open: false } : wizard.shelved })
  const title = wizard.editing ? t('crm.wizard.editTitle', { name }) : t('crm.wizard.title')
  return (
    <WizardFrame title={title} steps={<Steps wizard={wizard} />} onClose={close}>
      <StepBody wizard={wizard} onDone={() => desk.setState({ wizard: wizard.shelved })} />
    </WizardFrame>
  )
}

const keeps = ({ step, connector, editing }: Wizard): boolean =>
  connector !== null && step !== 'sync' && !editing

/** Whether a step can be gone to from here without the ones before it. */
function isReachable(wizard: Wizard, step: WizardStep): boolean {
  if (wizard.step === 'sync') return step === 'sync'
  switch (step) {
    case 'choose':
      return !wizard.editing
    case 'signIn':
    case 'test':
      return wizard.connector !== null
    case 'map':
    case 'write':
      return foundBy(wizard) !== null
    case 'sync':
      return false
  }
}

function Steps({ wizard }: { readonly wizard: Wizard }) {
  const t = useT()
  const desk = useDeskStore()
  const steps = WIZARD_STEPS.filter((step) => !wizard.editing || (step !== 'choose' && step !== 'sync'))
  return (
    <WizardSteps
      steps={steps.map((id) => ({ id, label: t(`crm.wizard.steps.${id}`) }))}
      current={wizard.step}
      walk={{
        canGo: (step) => isReachable(wizard, step),
        go: (step) => desk.setState({ wizard: { ...wizard, step } }),
      }}
    />
  )
}

function StepBody({ wizard, onDone }: { readonly wizard: Wizard; readonly onDone: () => void }) {
  switch (wizard.step) {
    case 'choose':
      return <ChooseStep wizard={wizard} />
    case 'signIn':
      return <SignInStep key={wizard.connector?.id} wizard={wizard} />
    case 'test':
      return <TestStep wizard={wizard} />
    case 'map':
      return <MapStep wizard={wizard} />
    case 'write':
      return <WriteStep wizard={wizard} onDone={onDone} />
    case 'sync':
      return <FirstSync wizard={wizard} onDone={onDone} />
  }
}
