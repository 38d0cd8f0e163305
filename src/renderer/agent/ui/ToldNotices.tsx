import type { CrmTold } from '../../../contract/crm.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { connectionName, fieldWord } from '../state/crm.ts'
import { useCommand } from '../state/use-command.ts'
import { IconButton } from './IconButton.tsx'
import { CloseIcon, InfoIcon } from './icons/window-icons.tsx'
import styles from './told-notices.module.css'

type Props = {
  /** Only what is about this customer; left out, everything, with the customer's name. */
  readonly customer?: string
}

/** What the CRM did with what was written here, told once. */
export function ToldNotices({ customer }: Props) {
  const t = useT()
  const told = useView(({ crm }) => crm.told)
  const shown = customer === undefined ? told : told.filter((each) => each.customer.id === customer)
  if (shown.length === 0) return null
  return (
    <ul aria-label={t('crm.told.label')} className={styles.told}>
      {shown.map((each) => (
        <Notice key={each.id} told={each} named={customer === undefined} />
      ))}
    </ul>
  )
}

function Notice({ told, named }: { readonly told: CrmTold; readonly named: boolean }) {
  const t = useT()
  const connections = useView(({ crm }) => crm.connections)
  const dismiss = useCommand('outbox.dismissTold')
  const what = t(`crm.told.${told.what}`, { name: isolate(connectionName(connections, told.connection)) })
  return (
    <li className={styles.notice}>
      <InfoIcon size={14} />
      <div className={styles.words}>
        <p>{named ? t('crm.told.of', { customer: isolate(told.customer.name), what }) : what}</p>
        {told.fields.map(({ field, ours, theirs }) => (
          <p key={field} className={styles.soft} data-copyable>
            {t(theirs === '' ? 'crm.told.fieldEmpty' : 'crm.told.field', {
              field: fieldWord(field, t),
              ours: isolate(ours),
              theirs: isolate(theirs),
            })}
          </p>
        ))}
      </div>
      <IconButton small label={t('crm.told.dismiss')} onPress={() => void dismiss.send({ item: told.id })}>
        <CloseIcon size={14} />
      </IconButton>
    </li>
  )
}
