import type { RefObject } from 'react'
import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDesk } from '../state/agent-context.tsx'
import type { Pair } from '../state/conference.ts'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { HangUpIcon, MicOffIcon, PhoneIcon, SplitIcon, TransferIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import { CallToolbar } from './CallToolbar.tsx'
import { CallTroubles } from './CallTroubles.tsx'
import { ConferencePerson } from './ConferencePerson.tsx'
import statuses from './call-status.module.css'
import styles from './conference-card.module.css'
import { KeypadDrawer } from './KeypadDrawer.tsx'
import cards from './live-card.module.css'

type Props = {
  readonly pair: Pair
  /** The call that the rest of the desk shows; tones are sent to it. */
  readonly shown: CallId | null
  readonly toolbar: RefObject<HTMLDivElement | null>
}

/** Two calls that are one talk: what is done to both stands in the middle, what is done to one beside their name. */
export function ConferenceCard({ pair, shown, toolbar }: Props) {
  const t = useT()
  const [first, second] = pair
  const lead = pair.find(({ id }) => id === shown) ?? first
  const drawer = useDesk((desk) => (desk.drawer?.call === lead.id ? desk.drawer.kind : null))
  const endBoth = useCommand('call.endConference')
  const letTalk = useCommand('call.transferAttended')
  const split = useCommand('call.split')
  const resume = useCommand('call.resume')
  const waits = pair.some(({ held }) => held)
  const leaving = pair.some(({ transfer }) => transfer?.state === 'running')
  const title = t('call.conference.title')
  return (
    <article
      aria-label={`${title}: ${isolate(titleOf(first))}, ${isolate(titleOf(second))}`}
      data-call={lead.id}
      className={cx(cards.card, waits ? cards.held : cards.talking)}
    >
      <header className={styles.header}>
        <p className={styles.title}>{title}</p>
        <p className={styles.status}>
          <Status pair={pair} waits={waits} leaving={leaving} />
        </p>
      </header>
      <div className={cards.body}>
        <ul aria-label={t('call.conference.people')} className={styles.people}>
          {pair.map((call) => (
            <ConferencePerson key={call.id} call={call} shown={call.id === shown} fixed={leaving} />
          ))}
        </ul>
        <CallToolbar ref={toolbar} call={lead} drawer={drawer} transferable={false} />
        {waits && (
          <Button
            look="primary"
            wide
            icon={<PhoneIcon size={18} />}
            onPress={() => void resume.send({ call: first.id })}
          >
            {t('call.conference.resume')}
          </Button>
        )}
        <div className={styles.pairActions}>
          <Button
            icon={<TransferIcon size={16} />}
            isDisabled={leaving}
            onPress={() => void letTalk.send({ call: first.id, consult: second.id })}
          >
            {t('call.conference.letTalk')}
          </Button>
          <Button
            icon={<SplitIcon size={16} />}
            isDisabled={leaving}
            onPress={() => void split.send({ call: (lead === first ? second : first).id })}
          >
            {t('call.conference.split')}
          </Button>
        </div>
        <div className={cards.foot}>
          <span />
          <Button
            look="end"
            icon={<HangUpIcon size={18} />}
            onPress={() => void endBoth.send({ call: first.id })}
          >
            {t('call.conference.endBoth')}
          </Button>
        </div>
        <Refusal reason={endBoth.refusal ?? letTalk.refusal ?? split.refusal ?? resume.refusal} />
        {pair.map((call) => (
          <CallTroubles key={call.id} call={call} />
        ))}
      </div>
      {drawer === 'keypad' && <KeypadDrawer call={lead} />}
    </article>
  )
}

type StatusProps = { readonly pair: Pair; readonly waits: boolean; readonly leaving: boolean }

/** One line: who hears whom. */
function Status({ pair, waits, leaving }: StatusProps) {
  const t = useT()
  if (pair.every(({ muted }) => muted) && !waits) {
    return (
      <span className={statuses.muted}>
        <MicOffIcon size={14} />
        {t('call.conference.muted')}
      </span>
    )
  }
  const away = pair.find(({ farHeld }) => farHeld)
  const words = leaving
    ? t('call.conference.leaving')
    : waits
      ? t('call.conference.waits')
      : away
        ? t('call.conference.away', { name: isolate(titleOf(away)) })
        : t('call.conference.talking')
  return (
    <>
      <StateShape shape={waits ? 'held' : 'onCall'} />
      <span className={statuses.word}>{words}</span>
    </>
  )
}
