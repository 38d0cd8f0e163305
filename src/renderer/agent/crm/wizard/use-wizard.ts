import { useDeskStore } from '../../state/agent-context.tsx'
import { changeSignIn, type SignInDraft, type Wizard, type WizardStep } from '../../state/crm-wizard.ts'

/** Changes the wizard that is open; nothing where it is gone meanwhile, as after an answer that came late. */
export function useWizard() {
  const desk = useDeskStore()
  const change = (next: (wizard: Wizard) => Wizard): void =>
    desk.setState(({ wizard }) => ({ wizard: wizard && next(wizard) }))
  return {
    change,
    go: (step: WizardStep) => change((wizard) => ({ ...wizard, step })),
    changeSignIn: (part: Partial<SignInDraft>) => change((wizard) => changeSignIn(wizard, part)),
  }
}
