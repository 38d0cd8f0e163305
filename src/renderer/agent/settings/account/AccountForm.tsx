import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { AccountProblem, AccountProblems } from '../../../../contract/account.ts'
import type { AccountView } from '../../../../contract/view.ts'
import { useT } from '../../i18n/language.tsx'
import type { TextKey } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField, RadioField } from '../../ui/Choices.tsx'
import { CountrySelect } from '../../ui/CountrySelect.tsx'
import { Details } from '../../ui/Details.tsx'
import { Field } from '../../ui/Field.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import { CheckLine } from '../line-check/CheckLine.tsx'
import { PresetSelect } from '../presets/PresetSelect.tsx'
import {
  type AccountDraft,
  checkedDraft,
  draftOf,
  savedDraft,
  wayOf,
  withServer,
  withWay,
} from './account-draft.ts'
import styles from './account-form.module.css'
import { CallsGroup } from './CallsGroup.tsx'
import { ConnectionGroup } from './ConnectionGroup.tsx'
import { DirectGroup } from './DirectGroup.tsx'
import type { GroupProps } from './form-parts.ts'
import { IdentityGroup } from './IdentityGroup.tsx'
import { NumbersGroup } from './NumbersGroup.tsx'
import { SoundGroup } from './SoundGroup.tsx'

const STORE_HINT = {
  system: 'settings.line.keepHint',
  basicText: 'settings.line.basicStore',
  unavailable: 'settings.line.noStore',
} as const

const GROUPS: readonly {
  readonly title: TextKey
  readonly Body: (props: GroupProps) => React.ReactNode
  readonly fields: readonly (keyof AccountProblems)[]
  /** Not for a WebSocket. */
  readonly plain?: boolean
}[] = [
  {
    title: 'settings.line.groups.connection',
    Body: ConnectionGroup,
    fields: ['backupServers', 'outboundProxy', 'caFile'],
  },
  { title: 'settings.line.groups.identity', Body: IdentityGroup, fields: ['callerIds'] },
  { title: 'settings.line.groups.sound', Body: SoundGroup, fields: ['media', 'iceServers', 'echoNumber'] },
  { title: 'settings.line.groups.calls', Body: CallsGroup, fields: [] },
  { title: 'direct.title', Body: DirectGroup, fields: ['direct'], plain: true },
  { title: 'settings.line.groups.numbers', Body: NumbersGroup, fields: ['numbers'] },
]

type Props = {
  /** Null for one that is to be made. */
  readonly account: AccountView | null
  readonly onSaved?: () => void
  readonly onBack?: () => void
}

/** An account at a PBX or provider. A server, a user and a password do for most; the rest stands in groups below. */
export function AccountForm({ account, onSaved, onBack }: Props) {
  const t = useT()
  const store = useView((view) => view.secretStore)
  const country = useView((view) => view.country)
  const save = useCommand('account.save')
  const [draft, setDraft] = useState(() => draftOf(account, country, store))
  const [problems, setProblems] = useState<AccountProblems>({})
  const change = (part: Partial<AccountDraft>) => {
    save.clear()
    setProblems({})
    setDraft((now) => ({ ...now, ...part }))
  }
  const said = (...wanted: readonly AccountProblem[]): string | null => {
    const found = Object.values(problems).find((problem) => wanted.includes(problem))
    return found === undefined ? null : t(`settings.problem.${found}`)
  }
  const submit = async () => {
    // Whoever saves the same again was told, and wants it.
    const evenUnreachable = problems.outboundProxy === 'proxyUnreachable'
    const answer = await save.send({ ...savedDraft(draft, account?.id ?? null), evenUnreachable })
    if (answer.ok) onSaved?.()
    else if (answer.reason === 'badFields') setProblems(answer.fields)
  }
  const passwordHint = account?.hasPassword
    ? {
        hint: t(
          account.passwordKept === 'stored' ? 'settings.line.passwordKept' : 'settings.line.passwordSession',
        ),
      }
    : {}
  const way = wayOf(draft)
  const serverHint = {
    plain: 'settings.line.serverPlainHint',
    websocket: 'settings.line.serverHint',
    direct: 'direct.serverHint',
  } as const
  return (
    <Form
      className={styles.form ?? ''}
      // What was refused may be sent again: main decides, and may see it otherwise the next time.
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <PresetSelect draft={draft} change={change} />
      <RadioField
        label={t('settings.line.way')}
        choices={[
          { id: 'plain', label: t('settings.line.wayPlain'), hint: t('settings.line.wayPlainHint') },
          {
            id: 'websocket',
            label: t('settings.line.wayWebSocket'),
            hint: t('settings.line.wayWebSocketHint'),
          },
          { id: 'direct', label: t('direct.way'), hint: t('direct.wayHint') },
        ]}
        value={way}
        onChange={(next) => change(withWay(draft, next))}
      />
      <Field
        label={t('settings.line.server')}
        hint={t(serverHint[way])}
        error={said('serverNotUrl', 'serverNotSecure', 'serverNotHost')}
        value={draft.server}
        maxLength={500}
        spellCheck="false"
        onChange={(server) => change(withServer(draft, server))}
      />
      <div className={styles.pair}>
        <Field
          label={t('settings.line.user')}
          error={said('userMissing')}
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
      <CountrySelect
        label={t('settings.line.country')}
        hint={said('countryUnknown') ?? t('settings.line.countryHint')}
        value={draft.country}
        onChange={(next) => change({ country: next })}
      />
      <div className={styles.groups}>
        {GROUPS.filter(({ plain }) => !plain || way !== 'websocket').map(({ title, Body, fields }) => (
          <Details key={title} label={t(title)} opensFor={fields.some((field) => problems[field])}>
            <Body draft={draft} change={change} said={said} />
          </Details>
        ))}
      </div>
      <CheckLine draft={checkedDraft(draft, account?.id ?? null)} onProblems={setProblems} />
      <Refusal reason={save.refusal} />
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
