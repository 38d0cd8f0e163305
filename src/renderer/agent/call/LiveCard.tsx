import type { RefObject } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDesk } from '../state/agent-context.tsx'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { HangUpIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { CallHeader } from './CallHeader.tsx'
import { CallStatus } from './CallStatus.tsx'
import { CallToolbar } from './CallToolbar.tsx'
import { CallTroubles } from './CallTroubles.tsx'
import { CompleteTransfer } from './CompleteTransfer.tsx'
import { KeypadDrawer } from './KeypadDrawer.tsx'
import styles from './live-card.module.css'
import { Quality } from './Quality.tsx'
import { TransferDrawer } from './TransferDrawer.tsx'

type Props = {
  readonly call: CallView
  readonly calls: readonly CallView[]
  readonly shown: boolean
  readonly toolbar: RefObject<HTMLDivElement | null>
}

const lookOf = (call: CallView): 'dialing' | 'talking' | 'held' => {
  if (call.phase === 'dialing') return 'dialing'
  return call.held ? 'held' : 'talking'
}

/** The call at hand: the most saturated thing in the window while it is spoken on. */
export function LiveCard({ call, calls, shown, toolbar }: Props) {
  const t = useT()
  const drawer = useDesk((desk) => (desk.drawer?.call === call.id ? desk.drawer.kind : null))
  const hangUp = useCommand('call.hangUp')
  const from = call.from === null ? null : (calls.find(({ id }) => id === call.from) ?? null)
  const consultedFor = from && from.phase !== 'ended' ? from : null
  const connected = call.phase === 'connected'
  return (
    <article
      aria-label={isolate(titleOf(call) || t('common.unknownNumber'))}
      data-call={call.id}
      className={cx(styles.card, styles[lookOf(call)], shown && styles.shown)}
    >
      <CallHeader
        call={call}
        pickable={!shown}
        time={<Elapsed ticker={connected ? call.connected : call.ring} label={t('call.talkTime')} />}
        status={<CallStatus call={call} consultedFor={consultedFor} />}
      />
      <div className={styles.body}>
        <CallToolbar ref={toolbar} call={call} drawer={drawer} />
        <div className={styles.foot}>
          <Quality call={call} />
          <Button
            look="end"
            icon={<HangUpIcon size={18} />}
            onPress={() => void hangUp.send({ call: call.id })}
          >
            {t('call.end')}
          </Button>
        </div>
        <Refusal reason={hangUp.refusal} />
        <CallTroubles call={call} />
        {consultedFor && <CompleteTransfer call={call} from={consultedFor} />}
      </div>
      {drawer === 'keypad' && <KeypadDrawer call={call} />}
      {drawer === 'transfer' && connected && <TransferDrawer call={call} />}
    </article>
  )
}
