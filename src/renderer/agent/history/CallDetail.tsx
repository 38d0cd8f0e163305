import { useEffect, useState } from 'react'
import type { FactRow, HistoryRow } from '../../../contract/agent.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { refusalOf } from '../api.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useApi, useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace, pickCall } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { CallMark } from '../ui/CallMark.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { AutoAnswerReading } from './AutoAnswerReading.tsx'
import styles from './call-detail.module.css'
import { Durations } from './Durations.tsx'
import { Ending } from './Ending.tsx'
import { FactList } from './FactList.tsx'
import { rowOfFacts } from './row-of-facts.ts'
import { Signalling } from './Signalling.tsx'

type Props = { readonly call: CallId; readonly row: HistoryRow | null }

type Loaded = {
  readonly facts: readonly FactRow[]
  readonly refusal: string | null
  readonly loading: boolean
}

function useFacts(call: CallId, turn: number): Loaded {
  const api = useApi()
  const [loaded, setLoaded] = useState<Loaded>({ facts: [], refusal: null, loading: true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a correction asks again.
  useEffect(() => {
    let current = true
    void api.send('history.facts', { call }).then((answer) => {
      if (!current) return
      const facts = Array.isArray(answer) ? answer : []
      setLoaded({ facts, refusal: refusalOf(answer), loading: false })
    })
    return () => {
      current = false
    }
  }, [api, call, turn])
  return loaded
}

/** One call in full: where the time went, how it ended, and every fact of it. */
export function CallDetail({ call, row: listed }: Props) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const [turn, setTurn] = useState(0)
  const { facts, refusal, loading } = useFacts(call, turn)
  const dial = useCommand('call.dial')
  const open = useView(({ calls }) => calls.find(({ id, wrapUp }) => id === call && wrapUp === 'open'))
  const told = rowOfFacts(call, facts)
  const row =
    told && listed ? { ...listed, disposition: told.disposition, notes: told.notes } : (listed ?? told)
  if (!row) {
    return (
      <div className={styles.detail}>
        {loading ? (
          <p className={styles.soft}>{t('common.loading')}</p>
        ) : (
          <Refusal reason={refusal ?? 'noSuchCall'} />
        )}
      </div>
    )
  }
  const name = row.customer?.name || row.party.displayName
  const handled = row.durations.handle > 0
  const customer = row.customer
  return (
    <div className={styles.detail}>
      <header className={styles.header}>
        <p className={styles.kind}>
          <CallMark direction={row.direction} cause={row.cause} handled={handled} />
          {t(row.direction === 'inbound' ? 'history.inbound' : 'history.outbound')}
        </p>
        <h2 className={styles.name}>
          {name ? <PersonName name={name} /> : <PhoneNumber number={row.party.number} />}
        </h2>
        <p className={styles.soft}>
          {name && (
            <>
              <PhoneNumber number={row.party.number} />
              {' · '}
            </>
          )}
          {formats.longDay(row.startedAt, Date.now())}, {formats.time(row.startedAt)}
        </p>
        <div className={styles.actions}>
          {row.party.number !== '' && (
            <Button
              icon={<PhoneIcon size={14} />}
              onPress={() => void dial.send({ to: row.party.number, from: null })}
            >
              {t(row.direction === 'inbound' ? 'call.callBack' : 'call.callAgain')}
            </Button>
          )}
          {customer && (
            <Button
              look="quiet"
              onPress={() => openPlace(desk, { screen: 'customers', customer: customer.id, task: 'none' })}
            >
              {t('history.openCustomer')}
            </Button>
          )}
        </div>
        <Refusal reason={dial.refusal ?? refusal} />
      </header>
      <Durations spent={row.durations} />
      {open ? (
        <section className={styles.open}>
          <p>{t('history.wrapUpOpen')}</p>
          <Button onPress={() => pickCall(desk, call)}>{t('history.openWrapUp')}</Button>
        </section>
      ) : (
        handled && <Ending row={row} onChanged={() => setTurn(turn + 1)} />
      )}
      {row.linked.length > 0 && (
        <section className={styles.linked}>
          <h3 className={styles.heading}>{t('history.linked')}</h3>
          {row.linked.map((id) => (
            <Button key={id} look="quiet" onPress={() => openPlace(desk, { screen: 'calls', call: id })}>
              {t('history.linkedCall')}
            </Button>
          ))}
        </section>
      )}
      <FactList facts={facts} />
      <AutoAnswerReading facts={facts} />
      <Signalling key={call} call={call} />
    </div>
  )
}
