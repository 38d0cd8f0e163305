import { useEffect, useState } from 'react'
import type { HistoryRow } from '../../../contract/agent.ts'
import type { CrmCard } from '../../../contract/crm.ts'
import type { PastCall } from '../../../contract/view.ts'
import type { Customer } from '../../../domain/customer/customer.ts'
import { refusalOf } from '../api.ts'
import { useApi, useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { Refusal } from '../ui/Refusal.tsx'
import { CustomerForm } from './CustomerForm.tsx'
import { CustomerRecord } from './CustomerRecord.tsx'
import styles from './customer-page.module.css'

type Loaded = {
  readonly customer: Customer
  readonly calls: readonly HistoryRow[]
  readonly card: CrmCard | null
}

const pastCall = (row: HistoryRow): PastCall => ({
  id: row.id,
  direction: row.direction,
  startedAt: row.startedAt,
  cause: row.cause,
  handled: row.durations.handle > 0,
  talkMs: row.durations.talk,
  handleMs: row.durations.handle,
  disposition: row.disposition,
  notes: row.notes,
})

/** A customer outside of a call: the same record, asked for by name. */
export function CustomerPage({ id }: { readonly id: string }) {
  const api = useApi()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [editing, setEditing] = useState(false)
  useEffect(() => {
    let current = true
    void api.send('customer.get', { customer: id }).then((answer) => {
      if (!current) return
      setRefusal(refusalOf(answer))
      if (answer.ok) setLoaded(answer.value)
    })
    return () => {
      current = false
    }
  }, [api, id])
  if (!loaded) {
    return (
      <div className={styles.page}>
        <Refusal reason={refusal} />
      </div>
    )
  }
  if (editing) {
    return (
      <CustomerForm
        customer={loaded.customer}
        onCancel={() => setEditing(false)}
        onSaved={(customer) => {
          setLoaded({ ...loaded, customer })
          setEditing(false)
        }}
      />
    )
  }
  return (
    <CustomerRecord
      customer={loaded.customer}
      calls={loaded.calls.map(pastCall)}
      card={loaded.card}
      onEdit={() => setEditing(true)}
    />
  )
}

/** The form for a customer who has not called yet. */
export function CreateCustomer() {
  const desk = useDeskStore()
  const go = (customer: string | null) => openPlace(desk, { screen: 'customers', customer, task: 'none' })
  return <CustomerForm customer={null} onCancel={() => go(null)} onSaved={({ id }) => go(id)} />
}
