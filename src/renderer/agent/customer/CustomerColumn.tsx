import { useEffect, useRef, useState } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDesk, useDeskStore } from '../state/agent-context.tsx'
import { Button } from '../ui/Button.tsx'
import { Region } from '../ui/Region.tsx'
import { AttachPanel } from './AttachPanel.tsx'
import { CallDataStrip } from './CallDataStrip.tsx'
import { CallingChip } from './CallingChip.tsx'
import { CustomerForm } from './CustomerForm.tsx'
import { CustomerRecord } from './CustomerRecord.tsx'
import styles from './customer-column.module.css'
import { SeveralPanel } from './SeveralPanel.tsx'
import { ToReturn } from './ToReturn.tsx'
import { UnknownPanel } from './UnknownPanel.tsx'
import { useAssign } from './use-assign.ts'

type Props = { readonly call: CallView | null }

/** Who is on the call. The record is there at once; what the agent edits is never taken away. */
export function CustomerColumn({ call }: Props) {
  const t = useT()
  return (
    <Region name="customer" label={t('customer.column')} className={styles.column}>
      {call?.data && <CallDataStrip data={call.data} />}
      {call ? <Pop key={call.id} call={call} /> : <ToReturn />}
      <CallingChip shown={call?.id ?? null} />
    </Region>
  )
}

type Task = 'none' | 'edit' | 'create' | 'attach'

function Pop({ call }: { readonly call: CallView }) {
  const desk = useDeskStore()
  const editing = useDesk((state) => state.editing === call.id)
  const [task, setTask] = useState<Task>('none')
  const begin = (next: Task) => {
    setTask(next)
    desk.setState({ editing: next === 'none' ? null : call.id })
  }
  const end = () => begin('none')
  // The customer who is edited can be gone meanwhile.
  const current = editing && (task !== 'edit' || call.pop.kind === 'customer') ? task : 'none'
  const place = useArrival(call.pop.kind)
  if (current !== 'none') return <PopTask call={call} task={current} onEnd={end} />
  return (
    <div ref={place.ref} tabIndex={-1} data-column="" className={place.arrived ? styles.arrived : styles.pop}>
      <PopBody call={call} onBegin={begin} />
    </div>
  )
}

/**
 * An unknown caller whom a CRM knew after all: the record comes in calmly, and where the focus was on what it takes
 * the place of, it stays in this column.
 */
function useArrival(kind: CallView['pop']['kind']) {
  const ref = useRef<HTMLDivElement>(null)
  const [first] = useState(kind)
  const hadFocus = useRef(false)
  useEffect(() => {
    const place = ref.current
    if (!place) return
    const note = (event: FocusEvent) => {
      hadFocus.current = event.target instanceof Node && place.contains(event.target)
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
  const arrived = first === 'unknown' && kind === 'customer'
  useEffect(() => {
    if (arrived && hadFocus.current && document.activeElement === document.body) ref.current?.focus()
  }, [arrived])
  return { ref, arrived }
}

type BodyProps = { readonly call: CallView; readonly onBegin: (task: Task) => void }

function PopBody({ call, onBegin }: BodyProps) {
  const { pop } = call
  if (pop.kind === 'customer') {
    const { customer, callsBefore, card } = pop
    return (
      <CustomerRecord customer={customer} calls={callsBefore} card={card} onEdit={() => onBegin('edit')} />
    )
  }
  const ways = { onCreate: () => onBegin('create'), onAttach: () => onBegin('attach') }
  if (pop.kind === 'several') return <SeveralPanel call={call} choices={pop.choices} {...ways} />
  return <UnknownPanel call={call} callsBefore={pop.callsBefore} looking={pop.looking} {...ways} />
}

type TaskProps = {
  readonly call: CallView
  readonly task: Exclude<Task, 'none'>
  readonly onEnd: () => void
}

function PopTask({ call, task, onEnd }: TaskProps) {
  const assign = useAssign(call.id)
  const { pop } = call
  if (task === 'edit' && pop.kind === 'customer') {
    return <CustomerForm customer={pop.customer} onSaved={onEnd} onCancel={onEnd} />
  }
  return (
    <>
      <FoundMeanwhile call={call} onShow={onEnd} />
      {task === 'attach' ? (
        <AttachPanel call={call} onDone={onEnd} />
      ) : (
        <CustomerForm
          customer={null}
          suggested={{ name: call.displayName ?? '', number: call.rawNumber, country: call.country ?? '' }}
          onCancel={onEnd}
          onSaved={(customer) => {
            void assign.send(customer.id, 'created', false).then((done) => done && onEnd())
          }}
          refusal={assign.refusal}
        />
      )}
    </>
  )
}

/** The CRM answered while the agent was making a customer of the caller: said, never forced. */
function FoundMeanwhile({ call, onShow }: { readonly call: CallView; readonly onShow: () => void }) {
  const t = useT()
  const { pop } = call
  return (
    <div role="status">
      {pop.kind === 'customer' && (
        <p className={styles.found}>
          <span>{t('crm.card.found', { name: isolate(pop.customer.name || pop.customer.company) })}</span>
          <Button size="small" onPress={onShow}>
            {t('crm.card.show')}
          </Button>
        </p>
      )}
    </div>
  )
}
