import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './ready.module.css'

/** The place of the card while there is no call. */
export function Ready() {
  const t = useT()
  const presence = useView((view) => view.presence)
  const lines = useView((view) => view.lines)
  const registered = lines.filter(({ state }) => state === 'registered')
  const state = registered.length > 0 ? presence : 'unregistered'
  return (
    <div className={styles.ready}>
      <p className={styles.title}>{t(`call.ready.${state}`)}</p>
      <p className={styles.hint}>{t(`call.ready.${state}Hint`)}</p>
      {registered.some((line) => line.practice) && presence === 'available' && <PracticeCalls />}
    </div>
  )
}

/** The practice line's customers and its dialer, at the press of a button. */
function PracticeCalls() {
  const t = useT()
  const callMe = useCommand('practice.callMe')
  const push = useCommand('practice.push')
  return (
    <>
      <Button onPress={() => void callMe.send(null)} isPending={callMe.pending}>
        {t('call.practiceCall')}
      </Button>
      <Button onPress={() => void push.send(null)} isPending={push.pending}>
        {t('call.practicePush')}
      </Button>
      <Refusal reason={callMe.refusal ?? push.refusal} />
    </>
  )
}
