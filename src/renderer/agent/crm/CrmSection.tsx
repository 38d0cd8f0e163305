import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { newWizard, signInOf } from '../state/crm-wizard.ts'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PlusIcon, SyncIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { moved } from '../ui/row-order.ts'
import { SectionRows } from '../ui/SectionRows.tsx'
import { ConnectionRow } from './ConnectionRow.tsx'
import styles from './crm-section.module.css'

/** The CRMs and address books that customers come from, the most trusted first. */
export function CrmSection() {
  const t = useT()
  const desk = useDeskStore()
  const connections = useView((view) => view.crm.connections)
  const arrange = useCommand('crm.arrange')
  const begin = () => desk.setState({ wizard: newWizard() })
  const unfinished = useDesk(({ wizard }) => wizard !== null)
  const move = (index: number, by: number) =>
    void arrange.send({ order: moved(connections, index, by).map(({ id }) => id) })
  if (connections.length === 0 && !unfinished) {
    return (
      <Empty
        icon={<SyncIcon size={24} />}
        title={t('crm.section.emptyTitle')}
        hint={t('crm.section.emptyHint')}
      >
        <Button look="primary" onPress={begin}>
          {t('crm.section.add')}
        </Button>
      </Empty>
    )
  }
  return (
    <Block title={t('crm.section.title')} hint={t('crm.section.hint')}>
      {connections.length > 0 && (
        <SectionRows ordered label={t('crm.section.order')} items={connections}>
          {(connection, index) => (
            <ConnectionRow
              connection={connection}
              isFirst={index === 0}
              isLast={index === connections.length - 1}
              onMove={(by) => move(index, by)}
            />
          )}
        </SectionRows>
      )}
      <Refusal reason={arrange.refusal} />
      {unfinished ? (
        <Unfinished />
      ) : (
        <div>
          <Button icon={<PlusIcon size={14} />} onPress={begin}>
            {t('crm.section.add')}
          </Button>
        </div>
      )}
    </Block>
  )
}

/** A wizard that was closed on its way. */
function Unfinished() {
  const t = useT()
  const desk = useDeskStore()
  const wizard = useDesk((state) => state.wizard)
  if (!wizard) return null
  const name = signInOf(wizard)?.name || t('crm.wizard.title')
  return (
    <div className={styles.unfinished}>
      <p>{t('crm.section.unfinished', { name: isolate(name) })}</p>
      <div className={styles.tools}>
        <Button size="small" onPress={() => desk.setState({ wizard: { ...wizard, open: true } })}>
          {t('crm.section.goOn')}
        </Button>
        <Button look="quiet" size="small" onPress={() => desk.setState({ wizard: null })}>
          {t('crm.section.discard')}
        </Button>
      </div>
    </div>
  )
}
