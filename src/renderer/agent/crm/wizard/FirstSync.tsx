import type { ConnectionView, SyncState } from '../../../../contract/crm.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import { needsHand, standingOf } from '../../state/crm.ts'
import type { Wizard } from '../../state/crm-wizard.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckIcon } from '../../ui/icons/window-icons.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import { WizardFoot } from '../../ui/WizardFrame.tsx'
import { ConnectionTrouble } from '../ConnectionTrouble.tsx'
import styles from './first-sync.module.css'
import { StepHead } from './StepHead.tsx'

type Props = { readonly wizard: Wizard; readonly onDone: () => void }

/** Everything that the CRM has comes in. It needs nobody to watch. */
export function FirstSync({ wizard, onDone }: Props) {
  const t = useT()
  const connection = useView(({ crm }) => crm.connections.find(({ id }) => id === wizard.id))
  if (!connection) {
    return (
      <>
        <StepHead title={t('crm.wizard.syncBegins')} />
        <WizardFoot>
          <Button onPress={onDone}>{t('crm.wizard.closeRunning')}</Button>
        </WizardFoot>
      </>
    )
  }
  return <Running connection={connection} onDone={onDone} />
}

function Running({
  connection,
  onDone,
}: {
  readonly connection: ConnectionView
  readonly onDone: () => void
}) {
  const t = useT()
  const formats = useFormats()
  const pause = useCommand('crm.pause')
  const { id, paused, sync } = connection
  const name = isolate(connection.name)
  const standing = standingOf(connection)
  const done = sync.lastOk !== null && sync.phase !== 'full'
  const stopped = needsHand(standing)
  const title = done
    ? t('crm.wizard.syncDone', { name })
    : t(stopped ? 'crm.wizard.syncTrouble' : 'crm.wizard.syncTitle', { name })
  return (
    <>
      <StepHead title={title} />
      <div role="status" className={styles.done}>
        {done && (
          <>
            <p className={styles.count}>
              <CheckIcon size={20} />
              {t('crm.section.customers', { count: sync.customers, number: formats.number(sync.customers) })}
            </p>
            <p className={styles.soft}>{t('crm.wizard.syncDoneHint')}</p>
          </>
        )}
      </div>
      {!done && <Reading sync={sync} name={connection.name} paused={paused} stopped={stopped} />}
      <ConnectionTrouble connection={connection} />
      <Refusal reason={pause.refusal} />
      {!done && !stopped && <p className={styles.soft}>{t('crm.wizard.closeHint')}</p>}
      <WizardFoot>
        <Button look={done ? 'primary' : 'secondary'} size="large" onPress={onDone}>
          {t(done ? 'crm.wizard.finish' : stopped ? 'common.close' : 'crm.wizard.closeRunning')}
        </Button>
        {!done && !stopped && (
          <Button look="quiet" onPress={() => void pause.send({ connection: id, paused: !paused })}>
            {t(paused ? 'crm.wizard.resume' : 'crm.wizard.pause')}
          </Button>
        )}
      </WizardFoot>
    </>
  )
}

type ReadingProps = {
  readonly sync: SyncState
  readonly name: string
  readonly paused: boolean
  readonly stopped: boolean
}

function Reading({ sync: { progress, customers }, name, paused, stopped }: ReadingProps) {
  const t = useT()
  const formats = useFormats()
  const read = progress?.read ?? customers
  const total = progress?.total ?? null
  const perSecond = progress?.perSecond ?? 0
  const facts = [
    total === null
      ? t('crm.wizard.read', { read: formats.number(read) })
      : t('crm.wizard.readOf', { read: formats.number(read), total: formats.number(total) }),
  ]
  if (paused) facts.push(t('crm.wizard.syncPaused'))
  else if (perSecond > 0 && !stopped) {
    facts.push(t('crm.wizard.rate', { number: formats.number(perSecond) }))
    if (total !== null && total > read) {
      facts.push(t('crm.wizard.left', { time: formats.length(((total - read) / perSecond) * 1000) }))
    }
  }
  return (
    <Progress
      hideLabel
      label={t('crm.wizard.syncTitle', { name: isolate(name) })}
      read={read}
      total={total}
      facts={facts}
    />
  )
}
