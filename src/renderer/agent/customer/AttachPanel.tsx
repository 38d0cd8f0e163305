import { useState } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { Button } from '../ui/Button.tsx'
import { CheckField } from '../ui/Choices.tsx'
import { CustomerPicker } from '../ui/CustomerPicker.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './attach-panel.module.css'
import { useAssign } from './use-assign.ts'

type Props = { readonly call: CallView; readonly onDone: () => void }

export function AttachPanel({ call, onDone }: Props) {
  const t = useT()
  const [text, setText] = useState('')
  const [addNumber, setAddNumber] = useState(call.rawNumber !== '')
  const assign = useAssign(call.id)
  const number = isolate(call.number)
  const attach = async (customer: string) => {
    if (await assign.send(customer, 'attached', addNumber)) onDone()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc is heard from the controls inside.
    <div
      className={styles.panel}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <header className={styles.header}>
        <h2 className={styles.title}>{t('customer.attachTitle', { number })}</h2>
        <Button look="quiet" onPress={onDone}>
          {t('common.cancel')}
        </Button>
      </header>
      {call.rawNumber !== '' && (
        <CheckField
          label={t('customer.addNumber', { number })}
          isSelected={addNumber}
          onChange={setAddNumber}
        />
      )}
      <CustomerPicker
        autoFocus
        limit={8}
        label={t('customer.attachSearch')}
        text={text}
        onText={setText}
        nobody={t('customer.attachNone')}
        onPick={({ id }) => void attach(id)}
      />
      {text.trim() === '' && <p className={styles.hint}>{t('customer.attachHint')}</p>}
      <Refusal reason={assign.refusal} />
    </div>
  )
}
