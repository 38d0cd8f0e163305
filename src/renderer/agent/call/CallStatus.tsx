import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { titleOf } from '../state/party.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { MicOffIcon } from '../ui/icons/phone-icons.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import styles from './call-status.module.css'

type Props = { readonly call: CallView; readonly consultedFor: CallView | null }

/** One line: what the call is doing, and unmistakably that nobody hears the agent. */
export function CallStatus({ call, consultedFor }: Props) {
  const t = useT()
  if (call.muted && !call.held) {
    return (
      <span className={styles.muted}>
        <MicOffIcon size={14} />
        {t('call.muted')}
      </span>
    )
  }
  if (call.mediaLost) return <span className={styles.lost}>{t('call.mediaLost')}</span>
  if (call.phase === 'dialing') {
    if (call.pickedUp) {
      return (
        <>
          <StateShape shape="ringing" />
          <span className={styles.word}>{t('call.pickingUp', { name: isolate(call.pickedUp.name) })}</span>
        </>
      )
    }
    const word = call.earlyMedia ? 'call.earlyMedia' : call.farRinging ? 'call.farRinging' : 'call.dialing'
    return (
      <>
        <StateShape shape="ringing" />
        <span>{t(word)}</span>
      </>
    )
  }
  if (call.held) {
    return (
      <>
        <StateShape shape="held" />
        <span>{t('call.onHold')}</span>
        <Elapsed ticker={call.hold} label={t('call.heldFor')} />
      </>
    )
  }
  if (call.transfer?.state === 'running') {
    const code = call.transfer.sip?.code ?? 0
    const rings = code > 100 && code < 200
    return (
      <>
        <StateShape shape="ringing" />
        <span>
          {t(rings ? 'call.transferRinging' : 'call.transferring', { to: isolate(call.transfer.to) })}
        </span>
      </>
    )
  }
  const word = call.farHeld
    ? t('call.farHeld')
    : consultedFor
      ? t('call.consulting', { name: isolate(titleOf(consultedFor)) })
      : call.pickedUp
        ? t('call.pickedUp', { name: isolate(call.pickedUp.name) })
        : t(call.autoAnswer?.refused === null ? 'call.answeredItself' : 'call.onCall')
  return (
    <>
      <StateShape shape={call.farHeld ? 'held' : 'onCall'} />
      <span className={styles.word}>{word}</span>
    </>
  )
}
