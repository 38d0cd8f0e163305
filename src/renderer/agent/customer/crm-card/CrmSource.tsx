import type { CrmCard } from '../../../../contract/crm.ts'
import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useDeskStore } from '../../state/agent-context.tsx'
import { openPlace } from '../../state/desk-store.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { LinkIcon } from '../../ui/icons/window-icons.tsx'
import { Press } from '../../ui/Press.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import styles from './crm-card.module.css'

/** Opens the record in the browser, where the CRM has a page for it. */
export function OpenInCrm({ card: { connection, url } }: { readonly card: CrmCard }) {
  const t = useT()
  const link = useCommand('link.open')
  if (url === null) return null
  return (
    <>
      <Button look="quiet" icon={<LinkIcon size={14} />} onPress={() => void link.send({ url })}>
        {t('crm.card.open', { name: connection.name })}
      </Button>
      <Refusal reason={link.refusal} />
    </>
  )
}

/** Where the record comes from, who looks after it, and where else the number is known. */
export function CrmSource({ card: { connection, owner, alsoIn } }: { readonly card: CrmCard }) {
  const t = useT()
  const desk = useDeskStore()
  const others = alsoIn.map((other) => ({
    ...other,
    place: other.connection ?? t('crm.card.here'),
  }))
  return (
    <div className={styles.source}>
      <p>
        {t('crm.card.section', { name: isolate(connection.name) })}
        {owner !== null && owner !== '' && (
          <span className={styles.owner}>{t('crm.card.owner', { owner: isolate(owner) })}</span>
        )}
      </p>
      {others.length > 0 && (
        <ul className={styles.others}>
          {others.map(({ customer, name, place }) => (
            <li key={customer}>
              {t('crm.card.alsoIn', { name: isolate(place) })}{' '}
              <Press
                className={styles.other}
                onPress={() => openPlace(desk, { screen: 'customers', customer, task: 'none' })}
              >
                <bdi>{name}</bdi>
              </Press>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
