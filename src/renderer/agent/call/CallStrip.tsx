import { ToggleButton } from 'react-aria-components'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { conferenceOf, type Pair } from '../state/conference.ts'
import { pickCall } from '../state/desk-store.ts'
import { partyOf, titleOf } from '../state/party.ts'
import { primaryCall } from '../state/shown-call.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { HangUpIcon, MicIcon, MicOffIcon, PauseIcon, PhoneFilledIcon } from '../ui/icons/phone-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { Region } from '../ui/Region.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import styles from './call-strip.module.css'
import { usePainted } from './use-painted.ts'

/** The calls in one line, while the agent is on another screen than the desk. */
export function CallStrip() {
  const t = useT()
  const calls = useView((view) => view.calls)
  const live = primaryCall(calls)
  const ringing = calls.find((call) => call.phase === 'ringing')
  if (!live && !ringing) return null
  return (
    <Region name="call" label={t('call.column')} className={styles.strip}>
      {ringing && <RingingLine key={ringing.id} call={ringing} />}
      {live && <LiveLine call={live} conference={conferenceOf(calls, live)} />}
    </Region>
  )
}

function Who({ call }: { readonly call: CallView }) {
  const t = useT()
  const { name, company, number } = partyOf(call)
  return (
    <span className={styles.who}>
      <strong className={styles.name}>
        {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
      </strong>
      {company !== '' && company !== name && <bdi className={styles.company}>{company}</bdi>}
      <span className={styles.time}>
        <Elapsed
          ticker={call.phase === 'connected' ? call.connected : call.ring}
          label={t(call.phase === 'connected' ? 'call.talkTime' : 'call.ringingFor')}
        />
      </span>
    </span>
  )
}

function Both({ conference }: { readonly conference: Pair }) {
  const t = useT()
  return (
    <span className={styles.who}>
      <strong className={styles.name}>{t('call.conference.title')}</strong>
      <span className={styles.company}>{conference.map((call) => isolate(titleOf(call))).join(', ')}</span>
    </span>
  )
}

function ToDesk({ call }: { readonly call: CallView }) {
  const t = useT()
  const desk = useDeskStore()
  return (
    <Button look="quiet" onPress={() => pickCall(desk, call.id)}>
      {t('shell.action.openDesk')}
    </Button>
  )
}

type LiveProps = { readonly call: CallView; readonly conference: Pair | null }

function LiveLine({ call, conference }: LiveProps) {
  const t = useT()
  const mute = useCommand(call.muted ? 'call.unmute' : 'call.mute')
  const hold = useCommand(call.held ? 'call.resume' : 'call.hold')
  const hangUp = useCommand(conference ? 'call.endConference' : 'call.hangUp')
  const input = { call: call.id }
  const connected = call.phase === 'connected'
  return (
    <article
      aria-label={isolate(titleOf(call) || t('common.unknownNumber'))}
      className={cx(styles.line, connected && !call.held ? styles.live : styles.quiet)}
    >
      <StateShape shape={call.held ? 'held' : connected ? 'onCall' : 'ringing'} size={14} />
      {conference ? <Both conference={conference} /> : <Who call={call} />}
      <Refusal reason={mute.refusal ?? hold.refusal ?? hangUp.refusal} />
      <ToDesk call={call} />
      <ToggleButton
        className={cx(styles.toggle, styles.mute)}
        isSelected={call.muted}
        isDisabled={!connected}
        onPress={() => void mute.send(input)}
      >
        {call.muted ? <MicOffIcon /> : <MicIcon />}
        {t('call.mute')}
      </ToggleButton>
      <ToggleButton
        className={styles.toggle ?? ''}
        isSelected={call.held}
        isDisabled={!connected}
        onPress={() => void hold.send(input)}
      >
        <PauseIcon />
        {t('call.hold')}
      </ToggleButton>
      <span className={styles.apart}>
        <Button look="end" icon={<HangUpIcon />} onPress={() => void hangUp.send(input)}>
          {t(conference ? 'call.conference.endBoth' : 'call.end')}
        </Button>
      </span>
    </article>
  )
}

function RingingLine({ call }: { readonly call: CallView }) {
  const t = useT()
  const answer = useCommand('call.answer')
  const reject = useCommand('call.reject')
  usePainted(call)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for answers of a form; this is a call.
    <div
      role="group"
      aria-label={`${t('call.incoming')}: ${isolate(titleOf(call) || t('common.unknownNumber'))}`}
      className={cx(styles.line, styles.ringing)}
    >
      <StateShape shape="ringing" size={14} />
      <Who call={call} />
      <Refusal reason={answer.refusal ?? reject.refusal} />
      <ToDesk call={call} />
      <Button look="answer" icon={<PhoneFilledIcon />} onPress={() => void answer.send({ call: call.id })}>
        {t('call.answer')}
      </Button>
      <Button
        look="danger"
        icon={<HangUpIcon />}
        onPress={() => void reject.send({ call: call.id, as: 'decline' })}
      >
        {t('call.decline')}
      </Button>
    </div>
  )
}
