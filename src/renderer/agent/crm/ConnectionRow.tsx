import { useState } from 'react'
import type { ConnectionView } from '../../../contract/crm.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useApi, useDeskStore } from '../state/agent-context.tsx'
import { standingOf } from '../state/crm.ts'
import { wizardOf } from '../state/crm-wizard.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { ArrowDownIcon, ArrowUpIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { RowHead } from '../ui/SectionRows.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { ConnectionTrouble } from './ConnectionTrouble.tsx'
import styles from './crm-section.module.css'
import { SyncMark } from './SyncMark.tsx'

type Props = {
  readonly connection: ConnectionView
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onMove: (by: number) => void
}

/** A connection in the list: how it is, and what can be done with it. */
export function ConnectionRow({ connection, isFirst, isLast, onMove }: Props) {
  const t = useT()
  const name = isolate(connection.name)
  return (
    <>
      <RowHead
        mark={<SyncMark standing={standingOf(connection)} />}
        tools={
          <>
            <IconButton
              small
              label={t('crm.section.up', { name })}
              isDisabled={isFirst}
              onPress={() => onMove(-1)}
            >
              <ArrowUpIcon size={14} />
            </IconButton>
            <IconButton
              small
              label={t('crm.section.down', { name })}
              isDisabled={isLast}
              onPress={() => onMove(1)}
            >
              <ArrowDownIcon size={14} />
            </IconButton>
          </>
        }
      >
        <p className={styles.name}>
          <bdi>{connection.name}</bdi>
        </p>
        <ConnectionState connection={connection} />
      </RowHead>
      <div className={styles.below}>
        <ConnectionTrouble connection={connection} />
        <Verbs connection={connection} />
      </div>
    </>
  )
}

function Verbs({ connection }: { readonly connection: ConnectionView }) {
  const t = useT()
  const api = useApi()
  const desk = useDeskStore()
  const syncNow = useCommand('crm.syncNow')
  const pause = useCommand('crm.pause')
  const readAll = useCommand('crm.readAll')
  const [removing, setRemoving] = useState(false)
  const { id, paused } = connection
  const who = { name: isolate(connection.name) }
  const edit = async () => {
    const connectors = await api.send('crm.connectors', null)
    const connector = Array.isArray(connectors) && connectors.find((each) => each.id === connection.connector)
    if (connector) {
      desk.setState(({ wizard }) => ({ wizard: wizardOf(connection, connector, wizard) }))
    }
  }
  if (removing) return <RemoveConnection connection={connection} onCancel={() => setRemoving(false)} />
  const small = { look: 'quiet', size: 'small' } as const
  return (
    <>
      <div className={styles.verbs}>
        {!paused && (
          <Button
            {...small}
            aria-label={t('crm.section.syncOf', who)}
            onPress={() => void syncNow.send({ connection: id })}
          >
            {t('crm.section.sync')}
          </Button>
        )}
        <Button
          {...small}
          aria-label={t(paused ? 'crm.section.resumeOf' : 'crm.section.pauseOf', who)}
          onPress={() => void pause.send({ connection: id, paused: !paused })}
        >
          {t(paused ? 'crm.section.resume' : 'crm.section.pause')}
        </Button>
        <Button {...small} aria-label={t('crm.section.editOf', who)} onPress={() => void edit()}>
          {t('crm.section.edit')}
        </Button>
        <Button
          {...small}
          aria-label={t('crm.section.readAllOf', who)}
          onPress={() => void readAll.send({ connection: id })}
        >
          {t('crm.section.readAll')}
        </Button>
        <Button {...small} aria-label={t('crm.section.removeOf', who)} onPress={() => setRemoving(true)}>
          {t('crm.section.remove')}
        </Button>
      </div>
      <Refusal reason={syncNow.refusal ?? pause.refusal ?? readAll.refusal} />
    </>
  )
}

type RemoveProps = { readonly connection: ConnectionView; readonly onCancel: () => void }

/** Goes only after a second word: its customers go with it. */
function RemoveConnection({ connection, onCancel }: RemoveProps) {
  const t = useT()
  const remove = useCommand('crm.remove')
  return (
    <div className={styles.remove}>
      <p>{t('crm.section.removeSure', { name: isolate(connection.name) })}</p>
      <div className={styles.tools}>
        <Button
          look="danger"
          size="small"
          autoFocus
          isPending={remove.pending}
          onPress={() => void remove.send({ connection: connection.id })}
        >
          {t('crm.section.remove')}
        </Button>
        <Button look="quiet" size="small" onPress={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
      <Refusal reason={remove.refusal} />
    </div>
  )
}
