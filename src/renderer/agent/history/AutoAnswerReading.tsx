import type { FactRow } from '../../../contract/agent.ts'
import { type AutoAnswerSignal, readAutoAnswer } from '../../../domain/push/auto-answer.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { Details } from '../ui/Details.tsx'
import styles from './auto-answer-reading.module.css'

/** How the call's INVITE reads to the part that answers pushed calls: which header decided, and what it outranked. */
export function AutoAnswerReading({ facts }: { readonly facts: readonly FactRow[] }) {
  const t = useT()
  const offered = facts.flatMap(({ fact }) => (fact.kind === 'offered' ? [fact] : []))[0]
  if (!offered) return null
  const asked = facts.flatMap(({ fact }) => (fact.kind === 'autoAnswer' ? [fact] : []))[0]
  const { signal, others, manual } = readAutoAnswer(offered.headers)
  return (
    <Details label={t('history.autoAnswer.title')}>
      <p className={styles.result}>
        {!signal && t('history.autoAnswer.none')}
        {asked &&
          (asked.refused === null
            ? t('history.autoAnswer.answered')
            : t(`history.autoAnswer.refused.${asked.refused}`))}
      </p>
      <dl className={styles.fields}>
        {signal && <Field name={t('history.autoAnswer.decides')} signal={signal} />}
        {others.map((other) => (
          <Field key={other.header + other.value} name={t('history.autoAnswer.outranked')} signal={other} />
        ))}
        {manual !== null && (
          <div className={styles.field}>
            <dt>{t('history.autoAnswer.manual')}</dt>
            <dd dir="ltr">{manual}</dd>
          </div>
        )}
      </dl>
    </Details>
  )
}

function Field({ name, signal }: { readonly name: string; readonly signal: AutoAnswerSignal }) {
  const t = useT()
  return (
    <div className={styles.field}>
      <dt>{name}</dt>
      <dd>
        <bdi dir="ltr" data-copyable>
          {`${signal.header}: ${signal.value}`}
        </bdi>{' '}
        {t('history.autoAnswer.after', { count: signal.after, header: isolate(signal.header) })}
      </dd>
    </div>
  )
}
