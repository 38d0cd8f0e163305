import type { LineCheckView } from '../../../../contract/view.ts'
import type { CheckedStep } from '../../../../domain/line-check.ts'
import { useT } from '../../i18n/language.tsx'
import type { Translate } from '../../i18n/translate.ts'
import { cx } from '../../ui/cx.ts'
import { CheckStepRow, reasonText } from './CheckStepRow.tsx'
import styles from './line-check.module.css'

type Props = {
  readonly check: LineCheckView
  /** The form says something else by now than what was checked. */
  readonly outdated: boolean
}

/** What a check has found so far, each step with what to do about it. */
export function LineCheck({ check, outdated }: Props) {
  const t = useT()
  const { steps, state } = check
  return (
    <section aria-label={t('lineCheck.title')} className={styles.check}>
      <p className={cx(styles.summary, styles[toneOf(check)])}>{summary(t, check)}</p>
      {outdated && state === 'done' && <p className={styles.soft}>{t('lineCheck.outdated')}</p>}
      <ol className={styles.steps}>
        {steps.map((step) => (
          <CheckStepRow key={step.step} {...step} />
        ))}
      </ol>
      <p role="status" className={styles.hidden}>
        {said(t, steps)}
      </p>
    </section>
  )
}

const find = ({ steps }: LineCheckView, state: CheckedStep['state']): CheckedStep | undefined =>
  steps.find((step) => step.state === state)

const wasStopped = ({ steps }: LineCheckView): boolean => steps.some(({ reason }) => reason === 'stopped')

function toneOf(check: LineCheckView): string {
  if (check.state === 'running' || wasStopped(check)) return ''
  if (find(check, 'bad')) return 'bad'
  return find(check, 'warning') ? 'warning' : 'good'
}

function summary(t: Translate, check: LineCheckView): string {
  if (check.state === 'running') return t('lineCheck.running')
  if (wasStopped(check)) return t('lineCheck.stopped')
  const bad = find(check, 'bad')
  if (bad) return t('lineCheck.fails', { step: t(`lineCheck.step.${bad.step}`) })
  const hint = find(check, 'warning')
  return hint ? t('lineCheck.worksButFor', { step: t(`lineCheck.step.${hint.step}`) }) : t('lineCheck.works')
}

/** The step that came out last, for those who listen. */
function said(t: Translate, steps: readonly CheckedStep[]): string {
  const last = steps.filter(({ state }) => state !== 'waiting' && state !== 'running').at(-1)
  if (!last) return ''
  const words = { step: t(`lineCheck.step.${last.step}`), state: t(`lineCheck.state.${last.state}`) }
  const why = reasonText(t, last)
  return why === null ? t('lineCheck.said', words) : t('lineCheck.saidWhy', { ...words, why })
}
