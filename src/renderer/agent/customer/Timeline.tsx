import { useState } from 'react'
import type { PastCall } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { Button } from '../ui/Button.tsx'
import { CallMark } from '../ui/CallMark.tsx'
import { Press } from '../ui/Press.tsx'
import styles from './timeline.module.css'

type Props = {
  readonly calls: readonly PastCall[]
  readonly title: string
  readonly empty: string
  /** The call whose notes stand above already. */
  readonly told?: string | null
}

/** A pop must not wait for four hundred rows: this many at first, as many again with each press. */
const BATCH = 30

export function Timeline({ calls, title, empty, told = null }: Props) {
  const t = useT()
  const [count, setCount] = useState(BATCH)
  const hidden = calls.length - count
  return (
    <div className={styles.timeline}>
      <h3 className={styles.title}>{title}</h3>
      {calls.length === 0 ? (
        <p className={styles.empty}>{empty}</p>
      ) : (
        <ol>
          {calls.slice(0, count).map((call) => (
            <Row key={call.id} call={call} told={call.id === told} />
          ))}
        </ol>
      )}
      {hidden > 0 && (
        <Button look="quiet" onPress={() => setCount(count + BATCH)}>
          {t('customer.earlier', { count: hidden })}
        </Button>
      )}
    </div>
  )
}

function Row({ call, told }: { readonly call: PastCall; readonly told: boolean }) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const ending = call.handled
    ? (call.disposition ?? t('customer.noDisposition'))
    : t(`call.cause.${call.cause ?? 'missed'}`)
  return (
    <li>
      <Press className={styles.row} onPress={() => openPlace(desk, { screen: 'calls', call: call.id })}>
        <span className={styles.day}>{formats.day(call.startedAt, Date.now())}</span>
        <CallMark direction={call.direction} cause={call.cause} handled={call.handled} />
        <span className={styles.what}>
          <bdi>{ending}</bdi>
          {!told && call.notes.trim() !== '' && (
            <span dir="auto" className={styles.notes}>
              {call.notes}
            </span>
          )}
        </span>
        <span className={styles.length}>{call.handled ? formats.length(call.talkMs) : ''}</span>
      </Press>
    </li>
  )
}
