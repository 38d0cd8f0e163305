import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useDeskStore } from '../../state/agent-context.tsx'
import { foundBy, signInOf, WIZARD_STEPS, type Wizard, type WizardStep } from '../../state/crm-wizard.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CloseIcon } from '../../ui/icons/window-icons.tsx'
import { Press } from '../../ui/Press.tsx'
import { Region } from '../../ui/Region.tsx'
import { ChooseStep } from './ChooseStep.tsx'
import styles from './crm-wizard.module.css'
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
    <main className={styles.screen}>
      <Region name="detail" label={title} className={styles.region}>
        <header className={styles.header}>
          <h1 className={styles.title}>{title}</h1>
          <Steps wizard={wizard} />
          <IconButton label={t('common.close')} onPress={close}>
            <CloseIcon />
          </IconButton>
        </header>
        <StepBody wizard={wizard} onDone={() => desk.setState({ wizard: wizard.shelved })} />
      </Region>
    </main>
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
    <ol className={styles.steps}>
      {steps.map((step) => (
        <li key={step}>
          <Press
            className={styles.step}
            aria-current={step === wizard.step ? 'step' : undefined}
            isDisabled={!isReachable(wizard, step)}
            onPress={() => desk.setState({ wizard: { ...wizard, step } })}
          >
            {t(`crm.wizard.steps.${step}`)}
          </Press>
        </li>
      ))}
    </ol>
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
