import { useState } from 'react'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './line-section.module.css'

/** Goes only after a second word: a password goes with it. */
export function RemoveAccount({ account }: { readonly account: string }) {
  const t = useT()
  const remove = useCommand('account.remove')
  const [asked, setAsked] = useState(false)
  return (
    <div className={styles.remove}>
      {asked && <p>{t('settings.line.removeSure')}</p>}
      <Button
        look={asked ? 'danger' : 'quiet'}
        onPress={() => (asked ? void remove.send({ account }) : setAsked(true))}
      >
        {t('settings.line.remove')}
      </Button>
      {asked && (
        <Button look="quiet" onPress={() => setAsked(false)}>
          {t('common.cancel')}
        </Button>
      )}
      <Refusal reason={remove.refusal} />
    </div>
  )
}
