import { useState } from 'react'
import type { CustomerNumber } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { watchedAs } from '../state/colleagues.ts'
import { useCommand } from '../state/use-command.ts'
import { useNumberForm } from '../state/use-number-form.ts'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { Lamp } from '../ui/Lamp.tsx'
import { PhoneNumber } from '../ui/Names.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './number-buttons.module.css'

const FIRST = 4

/** Every number is a button that calls it, with a smaller one that copies it, and the lamp of a phone that is watched. */
export function NumberButtons({ numbers }: { readonly numbers: readonly CustomerNumber[] }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const form = useNumberForm()
  const dial = useCommand('call.dial')
  const colleagues = useView((view) => view.colleagues)
  const drawn = all ? numbers : numbers.slice(0, FIRST)
  const rest = numbers.length - FIRST
  return (
    <>
      {drawn.map(({ raw, e164, label }) => {
        const lamp = watchedAs(colleagues, raw)
        const words = [t('common.callNumber', { number: form(raw) }), label]
        if (lamp) words.push(`(${t(`colleagues.state.${lamp.state}`)})`)
        return (
          <span key={`${label}-${raw}`} className={styles.number}>
            <Press
              aria-label={words.filter((word) => word !== '').join(' ')}
              title={lamp ? t(`colleagues.state.${lamp.state}`) : undefined}
              className={styles.call}
              onPress={() => void dial.send({ to: e164 ?? raw, from: null })}
            >
              {lamp ? <Lamp state={lamp.state} /> : <PhoneIcon size={14} />}
              <PhoneNumber number={raw} /> {label !== '' && <bdi className={styles.label}>{label}</bdi>}
            </Press>
            <CopyButton text={raw} label={t('common.copyNumber', { number: isolate(raw) })} />
          </span>
        )
      })}
      {rest > 0 && (
        <Button look="quiet" onPress={() => setAll(!all)}>
          {all ? t('customer.lessNumbers') : t('customer.moreNumbers', { count: rest })}
        </Button>
      )}
      <Refusal reason={dial.refusal} />
    </>
  )
}
