import type { ReactNode } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { pickCall } from '../state/desk-store.ts'
import { partyOf, titleOf } from '../state/party.ts'
import { useLineTitle } from '../state/use-line-title.ts'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Press } from '../ui/Press.tsx'
import styles from './call-header.module.css'

type Props = {
  readonly call: CallView
  readonly time: ReactNode
  readonly status: ReactNode
  /** Whether a press on the name brings the call onto the desk; not where it stands there already. */
  readonly pickable: boolean
}

/** Who and how long. Every line has its own height, full or empty, so that nothing below it moves. */
export function CallHeader({ call, time, status, pickable }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const line = useLineTitle(call.account)
  const { name, company, number } = partyOf(call)
  const who = name ? <PersonName name={name} /> : <PhoneNumber number={number} />
  const label = t('call.show', { name: isolate(titleOf(call) || t('common.unknownNumber')) })
  return (
    <header className={styles.header}>
      <div className={styles.first}>
        {pickable ? (
          <Press aria-label={label} className={styles.name} onPress={() => pickCall(desk, call.id)}>
            {who}
          </Press>
        ) : (
          <p className={styles.name}>{who}</p>
        )}
        <span className={styles.time}>{time}</span>
      </div>
      <p className={styles.second}>
        {company !== '' && company !== name && <bdi className={styles.company}>{company}</bdi>}
        {name && <PhoneNumber number={number} />}
        {!name && call.country && <Country code={call.country} />}
      </p>
      <p className={styles.status}>
        {status}
        {line !== null && (
          <bdi className={styles.line} title={t('call.line', { line: call.line })}>
            {line}
          </bdi>
        )}
      </p>
    </header>
  )
}

function Country({ code }: { readonly code: string }) {
  const formats = useFormats()
  return <span>{formats.country(code)}</span>
}
