import type { CallView } from '../../../contract/view.ts'
import type { WrapUpRule } from '../../../domain/disposition/disposition.ts'
import { useT } from '../i18n/language.tsx'
import { useRemaining } from '../state/agent-context.tsx'
import { cx } from '../ui/cx.ts'
import { Elapsed, Remaining } from '../ui/Elapsed.tsx'
import styles from './wrap-up-timer.module.css'

type Props = { readonly call: CallView; readonly rule: WrapUpRule }

/** From here on the countdown asks to be seen. */
const SOON_MS = 10_000

/** How long the wrap-up takes, or what is left of it where it closes by itself. */
export function WrapUpTimer({ call, rule }: Props) {
  const t = useT()
  if (call.phase !== 'ended') return <span className={styles.during}>{t('wrapUp.during')}</span>
  if (call.wrapUpLeft !== null && rule.mode === 'timeBoxed') {
    return <Countdown left={call.wrapUpLeft} whole={rule.seconds * 1000} />
  }
  return (
    <span className={styles.time}>
      <Elapsed ticker={call.wrapUpTime} label={t('wrapUp.timer')} />
    </span>
  )
}

function Countdown({ left, whole }: { readonly left: number; readonly whole: number }) {
  const t = useT()
  const tenths = useRemaining(left, (ms) => Math.round((ms / whole) * 100))
  const soon = useRemaining(left, (ms) => (ms <= SOON_MS ? 1 : 0)) === 1
  return (
    <span className={cx(styles.countdown, soon && styles.soon)} title={t('wrapUp.closesSoon')}>
      <span className={styles.time}>
        <Remaining left={left} label={t('wrapUp.left')} />
      </span>
      <progress className={styles.bar} max={100} value={tenths} aria-label={t('wrapUp.left')} />
    </span>
  )
}
