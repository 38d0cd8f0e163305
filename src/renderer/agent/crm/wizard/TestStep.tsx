import { useEffect, useState } from 'react'
import type { ConnectionTested, ConnectorView } from '../../../../contract/crm.ts'
import type { CrmFault } from '../../../../domain/crm/failure.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useApi, useView } from '../../state/agent-context.tsx'
import {
  accessOf,
  foundBy,
  type SignInDraft,
  secretField,
  signInOf,
  testedBy,
  trimmed,
  type Wizard,
  withFound,
  withProblems,
} from '../../state/crm-wizard.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckIcon } from '../../ui/icons/window-icons.tsx'
import { WizardFoot } from '../../ui/WizardFrame.tsx'
import { CrmRefusal } from '../CrmRefusal.tsx'
import { FaultWords } from '../FaultWords.tsx'
import { StepHead } from './StepHead.tsx'
import styles from './test-step.module.css'
import { useWizard } from './use-wizard.ts'

export function TestStep({ wizard }: { readonly wizard: Wizard }) {
  const draft = signInOf(wizard)
  if (!wizard.connector || !draft) return null
  return <Test wizard={wizard} connector={wizard.connector} draft={draft} />
}

type Failed = { readonly fault: CrmFault } | { readonly refusal: string }
type Props = { readonly wizard: Wizard; readonly connector: ConnectorView; readonly draft: SignInDraft }

/** Signs in and looks around. It begins by itself, once for each sign-in. */
function Test({ wizard, connector, draft }: Props) {
  const t = useT()
  const { go } = useWizard()
  const [turn, setTurn] = useState(0)
  const found = foundBy(wizard)
  const failed = useTest(wizard, connector, draft, turn)
  return (
    <>
      <StepHead title={t('crm.wizard.testTitle')} />
      <div role="status" className={styles.result}>
        {!found && !failed && (
          <p className={styles.soft}>{t('crm.wizard.testing', { name: isolate(connector.name) })}</p>
        )}
        {found && (
          <p className={styles.good}>
            <CheckIcon size={18} />
            {t('crm.wizard.tested')}
          </p>
        )}
      </div>
      {found && <Found found={found} />}
      {!found && failed && <Failure failed={failed} />}
      <WizardFoot>
        {found ? (
          <Button look="primary" size="large" onPress={() => go('map')}>
            {t('crm.wizard.next')}
          </Button>
        ) : (
          failed && (
            <Button look="primary" size="large" onPress={() => setTurn(turn + 1)}>
              {t('crm.wizard.testAgain')}
            </Button>
          )
        )}
        <Button look="quiet" onPress={() => go('signIn')}>
          {t('crm.wizard.toSignIn')}
        </Button>
      </WizardFoot>
    </>
  )
}

/** Why the test of this sign-in failed; null while it runs, and where it succeeded. */
function useTest(wizard: Wizard, connector: ConnectorView, draft: SignInDraft, turn: number): Failed | null {
  const api = useApi()
  const { change } = useWizard()
  const [failed, setFailed] = useState<Failed | null>(null)
  const ours = useView((view) => view.settings.dispositions)
  const done = foundBy(wizard) !== null
  const by = testedBy(wizard, draft)
  const secret = secretField(connector)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `by` stands for the sign-in; another turn tests it again.
  useEffect(() => {
    if (done) return
    let current = true
    setFailed(null)
    const input = {
      id: wizard.id,
      connector: connector.id,
      settings: trimmed(draft.settings),
      ...accessOf(draft),
    }
    void api.send('crm.test', input).then((answer) => {
      if (!current) return
      if (answer.ok) change((now) => withFound(now, by, answer.value, ours))
      else if (answer.reason === 'badFields') change((now) => withProblems(now, answer.fields))
      else if (answer.reason === 'noSecret' && secret)
        change((now) => withProblems(now, { [secret]: 'empty' }))
      else setFailed('fault' in answer ? { fault: answer.fault } : { refusal: answer.reason })
    })
    return () => {
      current = false
    }
  }, [api, by, done, turn])
  return failed
}

function Failure({ failed }: { readonly failed: Failed }) {
  const t = useT()
  return (
    <div role="alert" className={styles.failed}>
      <h3 className={styles.heading}>{t('crm.wizard.testFailed')}</h3>
      {'fault' in failed ? <FaultWords fault={failed.fault} /> : <CrmRefusal reason={failed.refusal} />}
    </div>
  )
}

function Found({ found }: { readonly found: ConnectionTested }) {
  const t = useT()
  const formats = useFormats()
  const { identity, objects, fields, dispositions } = found.description
  return (
    <section aria-label={t('crm.wizard.found')} className={styles.found}>
      <p data-copyable>{t('crm.wizard.identity', { identity: isolate(identity) })}</p>
      <ul className={styles.objects}>
        {objects.map(({ key, label }) => {
          const count = fields.filter(({ object }) => object === key).length
          const samples = found.sample[key]?.length ?? 0
          const total = found.totals[key] ?? null
          return (
            <li key={key} className={styles.object}>
              <bdi className={styles.label}>{label}</bdi>
              <span>{t('crm.wizard.fields', { count })}</span>
              <span>
                {total !== null && total > 0
                  ? t('crm.wizard.total', { count: total, number: formats.number(total) })
                  : samples === 0
                    ? t('crm.wizard.noSamples')
                    : t('crm.wizard.samples', { count: samples })}
              </span>
            </li>
          )
        })}
      </ul>
      {dispositions.length > 0 && (
        <p className={styles.soft}>{t('crm.wizard.outcomes', { count: dispositions.length })}</p>
      )}
    </section>
  )
}
