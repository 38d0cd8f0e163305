import { useT } from '../../i18n/language.tsx'
import { useDeskStore, useView } from '../../state/agent-context.tsx'
import { standingOf } from '../../state/crm.ts'
import { openPlace } from '../../state/desk-store.ts'
import { Button } from '../../ui/Button.tsx'
import { ConnectionState } from '../ConnectionState.tsx'
import { ConnectionTrouble } from '../ConnectionTrouble.tsx'
import { SyncMark } from '../SyncMark.tsx'
import styles from './standing-list.module.css'

/** One line for each connection: how it is and, where something is wrong, what can be done. */
export function StandingList() {
  const t = useT()
  const desk = useDeskStore()
  const connections = useView(({ crm }) => crm.connections)
  if (connections.length === 0) return null
  return (
    <section className={styles.place}>
      <ul aria-label={t('crm.section.order')} className={styles.list}>
        {connections.map((connection) => (
          <li key={connection.id} className={styles.row}>
            <SyncMark standing={standingOf(connection)} />
            <div className={styles.words}>
              <bdi className={styles.name}>{connection.name}</bdi>
              <ConnectionState connection={connection} />
              <ConnectionTrouble connection={connection} />
            </div>
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        size="small"
        onPress={() => openPlace(desk, { screen: 'settings', section: 'crm' })}
      >
        {t('crm.status.settings')}
      </Button>
    </section>
  )
}
