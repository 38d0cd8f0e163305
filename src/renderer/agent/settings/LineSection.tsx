import { useState } from 'react'
import { useFormats, useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { SwitchField } from '../ui/Choices.tsx'
import { cx } from '../ui/cx.ts'
import { Details } from '../ui/Details.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { AccountForm } from './AccountForm.tsx'
import { Block } from './Block.tsx'
import { HeaderRulesEditor } from './HeaderRulesEditor.tsx'
import styles from './line-section.module.css'

export function LineSection() {
  const t = useT()
  const account = useView((view) => view.account)
  const callWaiting = useView((view) => view.settings.callWaiting)
  const rules = useView((view) => view.settings.headerRules)
  const save = useCommand('settings.save')
  const practice = useCommand('account.practice')
  return (
    <>
      <Block title={t('settings.line.state')}>
        <State />
      </Block>
      {account.kind !== 'practice' && (
        <Block title={t('settings.line.account')}>
          <AccountForm key={`${account.kind}/${account.server}/${account.user}`} />
          {account.kind === 'webrtc' && <RemoveAccount />}
        </Block>
      )}
      <Block title={t('settings.line.callWaiting')}>
        <SwitchField
          label={t('settings.line.callWaitingOn')}
          isSelected={callWaiting}
          onChange={(next) => void save.send({ callWaiting: next })}
        />
        <Refusal reason={save.refusal} />
      </Block>
      <Block title={t('settings.headers.title')} hint={t('settings.headers.hint')}>
        <HeaderRulesEditor key={JSON.stringify(rules)} saved={rules} />
      </Block>
      <Block title={t('settings.line.practiceTitle')} hint={t('settings.line.practiceHint')}>
        {account.kind === 'practice' ? (
          <>
            <p>{t('settings.line.practiceOn')}</p>
            <OwnPhone />
          </>
        ) : (
          <div>
            <Button isPending={practice.pending} onPress={() => void practice.send(null)}>
              {t('settings.line.practiceUse')}
            </Button>
          </div>
        )}
        <Refusal reason={practice.refusal} />
      </Block>
    </>
  )
}

function State() {
  const t = useT()
  const formats = useFormats()
  const line = useView((view) => view.line)
  const retry = useCommand('line.retry')
  return (
    <div className={styles.state}>
      <p>
        <span className={cx(styles.word, styles[line.state])}>{t(`shell.line.state.${line.state}`)}</span>{' '}
        <bdi dir="ltr" className={styles.soft}>
          {line.practice ? t('shell.line.practice') : line.name}
        </bdi>
      </p>
      <p className={styles.soft}>
        {line.reason && <>{t(`shell.line.reason.${line.reason}`)} </>}
        {t('shell.line.since', { time: formats.moment(line.since, Date.now()) })}
      </p>
      {line.detail !== '' && (
        <Details label={t('common.details')}>
          <span data-copyable>{line.detail}</span>
        </Details>
      )}
      {line.state !== 'registered' && line.reason !== 'noAccount' && (
        <Button onPress={() => void retry.send(null)}>{t('shell.line.tryNow')}</Button>
      )}
      <Refusal reason={retry.refusal} />
    </div>
  )
}

/** From the practice line to a real one: the form opens where it is asked for. */
function OwnPhone() {
  const t = useT()
  const [open, setOpen] = useState(false)
  if (open) return <AccountForm />
  return (
    <div>
      <Button onPress={() => setOpen(true)}>{t('settings.line.own')}</Button>
    </div>
  )
}

function RemoveAccount() {
  const t = useT()
  const remove = useCommand('account.remove')
  const [asked, setAsked] = useState(false)
  return (
    <div className={styles.remove}>
      {asked && <p>{t('settings.line.removeSure')}</p>}
      <Button
        look={asked ? 'danger' : 'quiet'}
        onPress={() => (asked ? void remove.send(null) : setAsked(true))}
      >
        {t('settings.line.remove')}
      </Button>
      {asked && (
        <Button look="quiet" onPress={() => setAsked(false)}>
          {t('common.cancel')}
        </Button>
      )}
      <Refusal reason={remove.refusal} />
    </div>
  )
}
