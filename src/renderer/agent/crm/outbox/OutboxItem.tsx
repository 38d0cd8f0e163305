import { useState } from 'react'
import type { OutboxRow } from '../../../../contract/crm.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { useDeskStore, useView } from '../../state/agent-context.tsx'
import { connectionName } from '../../state/crm.ts'
import { openPlace } from '../../state/desk-store.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { PersonName, PhoneNumber } from '../../ui/Names.tsx'
import { useWhen } from '../ConnectionState.tsx'
import { FaultWords } from '../FaultWords.tsx'
import { DropItem } from './DropItem.tsx'
import { ItemContent } from './ItemContent.tsx'
import { ItemMark } from './ItemMark.tsx'
import { ItemRefusal } from './ItemRefusal.tsx'
import styles from './outbox-item.module.css'
import { stateWord } from './outbox-words.ts'
import { ResendForm } from './ResendForm.tsx'

type Props = {
  /** Null where the list has no such item (any more). */
  readonly row: OutboxRow | null
  readonly loading: boolean
  readonly onChanged: () => void
  readonly onDropped: () => void
}

/** One item in full: what is written, how it stands, why, and what can be done. */
export function OutboxItem({ row, loading, onChanged, onDropped }: Props) {
  const t = useT()
  if (!row) {
    return <p className={styles.missing}>{t(loading ? 'common.loading' : 'crm.outbox.gone')}</p>
  }
  return <Item row={row} onChanged={onChanged} onDropped={onDropped} />
}

type ItemProps = {
  readonly row: OutboxRow
  readonly onChanged: () => void
  readonly onDropped: () => void
}

function Item({ row, onChanged, onDropped }: ItemProps) {
  const t = useT()
  const [task, setTask] = useState<'none' | 'edit' | 'drop'>('none')
  const end = () => setTask('none')
  const open = row.state !== 'done' && row.state !== 'sending'
  return (
    <div className={styles.item}>
      <header>
        <p className={styles.soft}>{t(`crm.outbox.kind.${row.kind}`)}</p>
        <h2 className={styles.name}>
          {row.customer ? <PersonName name={row.customer.name} /> : <PhoneNumber number={row.number} />}
        </h2>
      </header>
      <Standing row={row} />
      <Facts row={row} />
      {task === 'edit' ? (
        <ResendForm
          row={row}
          onCancel={end}
          onSent={() => {
            end()
            onChanged()
          }}
        />
      ) : (
        <ItemContent row={row} />
      )}
      {task === 'drop' && <DropItem item={row.id} onCancel={end} onDropped={onDropped} />}
      {task === 'none' && open && (
        <Verbs
          row={row}
          onEdit={() => setTask('edit')}
          onDrop={() => setTask('drop')}
          onChanged={onChanged}
        />
      )}
      <Ways row={row} />
    </div>
  )
}

function Standing({ row }: { readonly row: OutboxRow }) {
  const t = useT()
  const { fault, state } = row
  return (
    <div className={styles.standing}>
      <p role="status" className={styles.state}>
        <ItemMark state={state} />
        {stateWord(row, t)}
      </p>
      {fault && state !== 'done' && <FaultWords plain fault={fault} />}
      {state === 'unknown' && <p className={styles.soft}>{t('crm.outbox.unknownHint')}</p>}
    </div>
  )
}

function Facts({ row }: { readonly row: OutboxRow }) {
  const t = useT()
  const formats = useFormats()
  const connections = useView(({ crm }) => crm.connections)
  return (
    <dl className={styles.facts}>
      <dt>{t('crm.outbox.to')}</dt>
      <dd>
        <bdi>{connectionName(connections, row.connection)}</bdi>
      </dd>
      {row.number !== '' && (
        <>
          <dt>{t('crm.outbox.number')}</dt>
          <dd>
            <PhoneNumber number={row.number} />
          </dd>
        </>
      )}
      <dt>{t('crm.outbox.since')}</dt>
      <dd>{formats.moment(row.since, Date.now())}</dd>
      {row.attempts > 0 && (
        <>
          <dt>{t('crm.outbox.attempts')}</dt>
          <dd>{formats.number(row.attempts)}</dd>
        </>
      )}
      {row.nextAt !== null && (
        <>
          <dt>{t('crm.outbox.nextTry')}</dt>
          <NextTry at={row.nextAt} />
        </>
      )}
    </dl>
  )
}

const NextTry = ({ at }: { readonly at: number }) => <dd>{useWhen(at)}</dd>

type VerbsProps = {
  readonly row: OutboxRow
  readonly onEdit: () => void
  readonly onDrop: () => void
  readonly onChanged: () => void
}

function Verbs({ row, onEdit, onDrop, onChanged }: VerbsProps) {
  const t = useT()
  const retry = useCommand('outbox.retry')
  // What was refused as it is will be refused again.
  const refused = row.state === 'rejected' && row.kind !== 'create'
  const again = async () => {
    const answer = await retry.send({ item: row.id })
    if (answer.ok) onChanged()
  }
  return (
    <div className={styles.verbs}>
      {row.kind !== 'create' && (
        <Button look={refused ? 'primary' : 'secondary'} onPress={onEdit}>
          {t('crm.outbox.edit')}
        </Button>
      )}
      <Button look={refused ? 'secondary' : 'primary'} isPending={retry.pending} onPress={() => void again()}>
        {t('crm.outbox.retry')}
      </Button>
      <Button look="quiet" onPress={onDrop}>
        {t('crm.outbox.drop')}
      </Button>
      <ItemRefusal reason={retry.refusal} />
    </div>
  )
}

/** What else there is to look at. */
function Ways({ row: { call, customer } }: { readonly row: OutboxRow }) {
  const t = useT()
  const desk = useDeskStore()
  if (call === null && customer === null) return null
  return (
    <div className={styles.ways}>
      {call !== null && (
        <Button look="quiet" size="small" onPress={() => openPlace(desk, { screen: 'calls', call })}>
          {t('crm.outbox.openCall')}
        </Button>
      )}
      {customer !== null && (
        <Button
          look="quiet"
          size="small"
          onPress={() => openPlace(desk, { screen: 'customers', customer: customer.id, task: 'none' })}
        >
          {t('crm.outbox.openCustomer')}
        </Button>
      )}
    </div>
  )
}
