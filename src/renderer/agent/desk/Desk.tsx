import { type CSSProperties, useEffect, useRef } from 'react'
import { VisuallyHidden } from 'react-aria-components'
import { CallColumn } from '../call/CallColumn.tsx'
import { CustomerColumn } from '../customer/CustomerColumn.tsx'
import { useT } from '../i18n/language.tsx'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { shownCall } from '../state/shown-call.ts'
import { Splitter } from '../ui/Splitter.tsx'
import { useRemembered } from '../ui/use-remembered.ts'
import { WrapUpColumn } from '../wrap-up/WrapUpColumn.tsx'
import styles from './desk.module.css'
import { useEndHandover } from './use-end-handover.ts'

/** The call, who it is, how it ended: side by side, without a click. */
export function Desk() {
  const t = useT()
  const desk = useDeskStore()
  const calls = useView((view) => view.calls)
  const picked = useDesk((state) => state.picked)
  const editing = useDesk((state) => state.editing)
  const [callWidth, setCallWidth] = useRemembered('desk.call', 304)
  const [wrapUpWidth, setWrapUpWidth] = useRemembered('desk.wrapUp', 288)
  const shown = shownCall(calls, picked, editing)

  // Whoever the agent begins to speak with comes onto the desk, whatever was picked before.
  const spoken = calls.find((call) => call.phase === 'connected' && !call.held)?.id ?? null
  const before = useRef(spoken)
  useEffect(() => {
    if (spoken !== null && spoken !== before.current) desk.setState({ picked: null })
    before.current = spoken
  }, [desk, spoken])
  useEndHandover(calls)
  return (
    <main
      className={styles.desk}
      style={{ '--call': `${callWidth}px`, '--wrap-up': `${wrapUpWidth}px` } as CSSProperties}
    >
      <VisuallyHidden elementType="h1">{t('shell.screens.desk')}</VisuallyHidden>
      <CallColumn shown={shown?.id ?? null} />
      <Splitter
        label={t('shell.divider', { column: t('call.column') })}
        pane="start"
        value={callWidth}
        min={264}
        max={420}
        onChange={setCallWidth}
      />
      <CustomerColumn call={shown} />
      <Splitter
        label={t('shell.divider', { column: t('wrapUp.column') })}
        pane="end"
        value={wrapUpWidth}
        min={232}
        max={420}
        onChange={setWrapUpWidth}
      />
      <WrapUpColumn call={shown} />
    </main>
  )
}
