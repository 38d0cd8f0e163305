import type { CrmFault } from '../../../domain/crm/failure.ts'
import { useT } from '../i18n/language.tsx'
import { cx } from '../ui/cx.ts'
import { Details } from '../ui/Details.tsx'
import { WarningIcon } from '../ui/icons/window-icons.tsx'
import styles from './fault-words.module.css'

type Props = {
  readonly fault: CrmFault
  /** It goes on by itself: no reason to look up from a call. */
  readonly mild?: boolean
  /** What it is about stands beside it with a mark of its own. */
  readonly plain?: boolean
}

/** Why a CRM did not do something: what happened, what to do, and its own words behind Details. */
export function FaultWords({ fault: { reason, detail }, mild = false, plain = false }: Props) {
  const t = useT()
  return (
    <div className={cx(styles.fault, mild && styles.mild)}>
      {!plain && <WarningIcon size={14} />}
      <div className={styles.words}>
        <p>
          <strong>{t(`crm.failure.${reason}`)}</strong> {t(`crm.failure.${reason}Do`)}
        </p>
        {detail !== '' && (
          <Details label={t('common.details')}>
            <span data-copyable dir="auto">
              {detail}
            </span>
          </Details>
        )}
      </div>
    </div>
  )
}
