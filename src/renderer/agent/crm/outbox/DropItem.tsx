import { useT } from '../../i18n/language.tsx'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { ItemRefusal } from './ItemRefusal.tsx'
import styles from './outbox-item.module.css'

type Props = { readonly item: string; readonly onCancel: () => void; readonly onDropped: () => void }

/** Gone is gone: only after a second word. */
export function DropItem({ item, onCancel, onDropped }: Props) {
  const t = useT()
  const drop = useCommand('outbox.drop')
  const really = async () => {
    const answer = await drop.send({ item })
    if (answer.ok) onDropped()
  }
  return (
    <div className={styles.sure}>
      <p>{t('crm.outbox.dropSure')}</p>
      <div className={styles.verbs}>
        <Button look="danger" autoFocus isPending={drop.pending} onPress={() => void really()}>
          {t('crm.outbox.drop')}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
      <ItemRefusal reason={drop.refusal} />
    </div>
  )
}
