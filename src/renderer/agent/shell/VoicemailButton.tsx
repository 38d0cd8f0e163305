import { useFormats, useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Icon } from '../ui/icons/Icon.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './voicemail-button.module.css'

/** New voice messages, and the way to hear them. Nothing is drawn while there are none. */
export function VoicemailButton() {
  const t = useT()
  const formats = useFormats()
  const voicemail = useView((view) => view.line.voicemail)
  const dial = useCommand('call.dial')
  if (!voicemail || voicemail.new === 0) return null
  const { new: count, number } = voicemail
  const said = t('shell.voicemail.waiting', { count })
  const inside = (
    <>
      <Icon size={18}>
        <circle cx="5.5" cy="9.5" r="3.2" />
        <circle cx="14.5" cy="9.5" r="3.2" />
        <path d="M5.5 12.7h9" />
      </Icon>
      <span className={styles.count}>{formats.number(count)}</span>
    </>
  )
  if (number === null) {
    return (
      <span role="img" aria-label={said} data-tip={said} className={styles.voicemail}>
        {inside}
      </span>
    )
  }
  return (
    <div className={styles.place}>
      <Press
        className={styles.voicemail ?? ''}
        aria-label={t('shell.voicemail.call', { count })}
        data-tip={t('shell.voicemail.dials', { number })}
        onPress={() => void dial.send({ to: number, from: null })}
      >
        {inside}
      </Press>
      <div className={styles.refusal}>
        <Refusal reason={dial.refusal} />
      </div>
    </div>
  )
}
