import type { LineView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { titleAmong } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Icon } from '../ui/icons/Icon.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './voicemail-button.module.css'

/** New voice messages of each line, and the way to hear them. Nothing is drawn while there are none. */
export function VoicemailButtons() {
  const lines = useView((view) => view.lines)
  return lines.map((line) => <VoicemailButton key={line.id} line={line} />)
}

function VoicemailButton({ line }: { readonly line: LineView }) {
  const t = useT()
  const formats = useFormats()
  const lines = useView((view) => view.lines)
  const dial = useCommand('call.dial')
  const { voicemail } = line
  if (!voicemail || voicemail.new === 0) return null
  const { new: count, number } = voicemail
  const title = titleAmong(lines, line.id, t)
  const ofLine = (what: string) =>
    title === null ? what : t('shell.line.stateOf', { name: isolate(title), state: what })
  const said = ofLine(t('shell.voicemail.waiting', { count }))
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
        aria-label={ofLine(t('shell.voicemail.call', { count }))}
        data-tip={ofLine(t('shell.voicemail.dials', { number }))}
        onPress={() => void dial.send({ to: number, from: null, line: line.id })}
      >
        {inside}
      </Press>
      <div className={styles.refusal}>
        <Refusal reason={dial.refusal} />
      </div>
    </div>
  )
}
