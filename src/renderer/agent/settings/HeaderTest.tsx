import { useState } from 'react'
import { type AutoAnswerReading, readAutoAnswer, refuseAutoAnswer } from '../../../domain/push/auto-answer.ts'
import { type CallData, type HeaderRule, readCallData } from '../../../domain/push/header-mapping.ts'
import { readHeaders, senderOf } from '../../../domain/push/read-headers.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { lineTitle } from '../state/lines.ts'
import { Field } from '../ui/Field.tsx'
import { SignalList } from '../ui/SignalList.tsx'
import styles from './header-test.module.css'

/** What an INVITE would give by the rules as they stand in the editor, and whether it would be answered by itself. */
export function HeaderTest({ rules }: { readonly rules: readonly HeaderRule[] }) {
  const t = useT()
  const [text, setText] = useState('')
  const fields = readHeaders(text)
  const isEmpty = Object.keys(fields).length === 0
  return (
    <div className={styles.test}>
      <Field
        label={t('settings.headers.test')}
        hint={t('settings.headers.testHint')}
        rows={4}
        value={text}
        maxLength={20_000}
        spellCheck="false"
        onChange={setText}
      />
      <output className={styles.result}>
        {text.trim() !== '' && isEmpty && t('settings.headers.noHeaders')}
        {!isEmpty && (
          <>
            <Data data={readCallData(fields, rules)} />
            <Answer reading={readAutoAnswer(fields)} sender={senderOf(fields)} />
          </>
        )}
      </output>
    </div>
  )
}

function Data({ data }: { readonly data: CallData | null }) {
  const t = useT()
  if (!data) return <p className={styles.soft}>{t('settings.headers.nothingRead')}</p>
  const { fields, ...named } = data
  const read = [
    ...(['lead', 'campaign', 'queue', 'popUrl', 'customerNumber'] as const).map((target) => ({
      label: t(`settings.headers.target.${target}`),
      value: named[target],
    })),
    ...fields,
  ].filter(({ value }) => value !== null)
  return (
    <dl className={styles.data}>
      {read.map(({ label, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the rows hold no state.
        <div key={`${label}-${index}`} className={styles.pair}>
          <dt>{label}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type AnswerProps = { readonly reading: AutoAnswerReading; readonly sender: string | null }

/** Which header decides, and what each line would make of it for an agent who has nothing else to do. */
function Answer({ reading, sender }: AnswerProps) {
  const t = useT()
  const accounts = useView((view) => view.accounts)
  const lines = useView((view) => view.lines)
  if (!reading.signal && reading.manual === null) {
    return <p className={styles.soft}>{t('history.autoAnswer.none')}</p>
  }
  const outcome = (id: string) => {
    const rule = accounts.find((account) => account.id === id)?.autoAnswer ?? { mode: 'off', from: [] }
    const refused = refuseAutoAnswer(reading, rule, {
      available: true,
      otherCalls: 0,
      wrapUpOpen: false,
      strange: false,
      isSender: (one) => one.toLowerCase() === sender?.toLowerCase(),
    })
    if (refused === 'off' || refused === 'manual' || refused === 'sender') {
      return t(`settings.headers.would.${refused}`)
    }
    return t('settings.headers.would.answer')
  }
  return (
    <>
      <SignalList reading={reading} />
      {lines.map((line) => (
        <p key={line.id}>
          {t('shell.line.stateOf', { name: isolate(lineTitle(line, t)), state: outcome(line.id) })}
        </p>
      ))}
    </>
  )
}
