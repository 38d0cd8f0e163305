import type { Direction, EndCause } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import styles from './call-mark.module.css'
import { cx } from './cx.ts'
import { HangUpIcon, IncomingIcon, MissedIcon, OutgoingIcon } from './icons/phone-icons.tsx'

type Props = {
  readonly direction: Direction
  readonly cause: EndCause | null
  readonly handled: boolean
}

/** In or out, and whether it came to a talk: each its own drawing, with a name. */
export function CallMark({ direction, cause, handled }: Props) {
  const t = useT()
  const missed = !handled && direction === 'inbound' && cause !== 'answeredElsewhere' && cause !== 'declined'
  const failed = !handled && direction === 'outbound'
  const word = handled
    ? t(direction === 'inbound' ? 'customer.callIn' : 'customer.callOut')
    : t(`call.cause.${cause ?? 'missed'}`)
  const Drawing = missed
    ? MissedIcon
    : failed
      ? HangUpIcon
      : direction === 'inbound'
        ? IncomingIcon
        : OutgoingIcon
  return (
    <span
      role="img"
      aria-label={word}
      title={word}
      className={cx(styles.mark, (missed || failed) && styles.trouble)}
    >
      <Drawing size={14} />
    </span>
  )
}
