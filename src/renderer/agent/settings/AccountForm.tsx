import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { AccountView, SecretStore } from '../../../contract/view.ts'
import type { Input } from '../api.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { CheckField, SwitchField } from '../ui/Choices.tsx'
import { CountrySelect } from '../ui/CountrySelect.tsx'
import { Details } from '../ui/Details.tsx'
import { Field } from '../ui/Field.tsx'
import { Refusal, refusalKey } from '../ui/Refusal.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import styles from './account-form.module.css'

type Draft = Omit<Input<'account.save'>, 'password' | 'keepPassword' | 'iceServers' | 'autoAnswer'> & {
  readonly password: string
  readonly keepPassword: boolean
  /** One a line, as it is typed. */
  readonly iceServers: string
  readonly autoAnswer: Input<'account.save'>['autoAnswer']['mode']
  /** One a line. */
  readonly senders: string
}

/** What a field's own refusal stands beside; every other one stands above the button. */
const FIELD_OF: Readonly<Record<string, 'server' | 'user'>> = {
  serverNotUrl: 'server',
  serverNotSecure: 'server',
  userMissing: 'user',
}

function draftOf(account: AccountView, store: SecretStore): Draft {
  const own = account.kind === 'webrtc'
  return {
    server: own ? account.server : '',
    user: own ? account.user : '',
    domain: own ? account.domain : '',
    authorizationUser: own ? account.authorizationUser : '',
    displayName: own ? account.displayName : '',
    country: account.country,
    trustsProxy: account.trustsProxy,
    dtmf: account.dtmf,
    whileUnavailable: account.whileUnavailable,
    iceServers: own ? account.iceServers.join('\n') : '',
    autoAnswer: account.autoAnswer.mode,
    senders: account.autoAnswer.from.join('\n'),
    password: '',
    keepPassword: store === 'system' && account.passwordKept !== 'session',
  }
}

const STORE_HINT = {
  system: 'settings.line.keepHint',
  basicText: 'settings.line.basicStore',
  unavailable: 'settings.line.noStore',
} as const

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The account at a PBX or provider. Four fields for most; the rest stands behind *More*. */
export function AccountForm({ onBack }: { readonly onBack?: () => void }) {
  const t = useT()
  const account = useView((view) => view.account)
  const store = useView((view) => view.secretStore)
  const save = useCommand('account.save')
  const [draft, setDraft] = useState(() => draftOf(account, store))
  const change = (part: Partial<Draft>) => {
    save.clear()
    setDraft({ ...draft, ...part })
  }
  const error = (field: 'server' | 'user') =>
    save.refusal !== null && FIELD_OF[save.refusal] === field ? t(refusalKey(save.refusal)) : null
  const general = save.refusal !== null && FIELD_OF[save.refusal] === undefined ? save.refusal : null
  const passwordHint =
    account.kind === 'webrtc' && account.hasPassword
      ? {
          hint: t(
            account.passwordKept === 'stored'
              ? 'settings.line.passwordKept'
              : 'settings.line.passwordSession',
          ),
        }
      : {}
  const { senders, ...given } = draft
  const submit = () =>
    save.send({
      ...given,
      server: draft.server.trim(),
      user: draft.user.trim(),
      password: draft.password === '' ? null : draft.password,
      iceServers: linesOf(draft.iceServers),
      autoAnswer: { mode: draft.autoAnswer, from: linesOf(senders) },
    })
  return (
    <Form
      className={styles.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field
        label={t('settings.line.server')}
        hint={t('settings.line.serverHint')}
        error={error('server')}
        value={draft.server}
        maxLength={500}
        spellCheck="false"
        onChange={(server) => change({ server })}
      />
      <div className={styles.pair}>
        <Field
          label={t('settings.line.user')}
          error={error('user')}
          value={draft.user}
          maxLength={100}
          autoComplete="off"
          spellCheck="false"
          onChange={(user) => change({ user })}
        />
        <Field
          label={t('settings.line.password')}
          {...passwordHint}
          type="password"
          value={draft.password}
          maxLength={500}
          autoComplete="off"
          onChange={(password) => change({ password })}
        />
      </div>
      <CheckField
        label={t('settings.line.keep')}
        hint={t(STORE_HINT[store])}
        isSelected={draft.keepPassword}
        isDisabled={store !== 'system'}
        onChange={(keepPassword) => change({ keepPassword })}
      />
      <div className={styles.pair}>
        <CountrySelect
          label={t('settings.line.country')}
          hint={t('settings.line.countryHint')}
          value={draft.country}
          onChange={(country) => change({ country })}
        />
        <SelectField
          label={t('settings.line.unavailable')}
          hint={t('settings.line.unavailableHint')}
          options={[
            { id: 'busy', label: t('settings.line.unavailableBusy') },
            { id: 'unavailable', label: t('settings.line.unavailableAway') },
            { id: 'ring', label: t('settings.line.unavailableRing') },
          ]}
          value={draft.whileUnavailable}
          onChange={(whileUnavailable) => change({ whileUnavailable })}
        />
      </div>
      <Details label={t('settings.line.more')}>
        <div className={styles.more}>
          <div className={styles.pair}>
            <Field
              label={t('settings.line.domain')}
              hint={t('settings.line.domainHint')}
              value={draft.domain}
              maxLength={200}
              spellCheck="false"
              onChange={(domain) => change({ domain })}
            />
            <Field
              label={t('settings.line.authorizationUser')}
              hint={t('settings.line.authorizationUserHint')}
              value={draft.authorizationUser}
              maxLength={100}
              spellCheck="false"
              onChange={(authorizationUser) => change({ authorizationUser })}
            />
            <Field
              label={t('settings.line.displayName')}
              value={draft.displayName}
              maxLength={100}
              onChange={(displayName) => change({ displayName })}
            />
            <SelectField
              label={t('settings.line.dtmf')}
              options={[
                { id: 'rfc4733', label: t('settings.line.dtmfRfc') },
                { id: 'info', label: t('settings.line.dtmfInfo') },
              ]}
              value={draft.dtmf}
              onChange={(dtmf) => change({ dtmf })}
            />
          </div>
          <SwitchField
            label={t('settings.line.trustsProxy')}
            hint={t('settings.line.trustsProxyHint')}
            isSelected={draft.trustsProxy}
            onChange={(trustsProxy) => change({ trustsProxy })}
          />
          <SelectField
            label={t('settings.line.autoAnswer')}
            hint={t('settings.line.autoAnswerHint')}
            options={[
              { id: 'off', label: t('settings.line.autoAnswerOff') },
              { id: 'named', label: t('settings.line.autoAnswerNamed') },
              { id: 'on', label: t('settings.line.autoAnswerOn') },
            ]}
            value={draft.autoAnswer}
            onChange={(autoAnswer) => change({ autoAnswer })}
          />
          {draft.autoAnswer === 'named' && (
            <Field
              label={t('settings.line.senders')}
              hint={t('settings.line.sendersHint')}
              rows={2}
              value={senders}
              onChange={(next) => change({ senders: next })}
            />
          )}
          <Field
            label={t('settings.line.iceServers')}
            hint={t('settings.line.iceServersHint')}
            rows={2}
            value={draft.iceServers}
            onChange={(iceServers) => change({ iceServers })}
          />
        </div>
      </Details>
      <Refusal reason={general} />
      <div className={styles.actions}>
        <Button look="primary" type="submit" isPending={save.pending}>
          {t('settings.line.save')}
        </Button>
        {onBack && (
          <Button look="quiet" onPress={onBack}>
            {t('common.back')}
          </Button>
        )}
      </div>
    </Form>
  )
}
