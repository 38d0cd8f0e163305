import { SyncStatus } from '../crm/SyncStatus.tsx'
import { useT } from '../i18n/language.tsx'
import { Region } from '../ui/Region.tsx'
import { LineStatus } from './LineStatus.tsx'
import { SearchField } from './SearchField.tsx'
import { StateMenu } from './StateMenu.tsx'
import { Today } from './Today.tsx'
import styles from './top-bar.module.css'
import { VoicemailButtons } from './VoicemailButton.tsx'

export function TopBar() {
  const t = useT()
  return (
    <Region name="top" label={t('shell.topBar')} className={styles.bar}>
      <StateMenu />
      <SearchField />
      <div className={styles.end}>
        <Today />
        <VoicemailButtons />
        <SyncStatus />
        <LineStatus />
      </div>
    </Region>
  )
}
