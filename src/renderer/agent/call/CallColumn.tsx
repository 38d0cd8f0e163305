import { type RefObject, useEffect, useRef } from 'react'
import type { CallView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { conferenceOf, joinable } from '../state/conference.ts'
import { primaryCall } from '../state/shown-call.ts'
import { Region } from '../ui/Region.tsx'
import { Colleagues } from './Colleagues.tsx'
import { ConferenceCard } from './ConferenceCard.tsx'
import styles from './call-column.module.css'
import { LiveCard } from './LiveCard.tsx'
import { Notices } from './Notices.tsx'
import { Ready } from './Ready.tsx'
import { Recent } from './Recent.tsx'
import { RingingCard } from './RingingCard.tsx'
import { SmallCard } from './SmallCard.tsx'
import { WaitingConference } from './WaitingConference.tsx'

type Props = {
  /** The call that the rest of the desk shows. */
  readonly shown: CallId | null
}

/**
 * One card per call. The card that is spoken on stands first and stays there: a second caller rings below it,
 * so that no button moves away from under the hand.
 */
export function CallColumn({ shown }: Props) {
  const t = useT()
  const calls = useView((view) => view.calls)
  const primary = primaryCall(calls)
  const ringing = calls.filter((call) => call.phase === 'ringing')
  const conference = conferenceOf(calls, primary)
  const waits = conference ? null : conferenceOf(calls, calls.find((call) => call.conference) ?? null)
  const apart = [primary, ...(conference ?? waits ?? [])]
  const others = calls.filter((call) => !apart.includes(call) && call.phase !== 'ringing')
  const [spoken, waiting] = joinable(calls) ?? [null, null]
  const { toolbar, expect } = useAnswerHandover(calls)
  const cards = useConferenceHandover(conference !== null, toolbar)
  return (
    <Region name="call" label={t('call.column')} className={styles.column}>
      <div ref={cards} className={styles.cards}>
        {conference && <ConferenceCard key="conference" pair={conference} shown={shown} toolbar={toolbar} />}
        {primary && !conference && (
          <LiveCard key="live" call={primary} calls={calls} shown={primary.id === shown} toolbar={toolbar} />
        )}
        {ringing.map((call) => (
          <RingingCard key={call.id} call={call} waiting={primary !== null} shown={call.id === shown} />
        ))}
        {waits && <WaitingConference key="waiting conference" pair={waits} shown={shown} />}
        {others.map((call) => (
          <SmallCard
            key={call.id}
            call={call}
            shown={call.id === shown}
            joinWith={call === waiting && spoken?.from !== call.id ? spoken : null}
          />
        ))}
        {calls.length === 0 && <Ready />}
        <Notices />
      </div>
      <Colleagues onPickedUp={expect} />
      <Recent />
    </Region>
  )
}

/**
 * When the agent answers or picks up, the button for it goes away, and the focus would fall to nowhere: it is handed
 * to the call's controls, but only if it was on that button.
 */
function useAnswerHandover(calls: readonly CallView[]) {
  const toolbar = useRef<HTMLDivElement>(null)
  const focused = useRef<CallId | null>(null)
  useEffect(() => {
    const onFocus = (event: FocusEvent) => {
      const card = event.target instanceof HTMLElement ? event.target.closest('[data-ringing]') : null
      focused.current = card?.getAttribute('data-ringing') ?? null
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [])
  useEffect(() => {
    const answered = calls.find((call) => call.id === focused.current && call.phase === 'connected')
    if (!answered || document.activeElement !== document.body) return
    focused.current = null
    toolbar.current?.querySelector<HTMLElement>('button:not([disabled])')?.focus()
  }, [calls])
  const expect = (call: CallId) => {
    focused.current = call
  }
  return { toolbar, expect }
}

/** Joining and splitting replace the cards, and the button that was pressed: the focus goes to the new controls. */
function useConferenceHandover(joined: boolean, toolbar: RefObject<HTMLDivElement | null>) {
  const cards = useRef<HTMLDivElement>(null)
  const inside = useRef(false)
  const before = useRef(joined)
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      inside.current = target instanceof Node && cards.current?.contains(target) === true
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [])
  useEffect(() => {
    if (joined === before.current) return
    before.current = joined
    if (!inside.current || document.activeElement !== document.body) return
    toolbar.current?.querySelector<HTMLElement>('button:not([disabled])')?.focus()
  }, [joined, toolbar])
  return cards
}
