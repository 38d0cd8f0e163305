import type { ConnectionView } from '../../../contract/crm.ts'
import type { Formats } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import type { Translate } from '../i18n/translate.ts'
import { useElapsed } from '../state/agent-context.tsx'
import { type Standing, standingOf } from '../state/crm.ts'
import { cx } from '../ui/cx.ts'
import styles from './connection-state.module.css'

/** How a connection is, in one word or two. */
function wordOf({ sync }: ConnectionView, standing: Standing, t: Translate): string {
  if (standing !== 'ok') return t(`crm.standing.${standing}`)
  if (sync.phase === 'delta' || sync.phase === 'sweep') return t('crm.standing.looking')
  return t(sync.lastOk === null ? 'crm.standing.never' : 'crm.standing.ok')
}

/** What stands after it: how far, since when, what comes next, how many there are. */
function factsOf(
  { sync }: ConnectionView,
  standing: Standing,
  t: Translate,
  formats: Formats,
): readonly string[] {
  const facts: string[] = []
  const { progress, lastOk, customers } = sync
  if (standing === 'reading' && progress) {
    const read = formats.number(progress.read)
    facts.push(
      progress.total === null
        ? t('crm.standing.read', { read })
        : t('crm.standing.readOf', { read, total: formats.number(progress.total) }),
    )
  } else if (lastOk !== null) {
    facts.push(t('crm.standing.lastOk', { time: formats.moment(lastOk, Date.now()) }))
  }
  if (customers > 0)
    facts.push(t('crm.section.customers', { count: customers, number: formats.number(customers) }))
  return facts
}

export function ConnectionState({ connection }: { readonly connection: ConnectionView }) {
  const t = useT()
  const formats = useFormats()
  const standing = standingOf(connection)
  return (
    <p className={styles.state}>
      <span className={cx(styles.word, styles[standing])}>{wordOf(connection, standing, t)}</span>
      {factsOf(connection, standing, t, formats).map((fact) => (
        <span key={fact} className={styles.fact}>
          {fact}
        </span>
      ))}
      {standing === 'waiting' && connection.sync.nextAt !== null && <NextTry at={connection.sync.nextAt} />}
    </p>
  )
}

function NextTry({ at }: { readonly at: number }) {
  const t = useT()
  const when = useWhen(at)
  return <span className={styles.fact}>{t('crm.standing.nextAt', { when })}</span>
}

/** How far off a time is, in words that follow the clock. */
export function useWhen(at: number): string {
  const t = useT()
  const formats = useFormats()
  return useElapsed({ ms: 0, ticking: true }, () => {
    const left = at - Date.now()
    return left <= 0 ? t('crm.standing.soon') : formats.distance(left)
  })
}
