import type { SipStatus } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { Details } from './Details.tsx'

/** The code behind a failure, for whoever runs the phone server. */
export function SipDetails({ sip }: { readonly sip: SipStatus | null }) {
  const t = useT()
  if (!sip) return null
  return (
    <Details label={t('common.details')}>
      <span data-copyable>{t('common.sipCode', { code: sip.code, reason: sip.reason })}</span>
    </Details>
  )
}
