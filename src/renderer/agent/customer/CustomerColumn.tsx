import { useState } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useDesk, useDeskStore } from '../state/agent-context.tsx'
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
  const assign = useAssign(call.id)
  const { pop } = call
  const begin = (next: Task) => {
    setTask(next)
    desk.setState({ editing: next === 'none' ? null : call.id })
  }
  const end = () => begin('none')
  const current = editing ? task : 'none'

  if (current === 'edit' && pop.kind === 'customer') {
    return <CustomerForm customer={pop.customer} onSaved={end} onCancel={end} />
  }
  if (current === 'create') {
    return (
      <CustomerForm
        customer={null}
        suggested={{ name: call.displayName ?? '', number: call.rawNumber, country: call.country ?? '' }}
        onCancel={end}
        onSaved={(customer) => {
          void assign.send(customer.id, 'created', false).then((done) => done && end())
        }}
        refusal={assign.refusal}
      />
    )
  }
  if (current === 'attach') return <AttachPanel call={call} onDone={end} />
  if (pop.kind === 'customer') {
    return <CustomerRecord customer={pop.customer} calls={pop.callsBefore} onEdit={() => begin('edit')} />
  }
  const ways = { onCreate: () => begin('create'), onAttach: () => begin('attach') }
  if (pop.kind === 'several') return <SeveralPanel call={call} choices={pop.choices} {...ways} />
  return <UnknownPanel call={call} callsBefore={pop.callsBefore} {...ways} />
}
