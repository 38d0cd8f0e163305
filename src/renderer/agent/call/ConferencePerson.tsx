import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { pickCall } from '../state/desk-store.ts'
import { partyOf, titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { HangUpIcon, PauseIcon } from '../ui/icons/phone-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './conference-card.module.css'
import { Quality } from './Quality.tsx'

type Props = {
  readonly call: CallView
  readonly shown: boolean
  /** They are being connected with the other one, and nothing may come between. */
  readonly fixed: boolean
}

/** One far end of a conference: who, since when, how they sound, and what can be done to them alone. */
export function ConferencePerson({ call, shown, fixed }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const split = useCommand('call.split')
  const hangUp = useCommand('call.hangUp')
  const { name, number } = partyOf(call)
  const title = isolate(titleOf(call) || t('common.unknownNumber'))
  const state = call.mediaLost
    ? t('call.mediaLost')
    : call.held
      ? t('call.onHold')
      : call.farHeld
        ? t('call.conference.holdsYou')
        : null
  return (
    <li className={cx(styles.person, shown && styles.shown)}>
      <div className={styles.row}>
        <div className={styles.who}>
          <Press
            aria-label={t('call.show', { name: title })}
            className={styles.name}
            onPress={() => pickCall(desk, call.id)}
          >
            {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
          </Press>
          <span className={styles.detail}>
            <Elapsed ticker={call.connected} label={t('call.talkTime')} />
            {state ? <span className={styles.state}>{state}</span> : <Quality call={call} />}
          </span>
        </div>
        <IconButton
          label={t('call.conference.holdOnly', { name: title })}
          isDisabled={fixed || call.held}
          onPress={() => void split.send({ call: call.id })}
        >
          <PauseIcon size={18} />
        </IconButton>
        <IconButton label={`${t('call.end')}: ${title}`} onPress={() => void hangUp.send({ call: call.id })}>
          <HangUpIcon size={18} />
        </IconButton>
      </div>
      <Refusal reason={split.refusal ?? hangUp.refusal} />
    </li>
  )
}
