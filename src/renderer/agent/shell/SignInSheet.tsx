import { useState } from 'react'
import { useT } from '../i18n/language.tsx'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { CheckField } from '../ui/Choices.tsx'
import { Field } from '../ui/Field.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { SheetForm } from '../ui/SheetForm.tsx'
import styles from './sign-in-sheet.module.css'

/** The password alone, when the line asks for it again. */
export function SignInSheet() {
  const t = useT()
  const desk = useDeskStore()
  const line = useDesk(({ signInLine }) => signInLine)
  const close = () => desk.setState({ signInLine: null })
  return (
    <Sheet title={t('shell.signIn.title')} isOpen={line !== null} onClose={close}>
      {line !== null && <SignInForm line={line} onDone={close} />}
    </Sheet>
  )
}

function SignInForm({ line, onDone }: { readonly line: string; readonly onDone: () => void }) {
  const t = useT()
  const account = useView((view) => view.accounts.find(({ id }) => id === line))
  const store = useView((view) => view.secretStore)
  const signIn = useCommand('account.signIn')
  const [password, setPassword] = useState('')
  const [keep, setKeep] = useState(store === 'system')
  const submit = async () => {
    const answer = await signIn.send({ account: line, password, keep })
    if (answer.ok) onDone()
  }
  return (
    <SheetForm
      submitLabel={t('shell.signIn.submit')}
      isDisabled={password === ''}
      isPending={signIn.pending}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className={styles.who} data-copyable>
        {account && t('shell.signIn.who', { user: account.user, server: account.server })}
      </p>
      <Field
        label={t('shell.signIn.password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoFocus
        isRequired
      />
      <CheckField
        label={t('shell.signIn.keep')}
        hint={store === 'system' ? undefined : t('shell.signIn.noStore')}
        isSelected={keep}
        isDisabled={store !== 'system'}
        onChange={setKeep}
      />
      <Refusal reason={signIn.refusal} />
    </SheetForm>
  )
}
