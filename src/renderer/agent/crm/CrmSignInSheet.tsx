import { useState } from 'react'
import type { ConnectionView, ConnectorView } from '../../../contract/crm.ts'
import { useT, useWords } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { CheckField } from '../ui/Choices.tsx'
import { Field } from '../ui/Field.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { SheetForm } from '../ui/SheetForm.tsx'
import { CrmRefusal } from './CrmRefusal.tsx'
import { useConnectors } from './use-connectors.ts'

/** The sign-in alone, when a CRM no longer believes the one it had. */
export function CrmSignInSheet() {
  const t = useT()
  const desk = useDeskStore()
  const id = useDesk(({ signInCrm }) => signInCrm)
  const connection = useView(({ crm }) => crm.connections.find((each) => each.id === id))
  const close = () => desk.setState({ signInCrm: null })
  return (
    <Sheet
      title={t('crm.signInAgain.title', { name: isolate(connection?.name ?? '') })}
      isOpen={connection !== undefined}
      onClose={close}
    >
      {connection && <SignInAgain connection={connection} onDone={close} />}
    </Sheet>
  )
}

type Props = { readonly connection: ConnectionView; readonly onDone: () => void }

function SignInAgain({ connection, onDone }: Props) {
  const t = useT()
  const { connectors, failed } = useConnectors()
  const connector = connectors?.find(({ id }) => id === connection.connector)
  if (failed || (connectors && !connector)) return <CrmRefusal reason="noConnector" />
  if (!connector) return <p>{t('common.loading')}</p>
  return <SignInForm connection={connection} connector={connector} onDone={onDone} />
}

function SignInForm({ connection, connector, onDone }: Props & { readonly connector: ConnectorView }) {
  const t = useT()
  const store = useView((view) => view.secretStore)
  const enter = useCommand('crm.enterSecret')
  const browser = useCommand('crm.signIn')
  const cancel = useCommand('crm.cancelSignIn')
  const [secret, setSecret] = useState('')
  const [keep, setKeep] = useState(store === 'system')
  const byBrowser = connector.signIn === 'oauth'
  const submit = async () => {
    const asked = byBrowser
      ? await browser.send({ connector: connector.id, settings: { ...connection.settings } })
      : null
    if (asked && !asked.ok) return
    const access = asked ? { secret: null, ticket: asked.value.ticket } : { secret, ticket: null }
    const answer = await enter.send({ connection: connection.id, ...access, keepSecret: keep })
    if (answer.ok) onDone()
  }
  const close = () => {
    if (browser.pending) void cancel.send(null)
    onDone()
  }
  return (
    <SheetForm
      submitLabel={t(byBrowser ? 'crm.wizard.browser' : 'crm.signInAgain.submit')}
      isDisabled={!byBrowser && secret === ''}
      isPending={browser.pending || enter.pending}
      onSubmit={() => void submit()}
      onCancel={close}
    >
      {byBrowser ? (
        <p role="status">
          {browser.pending
            ? t('crm.wizard.browserWaits')
            : t('crm.wizard.browserHint', { name: isolate(connector.name) })}
        </p>
      ) : (
        <SecretField connector={connector} value={secret} onChange={setSecret} />
      )}
      <CheckField
        label={t('crm.signInAgain.keep')}
        hint={t(store === 'system' ? 'crm.signInAgain.keepHint' : 'crm.signInAgain.noStore')}
        isSelected={keep}
        isDisabled={store !== 'system'}
        onChange={setKeep}
      />
      <CrmRefusal reason={browser.refusal ?? enter.refusal} />
    </SheetForm>
  )
}

type SecretProps = {
  readonly connector: ConnectorView
  readonly value: string
  readonly onChange: (secret: string) => void
}

function SecretField({ connector, value, onChange }: SecretProps) {
  const words = useWords()
  const field = connector.fields.find(({ kind }) => kind === 'secret')
  if (!field) return null
  return (
    <Field
      autoFocus
      label={words(field.label)}
      hint={words(field.hint)}
      type="password"
      autoComplete="off"
      value={value}
      maxLength={4_000}
      onChange={onChange}
    />
  )
}
