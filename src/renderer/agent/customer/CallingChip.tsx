import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { pickCall } from '../state/desk-store.ts'
import { titleOf } from '../state/party.ts'
import { Press } from '../ui/Press.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import styles from './calling-chip.module.css'

/** Somebody rings while another customer is on the desk: their record is one press away. */
export function CallingChip({ shown }: { readonly shown: CallId | null }) {
  const t = useT()
  const desk = useDeskStore()
  const calls = useView((view) => view.calls)
  const ringing = calls.find((call) => call.phase === 'ringing' && call.id !== shown)
  if (!ringing) return null
  const name = isolate(titleOf(ringing) || t('common.unknownNumber'))
  return (
    <div className={styles.place}>
      <Press className={styles.chip} onPress={() => pickCall(desk, ringing.id)}>
        <StateShape shape="ringing" />
        <span className={styles.text}>{t('customer.isCalling', { name })}</span>
      </Press>
    </div>
  )
}
