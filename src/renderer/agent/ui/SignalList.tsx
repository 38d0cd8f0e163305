import type { AutoAnswerReading, AutoAnswerSignal } from '../../../domain/push/auto-answer.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import styles from './signal-list.module.css'

/** What in an INVITE asks for it to be answered by itself: the header that decides, and those that it outranks. */
export function SignalList({ reading: { signal, others, manual } }: { readonly reading: AutoAnswerReading }) {
  const t = useT()
  return (
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
