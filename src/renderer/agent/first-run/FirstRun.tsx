import { type ReactNode, useState } from 'react'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { BrandMark } from '../ui/icons/BrandMark.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { DeskIcon } from '../ui/icons/window-icons.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './first-run.module.css'

type Props = {
  /** The form for a real line, with a way back. */
  readonly accountForm: (back: () => void) => ReactNode
}

/** The first start: one question with two answers. */
export function FirstRun({ accountForm }: Props) {
  const t = useT()
  const [connecting, setConnecting] = useState(false)
  const practice = useCommand('account.practice')
  return (
    <main className={styles.screen} data-first-run="">
      {connecting ? (
        <section aria-label={t('firstRun.connect')} className={styles.connect}>
          <header className={styles.head}>
            <h1 className={styles.title}>{t('firstRun.connect')}</h1>
            <p className={styles.lead}>{t('firstRun.connectHint')}</p>
          </header>
          {accountForm(() => setConnecting(false))}
        </section>
      ) : (
        <section className={styles.welcome}>
          <header className={styles.head}>
            <BrandMark size={48} />
            <h1 className={styles.title}>{t('firstRun.title')}</h1>
            <p className={styles.lead}>{t('firstRun.lead')}</p>
          </header>
          <div className={styles.ways}>
            <Way
              icon={<PhoneIcon size={24} />}
              title={t('firstRun.connect')}
              hint={t('firstRun.connectHint')}
              onPress={() => setConnecting(true)}
            />
            <Way
              icon={<DeskIcon size={24} />}
              title={t('firstRun.practice')}
              hint={practice.pending ? t('firstRun.starting') : t('firstRun.practiceHint')}
              onPress={() => void practice.send(null)}
            />
          </div>
          <Refusal reason={practice.refusal} />
        </section>
      )}
    </main>
  )
}

type WayProps = {
  readonly icon: ReactNode
  readonly title: string
  readonly hint: string
  readonly onPress: () => void
}

function Way({ icon, title, hint, onPress }: WayProps) {
  return (
    <Press className={styles.way} onPress={onPress}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.name}>{title}</span>
      <span className={styles.hint}>{hint}</span>
    </Press>
  )
}
