import { useState } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { KeyGrid } from '../ui/KeyGrid.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { DrawerFrame } from './DrawerFrame.tsx'
import styles from './keypad-drawer.module.css'

export function KeypadDrawer({ call }: { readonly call: CallView }) {
  const t = useT()
  const [tones, setTones] = useState('')
  const tone = useCommand('call.sendTone')
  const press = (key: string) => {
    setTones((sent) => (sent + key).slice(-24))
    void tone.send({ call: call.id, tone: key })
  }
  return (
    <DrawerFrame title={t('call.keypadTitle')}>
      <output aria-label={t('call.tones')} className={styles.tones}>
        {tones === '' ? (
          <span className={styles.hint}>{t('call.keypadHint')}</span>
        ) : (
          <bdi dir="ltr">{tones}</bdi>
        )}
      </output>
      <KeyGrid onKey={press} autoFocus />
      <Refusal reason={tone.refusal} />
    </DrawerFrame>
  )
}
