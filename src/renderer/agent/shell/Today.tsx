import { clockTime } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import styles from './today.module.css'

/** Three figures of the day. What has no value yet shows a dash, never a zero that would be a lie. */
export function Today() {
  const t = useT()
  const formats = useFormats()
  const today = useView((view) => view.today)
  const figures = [
    {
      id: 'calls',
      value: formats.number(today.handledCalls),
      word: t('shell.today.calls', { count: today.handledCalls }),
    },
    {
      id: 'handle',
      value: today.averageHandleMs === null ? '–' : clockTime(today.averageHandleMs),
      word: t('shell.today.handle'),
    },
    {
      id: 'occupancy',
      value: today.occupancy === null ? '–' : formats.percent(today.occupancy),
      word: t('shell.today.occupancy'),
    },
  ]
  return (
    <dl className={styles.today} aria-label={t('shell.today.label')}>
      {figures.map(({ id, value, word }) => (
        <div key={id} className={styles.figure}>
          <dd className={styles.value}>{value}</dd>
          <dt className={styles.word}>{word}</dt>
        </div>
      ))}
    </dl>
  )
}
