import type { ReactNode, Ref } from 'react'
import { ToggleButton, Toolbar } from 'react-aria-components'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useDeskStore } from '../state/agent-context.tsx'
import { type Drawer, toggleDrawer } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { cx } from '../ui/cx.ts'
import { KeypadIcon, MicIcon, MicOffIcon, PauseIcon, TransferIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './call-toolbar.module.css'

type Props = {
  readonly call: CallView
  readonly drawer: Drawer['kind'] | null
  readonly transferable?: boolean
  readonly ref: Ref<HTMLDivElement>
}

/** Four controls that stand where they stand, whatever the call does. Pressed is what the call says it is. */
export function CallToolbar({ call, drawer, transferable = true, ref }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const mute = useCommand(call.muted ? 'call.unmute' : 'call.mute')
  const hold = useCommand(call.held ? 'call.resume' : 'call.hold')
  const connected = call.phase === 'connected'
  const input = { call: call.id }
  return (
    <>
      <Toolbar ref={ref} aria-label={t('call.toolbar')} className={styles.toolbar ?? ''}>
        <Control
          name={t('call.mute')}
          pressed={call.muted}
          disabled={!connected}
          tone="critical"
          onPress={() => void mute.send(input)}
        >
          {call.muted ? <MicOffIcon size={20} /> : <MicIcon size={20} />}
        </Control>
        <Control
          name={t('call.hold')}
          pressed={call.held}
          disabled={!connected}
          tone="caution"
          onPress={() => void hold.send(input)}
        >
          <PauseIcon size={20} />
        </Control>
        <Control
          name={t('call.transfer')}
          pressed={drawer === 'transfer'}
          disabled={!connected || !transferable}
          onPress={() => toggleDrawer(desk, call.id, 'transfer')}
        >
          <TransferIcon size={20} />
        </Control>
        <Control
          name={t('call.keypad')}
          pressed={drawer === 'keypad'}
          disabled={!connected && !call.earlyMedia}
          onPress={() => toggleDrawer(desk, call.id, 'keypad')}
        >
          <KeypadIcon size={20} />
        </Control>
      </Toolbar>
      <Refusal reason={mute.refusal ?? hold.refusal} />
    </>
  )
}

type ControlProps = {
  readonly name: string
  readonly pressed: boolean
  readonly disabled: boolean
  /** What its pressed state means. */
  readonly tone?: 'critical' | 'caution'
  readonly onPress: () => void
  readonly children: ReactNode
}

function Control({ name, pressed, disabled, tone, onPress, children }: ControlProps) {
  return (
    <ToggleButton
      className={cx(styles.control, tone && styles[tone])}
      isSelected={pressed}
      isDisabled={disabled}
      onPress={onPress}
    >
      {children}
      <span className={styles.name}>{name}</span>
    </ToggleButton>
  )
}
