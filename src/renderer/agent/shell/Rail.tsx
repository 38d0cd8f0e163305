import { Button } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace, type Place, type ScreenName } from '../state/desk-store.ts'
import { CallsIcon, CustomersIcon, DeskIcon, SettingsIcon, SyncIcon } from '../ui/icons/window-icons.tsx'
import { Region } from '../ui/Region.tsx'
import styles from './rail.module.css'

const ENTRIES: readonly { readonly place: Place; readonly icon: typeof DeskIcon }[] = [
  { place: { screen: 'desk' }, icon: DeskIcon },
  { place: { screen: 'calls', call: null }, icon: CallsIcon },
  { place: { screen: 'customers', customer: null, task: 'none' }, icon: CustomersIcon },
  { place: { screen: 'crm', item: null }, icon: SyncIcon },
  { place: { screen: 'settings', section: 'line' }, icon: SettingsIcon },
]

export function Rail() {
  const t = useT()
  const desk = useDeskStore()
  const open: ScreenName = useDesk(({ place }) => place.screen)
  const missed = useView(({ notices }) => notices.filter((call) => call.ended?.cause === 'missed').length)
  const connected = useView(({ crm }) => crm.connections.length > 0)
  const unwritten = useView(({ crm }) => crm.outbox.problems)
  const badges: Partial<Readonly<Record<ScreenName, number>>> = { desk: missed, crm: unwritten }
  // Without a CRM there is nothing to look at; what is left of one that is gone can still be seen.
  const entries = ENTRIES.filter(({ place }) => place.screen !== 'crm' || connected || open === 'crm')
  return (
    <Region name="rail" label={t('shell.rail')} className={styles.rail}>
      <nav aria-label={t('shell.rail')} className={styles.entries}>
        {entries.map(({ place, icon: Drawing }) => (
          <Button
            key={place.screen}
            className={styles.entry ?? ''}
            aria-current={open === place.screen ? 'page' : 'false'}
            onPress={() => openPlace(desk, place)}
          >
            <Drawing size={20} />
            <span className={styles.word}>{t(`shell.screens.${place.screen}`)}</span>
            {open !== place.screen && (badges[place.screen] ?? 0) > 0 && (
              <span className={styles.badge}>{badges[place.screen]}</span>
            )}
          </Button>
        ))}
      </nav>
    </Region>
  )
}
