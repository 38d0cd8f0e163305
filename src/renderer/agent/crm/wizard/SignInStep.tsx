import { Form } from 'react-aria-components'
import type { BadConnection, ConnectorView } from '../../../../contract/crm.ts'
import { useT, useWords } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import { type SignInDraft, signInOf, type Wizard } from '../../state/crm-wizard.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/Choices.tsx'
import { Field } from '../../ui/Field.tsx'
import { WizardFoot } from '../../ui/WizardFrame.tsx'
import { BrowserSignIn } from './BrowserSignIn.tsx'
import { StepHead } from './StepHead.tsx'
import styles from './sign-in-step.module.css'
import { useWizard } from './use-wizard.ts'

export function SignInStep({ wizard }: { readonly wizard: Wizard }) {
  const draft = signInOf(wizard)
  if (!wizard.connector || !draft) return null
  return <SignInForm wizard={wizard} connector={wizard.connector} draft={draft} />
}

type Props = {
  readonly wizard: Wizard
  readonly connector: ConnectorView
  readonly draft: SignInDraft
}

function SignInForm({ wizard, connector, draft }: Props) {
  const t = useT()
  const { go, changeSignIn } = useWizard()
  const hasSecret = useView(
    ({ crm }) => crm.connections.find(({ id }) => id === wizard.id)?.hasSecret ?? false,
  )
  const byBrowser = connector.signIn === 'oauth'
  const signedIn = !byBrowser || draft.ticket !== null || hasSecret
  return (
    <Form
      className={styles.form ?? ''}
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault()
        if (signedIn) go('test')
      }}
    >
      <StepHead title={t('crm.wizard.signInTitle', { name: isolate(connector.name) })} focus={false} />
      <Field
        label={t('crm.wizard.name')}
        hint={t('crm.wizard.nameHint')}
        value={draft.name}
        maxLength={60}
        onChange={(name) => changeSignIn({ name })}
      />
      {connector.fields.map((field, index) => (
        <ConnectorField
          key={field.key}
          field={field}
          draft={draft}
          first={index === 0}
          hasSecret={hasSecret}
          problem={wizard.problems[field.key] ?? null}
        />
      ))}
      <KeepSecret draft={draft} />
      {byBrowser && <BrowserSignIn connector={connector} draft={draft} hasSecret={hasSecret} />}
      <WizardFoot>
        <Button look="primary" size="large" type="submit" isDisabled={!signedIn}>
          {t('crm.wizard.next')}
        </Button>
        {!wizard.editing && (
          <Button look="quiet" onPress={() => go('choose')}>
            {t('crm.wizard.back')}
          </Button>
        )}
      </WizardFoot>
    </Form>
  )
}

type FieldProps = {
  readonly field: ConnectorView['fields'][number]
  readonly draft: SignInDraft
  readonly first: boolean
  readonly hasSecret: boolean
  readonly problem: BadConnection['fields'][string] | null
}

function ConnectorField({ field, draft, first, hasSecret, problem }: FieldProps) {
  const t = useT()
  const words = useWords()
  const { changeSignIn } = useWizard()
  const secret = field.kind === 'secret'
  const kept = secret && hasSecret ? ` ${t('crm.wizard.secretKept')}` : ''
  return (
    <Field
      label={words(field.label)}
      hint={`${words(field.hint)}${kept}`}
      error={problem && t(`crm.wizard.problem.${problem}`)}
      value={secret ? draft.secret : (draft.settings[field.key] ?? '')}
      maxLength={secret ? 4_000 : 2_000}
      type={secret ? 'password' : 'text'}
      autoComplete="off"
      spellCheck="false"
      autoFocus={first}
      // A ticket stands for these very settings.
      onChange={(value) =>
        secret
          ? changeSignIn({ secret: value })
          : changeSignIn({ settings: { ...draft.settings, [field.key]: value }, ticket: null })
      }
    />
  )
}

function KeepSecret({ draft }: { readonly draft: SignInDraft }) {
  const t = useT()
  const store = useView((view) => view.secretStore)
  const { changeSignIn } = useWizard()
  return (
    <CheckField
      label={t('crm.signInAgain.keep')}
      hint={t(store === 'system' ? 'crm.signInAgain.keepHint' : 'crm.signInAgain.noStore')}
      isSelected={draft.keepSecret}
      isDisabled={store !== 'system'}
      onChange={(keepSecret) => changeSignIn({ keepSecret })}
    />
  )
}
