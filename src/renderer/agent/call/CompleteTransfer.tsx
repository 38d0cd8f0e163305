import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { TransferIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './complete-transfer.module.css'
import { JoinButton } from './JoinButton.tsx'

type Props = {
  /** The consultation. */
  readonly call: CallView
  /** The customer's call, which waits. */
  readonly from: CallView
}

export function CompleteTransfer({ call, from }: Props) {
  const t = useT()
  const complete = useCommand('call.transferAttended')
  const names = { from: isolate(titleOf(from)), to: isolate(titleOf(call)) }
  const ready = call.phase === 'connected'
  return (
    <div className={styles.place}>
      <p className={styles.words}>{t(ready ? 'call.completeTo' : 'call.completeWaits', names)}</p>
      <Button
        look="primary"
        wide
        icon={<TransferIcon size={18} />}
        isDisabled={!ready}
        onPress={() => void complete.send({ call: from.id, consult: call.id })}
      >
        {t('call.completeTransfer')}
      </Button>
      <Refusal reason={complete.refusal} />
      {ready && from.phase === 'connected' && <JoinButton call={call} other={from} />}
    </div>
  )
}
