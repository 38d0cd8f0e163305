import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { pickCall } from '../state/desk-store.ts'
import { partyOf, titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { useLineTitle } from '../state/use-line-title.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { HangUpIcon, PhoneIcon, SwapIcon } from '../ui/icons/phone-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import { CallTroubles } from './CallTroubles.tsx'
import { JoinButton } from './JoinButton.tsx'
import styles from './small-card.module.css'

type Props = {
  readonly call: CallView
  readonly shown: boolean
  /** The call that this one could be joined with. */
  readonly joinWith: CallView | null
}

/** A call that waits: on hold beside another, or over with its wrap-up still open. */
export function SmallCard({ call, shown, joinWith }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const swap = useCommand('call.swap')
  const hangUp = useCommand('call.hangUp')
  const dial = useCommand('call.dial')
  const { name, number } = partyOf(call)
  const line = useLineTitle(call.account)
  const over = call.phase === 'ended'
  const title = isolate(titleOf(call) || t('common.unknownNumber'))
  return (
    <article
      aria-label={title}
      className={cx(styles.card, over ? styles.over : styles.held, shown && styles.shown)}
    >
      <div className={styles.row}>
        <Press className={styles.who} onPress={() => pickCall(desk, call.id)}>
          <span className={styles.name}>
            {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
          </span>
          <span className={styles.state}>
            <StateShape shape={over ? 'wrapUp' : 'held'} />
            {t(over ? 'call.wrapUp' : 'call.onHold')}
            <Elapsed
              ticker={over ? call.wrapUpTime : call.hold}
              label={t(over ? 'call.wrapUp' : 'call.heldFor')}
            />
            {line !== null && <bdi>{line}</bdi>}
          </span>
        </Press>
        {over && call.rawNumber !== '' && (
          <IconButton
            label={`${t('call.callAgain')}: ${title}`}
            onPress={() => void dial.send({ to: call.rawNumber, from: null })}
          >
            <PhoneIcon />
          </IconButton>
        )}
        {!over && (
          <div className={styles.tools}>
            <Button icon={<SwapIcon size={16} />} onPress={() => void swap.send(null)}>
              {t('call.swap')}
            </Button>
            <IconButton
              label={`${t('call.end')}: ${title}`}
              onPress={() => void hangUp.send({ call: call.id })}
            >
              <HangUpIcon size={18} />
            </IconButton>
          </div>
        )}
      </div>
      {joinWith && (
        <div className={styles.join}>
          <JoinButton call={joinWith} other={call} />
        </div>
      )}
      <CallTroubles call={call} />
      <Refusal reason={swap.refusal ?? hangUp.refusal ?? dial.refusal} />
    </article>
  )
}
