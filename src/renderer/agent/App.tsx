import { useEffect } from 'react'
import { useStore } from 'zustand'
import styles from './app.module.css'
import { CrmSignInSheet } from './crm/CrmSignInSheet.tsx'
import { Screens } from './desk/Screens.tsx'
import { FirstRun } from './first-run/FirstRun.tsx'
import { LanguageProvider, useT } from './i18n/language.tsx'
import { pickLanguage } from './i18n/translate.ts'
import { AccountForm } from './settings/account/AccountForm.tsx'
import { Announcer } from './shell/Announcer.tsx'
import { useHotkeys } from './shell/hotkeys.ts'
import { ProblemStrip } from './shell/ProblemStrip.tsx'
import { Rail } from './shell/Rail.tsx'
import { useRegionWalk } from './shell/regions.ts'
import { ShortcutsSheet } from './shell/ShortcutsSheet.tsx'
import { SignInSheet } from './shell/SignInSheet.tsx'
import { TopBar } from './shell/TopBar.tsx'
import { useWindowTitle } from './shell/window-title.ts'
import { useParts, useView } from './state/agent-context.tsx'
import { askForView } from './state/view-store.ts'
import { Button } from './ui/Button.tsx'
import { Empty } from './ui/Empty.tsx'
import { Tips } from './ui/Tips.tsx'

/** The window: nothing before the first view, then whatever the newest one says. */
export function App() {
  const { views, drafts } = useParts()
  const language = useStore(views, ({ view }) => view?.settings.language ?? '')
  const theme = useStore(views, ({ view }) => view?.settings.theme ?? 'system')
  const density = useStore(views, ({ view }) => view?.settings.density ?? 'compact')
  const ready = useStore(views, ({ view }) => view !== null)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    document.documentElement.dataset.density = density
  }, [theme, density])
  useEffect(() => {
    window.addEventListener('pagehide', drafts.flushAll)
    return () => window.removeEventListener('pagehide', drafts.flushAll)
  }, [drafts])
  return (
    <LanguageProvider language={pickLanguage(language, navigator.languages)} system={navigator.languages}>
      {ready ? <Window /> : <Waiting />}
    </LanguageProvider>
  )
}

function Waiting() {
  const t = useT()
  const { api, views, clock } = useParts()
  const failed = useStore(views, (snapshot) => snapshot.failed)
  return (
    <div className={styles.waiting} aria-busy={!failed}>
      {failed && (
        <Empty title={t('shell.startFailed')} hint={t('shell.startFailedHint')}>
          <Button look="primary" onPress={() => void askForView(views, api, clock.now)}>
            {t('common.retry')}
          </Button>
        </Empty>
      )}
    </div>
  )
}

function Window() {
  useHotkeys()
  useRegionWalk()
  useWindowTitle()
  const isNew = useView((view) => view.accounts.length === 0)
  if (isNew) return <FirstRun accountForm={(back) => <AccountForm account={null} onBack={back} />} />
  return (
    <>
      <Announcer />
      <div className={styles.window}>
        <Rail />
        <div className={styles.main}>
          <TopBar />
          <ProblemStrip />
          <Screens />
        </div>
      </div>
      <ShortcutsSheet />
      <SignInSheet />
      <CrmSignInSheet />
      <Tips />
    </>
  )
}
