import type { CallView } from '../../../contract/view.ts'
import { causeOfStatus } from '../../../domain/call/status-cause.ts'
import { useT } from '../i18n/language.tsx'
import { isolate, type Translate } from '../i18n/translate.ts'
import { WarningIcon } from '../ui/icons/window-icons.tsx'
import { SipDetails } from '../ui/SipDetails.tsx'
import styles from './call-troubles.module.css'

const ORDERS = ['hold', 'resume', 'sendTone', 'transfer', 'answer'] as const
const known = (order: string) => ORDERS.find((each) => each === order) ?? 'other'

function transferWords({ to, sip }: Pick<NonNullable<CallView['transfer']>, 'to' | 'sip'>, t: Translate) {
  const cause = sip ? causeOfStatus(sip.code) : undefined
  return cause
    ? t('call.transferFailedAs', { to: isolate(to), why: t(`call.cause.${cause}`) })
    : t('call.transferFailed', { to: isolate(to) })
}

/** What the far end or the network refused: the call goes on as it was. */
export function CallTroubles({ call }: { readonly call: CallView }) {
  const t = useT()
  const failed = call.transfer?.state === 'failed' ? call.transfer : null
  const refused = call.refusedOrder
  if (!failed && !refused) return null
  return (
    <div role="alert" className={styles.troubles}>
      <WarningIcon size={16} />
      <div className={styles.words}>
        <p>{failed ? transferWords(failed, t) : t(`call.refused.${known(refused?.order ?? '')}`)}</p>
        <SipDetails sip={failed ? failed.sip : (refused?.sip ?? null)} />
      </div>
    </div>
  )
}
