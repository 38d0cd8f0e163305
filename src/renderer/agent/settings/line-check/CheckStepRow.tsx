import { type CheckedCertificate, type CheckedStep, isFault } from '../../../../domain/line-check.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import type { Translate } from '../../i18n/translate.ts'
import { cx } from '../../ui/cx.ts'
import { Details } from '../../ui/Details.tsx'
import { CheckShape } from './CheckShape.tsx'
import styles from './line-check.module.css'

/** Why the step came out as it did; null where it is simply good, or not over. */
export function reasonText(t: Translate, { reason }: Pick<CheckedStep, 'reason'>): string | null {
  if (reason === null) return null
  return isFault(reason) ? t(`lineCheck.why.${reason}`) : t(`lineCheck.skipped.${reason}`)
}

export function CheckStepRow(checked: CheckedStep) {
  const t = useT()
  const { step, state, reason, detail, certificate } = checked
  const why = reasonText(t, checked) ?? t(`lineCheck.about.${step}`)
  return (
    <li className={cx(styles.step, styles[state])} data-step={step} data-state={state}>
      <span className={styles.shape}>
        <CheckShape state={state} />
      </span>
      <div className={styles.said}>
        <p className={styles.head}>
          <span className={styles.name}>{t(`lineCheck.step.${step}`)}</span>
          <span className={styles.word}>{t(`lineCheck.state.${state}`)}</span>
        </p>
        <p className={styles.why}>{why}</p>
        {reason !== null && isFault(reason) && (
          <p className={styles.help}>
            <span className={styles.todo}>{t('lineCheck.whatToDo')}</span> {t(`lineCheck.help.${reason}`)}
          </p>
        )}
        {(detail !== '' || certificate) && (
          <Details label={t('common.details')}>
            {certificate && <Certificate {...certificate} />}
            {detail !== '' && (
              <p className={styles.detail} dir="ltr" data-copyable="">
                {detail}
              </p>
            )}
          </Details>
        )}
      </div>
    </li>
  )
}

function Certificate({ subject, names, issuer, validFrom, validTo, fingerprint }: CheckedCertificate) {
  const t = useT()
  const { date } = useFormats()
  const rows = [
    ['subject', subject],
    ['names', names.join(', ')],
    ['issuer', issuer],
    ['validFrom', date(validFrom)],
    ['validTo', date(validTo)],
    ['fingerprint', fingerprint],
  ] as const
  return (
    <dl className={styles.certificate} data-copyable="">
      {rows.map(([key, value]) => (
        <div key={key} className={styles.row}>
          <dt>{t(`lineCheck.certificate.${key}`)}</dt>
          <dd className={cx(key === 'fingerprint' && styles.mono)}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
