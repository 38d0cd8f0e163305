import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useT } from '../i18n/language.tsx'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace, type SettingsSection } from '../state/desk-store.ts'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import {
  CupIcon,
  CustomersIcon,
  KeyboardIcon,
  NoteIcon,
  PaletteIcon,
  SpeakerIcon,
  SyncIcon,
} from '../ui/icons/window-icons.tsx'
import { Region } from '../ui/Region.tsx'
import { AppearanceSection } from './AppearanceSection.tsx'
import { AudioSection } from './AudioSection.tsx'
import { BreaksSection } from './BreaksSection.tsx'
import { ColleaguesSection } from './ColleaguesSection.tsx'
import { HotkeysSection } from './HotkeysSection.tsx'
import { LineSection } from './LineSection.tsx'
import styles from './settings-screen.module.css'
import { WrapUpSection } from './WrapUpSection.tsx'

/** What other things that the agent sees bring to the settings. */
type Parts = { readonly crm: ReactNode }

const SECTIONS: readonly {
  readonly id: SettingsSection
  readonly icon: typeof PhoneIcon
  readonly body: (parts: Parts) => ReactNode
}[] = [
  { id: 'line', icon: PhoneIcon, body: () => <LineSection /> },
  { id: 'crm', icon: SyncIcon, body: ({ crm }) => crm },
  { id: 'colleagues', icon: CustomersIcon, body: () => <ColleaguesSection /> },
  { id: 'audio', icon: SpeakerIcon, body: () => <AudioSection /> },
  { id: 'wrapUp', icon: NoteIcon, body: () => <WrapUpSection /> },
  { id: 'breaks', icon: CupIcon, body: () => <BreaksSection /> },
  { id: 'hotkeys', icon: KeyboardIcon, body: () => <HotkeysSection /> },
  { id: 'appearance', icon: PaletteIcon, body: () => <AppearanceSection /> },
]

type Props = Parts & { readonly section: SettingsSection }

export function SettingsScreen({ section, ...parts }: Props) {
  const t = useT()
  const desk = useDeskStore()
  const version = useView((view) => view.version)
  return (
    <main className={styles.screen}>
      <Region name="detail" label={t('settings.title')} className={styles.region}>
        <Tabs
          orientation="vertical"
          className={styles.tabs ?? ''}
          selectedKey={section}
          onSelectionChange={(key) => {
            const chosen = SECTIONS.find(({ id }) => id === key)
            if (chosen) openPlace(desk, { screen: 'settings', section: chosen.id })
          }}
        >
          <div className={styles.side}>
            <h1 className={styles.title}>{t('settings.title')}</h1>
            <TabList aria-label={t('settings.title')} className={styles.list ?? ''}>
              {SECTIONS.map(({ id, icon: Drawing }) => (
                <Tab key={id} id={id} className={styles.tab ?? ''}>
                  <Drawing size={16} />
                  {t(`settings.sections.${id}`)}
                </Tab>
              ))}
            </TabList>
            <p className={styles.version} data-copyable>
              {t('settings.version', { version })}
            </p>
          </div>
          {SECTIONS.map(({ id, body }) => (
            <TabPanel key={id} id={id} className={styles.panel ?? ''}>
              {body(parts)}
            </TabPanel>
          ))}
        </Tabs>
      </Region>
    </main>
  )
}
