import type { CrmView } from '../../../contract/crm.ts'
import { useT } from '../i18n/language.tsx'
import { isolate, type Translate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { needsHand, type Standing, standingOf, worstConnection } from '../state/crm.ts'
import { openPlace } from '../state/desk-store.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { StatusPopover } from '../ui/StatusPopover.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { SyncMark } from './SyncMark.tsx'
import styles from './sync-status.module.css'

/** What the icon says: nothing while all is well, else the worst of it in a few words. */
function said({ outbox }: CrmView, standing: Standing, name: string, t: Translate) {
  const state = t(`crm.status.${standing}`)
  const where = t('shell.line.stateOf', { name: isolate(name), state })
  if (needsHand(standing) || (standing === 'waiting' && outbox.problems === 0)) return { loud: true, where }
  if (outbox.problems > 0)
    return { loud: true, where: t('crm.status.notWritten', { count: outbox.problems }) }
  return { loud: false, where }
}

/** The CRMs: one quiet drawing while all is well, a word as soon as something isn't. */
export function SyncStatus() {
  const t = useT()
  const crm = useView((view) => view.crm)
  const worst = worstConnection(crm.connections)
  if (!worst) return null
  const { loud, where } = said(crm, worst.standing, worst.connection.name, t)
  const shown = loud && !needsHand(worst.standing) && crm.outbox.problems > 0 ? 'problem' : worst.standing
  const label = t('crm.status.label', { state: where })
  return (
    <StatusPopover
      wide
      label={label}
      mark={<SyncMark standing={shown} />}
      word={loud ? where : null}
      className={cx(styles.sync, loud && styles[shown])}
    >
      {(close) => <Standings crm={crm} close={close} />}
    </StatusPopover>
  )
}

function Standings({ crm, close }: { readonly crm: CrmView; readonly close: () => void }) {
  const t = useT()
  const desk = useDeskStore()
  const { waiting, problems } = crm.outbox
  return (
    <>
      <ul>
        {crm.connections.map((connection) => (
          <li key={connection.id} className={styles.item}>
            <SyncMark standing={standingOf(connection)} />
            <div className={styles.words}>
              <bdi className={styles.name}>{connection.name}</bdi>
              <ConnectionState connection={connection} />
            </div>
          </li>
        ))}
      </ul>
      <p className={styles.outbox}>
        {waiting === 0 && problems === 0 && t('crm.status.allWritten')}
        {waiting > 0 && <span>{t('crm.status.waits', { count: waiting })}</span>}
        {problems > 0 && (
          <span className={styles.trouble}>{t('crm.status.problems', { count: problems })}</span>
        )}
      </p>
      <div className={styles.actions}>
        <Button
          onPress={() => {
            close()
            openPlace(desk, { screen: 'crm', item: null })
          }}
        >
          {t('crm.status.open')}
        </Button>
        <Button
          look="quiet"
          onPress={() => {
            close()
            openPlace(desk, { screen: 'settings', section: 'crm' })
          }}
        >
          {t('crm.status.settings')}
        </Button>
      </div>
    </>
  )
}
