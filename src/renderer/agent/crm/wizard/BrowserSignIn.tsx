import type { ConnectorView } from '../../../../contract/crm.ts'
import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { type SignInDraft, trimmed, withProblems } from '../../state/crm-wizard.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckIcon, LinkIcon } from '../../ui/icons/window-icons.tsx'
import { CrmRefusal } from '../CrmRefusal.tsx'
import styles from './sign-in-step.module.css'
import { useWizard } from './use-wizard.ts'

type Props = {
  readonly connector: ConnectorView
  readonly draft: SignInDraft
  readonly hasSecret: boolean
}

/** The permission that the CRM gives in the browser. The window only ever sees a ticket for it. */
export function BrowserSignIn({ connector, draft, hasSecret }: Props) {
  const t = useT()
  const { change, changeSignIn } = useWizard()
  const signIn = useCommand('crm.signIn')
  const cancel = useCommand('crm.cancelSignIn')
  const begin = async () => {
    const answer = await signIn.send({ connector: connector.id, settings: trimmed(draft.settings) })
    if (answer.ok) {
      const { ticket, settings } = answer.value
      changeSignIn({ ticket, settings: { ...draft.settings, ...settings } })
    } else if (answer.reason === 'badFields') {
      const { fields } = answer
      change((now) => withProblems(now, fields))
    }
  }
  const done = draft.ticket !== null
  return (
    <div className={styles.browser}>
      <p className={styles.soft}>{t('crm.wizard.browserHint', { name: isolate(connector.name) })}</p>
      <p role="status" className={styles.state}>
        {signIn.pending && t('crm.wizard.browserWaits')}
        {!signIn.pending && (done || hasSecret) && (
          <>
            <CheckIcon size={14} />
            {t(done ? 'crm.wizard.browserDone' : 'crm.wizard.browserKept')}
          </>
        )}
      </p>
      <div className={styles.tools}>
        {signIn.pending ? (
          <Button onPress={() => void cancel.send(null)}>{t('crm.wizard.stopWaiting')}</Button>
        ) : (
          <Button
            look={done || hasSecret ? 'secondary' : 'primary'}
            icon={<LinkIcon size={14} />}
            onPress={() => void begin()}
          >
            {t(done || hasSecret ? 'crm.wizard.browserAgain' : 'crm.wizard.browser')}
          </Button>
        )}
      </div>
      <CrmRefusal reason={signIn.refusal} />
    </div>
  )
}
