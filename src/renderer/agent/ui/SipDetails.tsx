import type { Remark, SipStatus } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { Details } from './Details.tsx'
import { remarkWords } from './remark-words.ts'

type Props = { readonly sip: SipStatus | null; readonly remarks?: readonly Remark[] | undefined }

/** The code behind a failure, and what was said beside it, for whoever runs the phone server. */
export function SipDetails({ sip, remarks = [] }: Props) {
  const t = useT()
  const status = sip ? [t('common.sipCode', { code: sip.code, reason: sip.reason })] : []
  const lines = [...status, ...remarks.map((remark) => remarkWords(remark, t))]
  if (lines.length === 0) return null
  return (
    <Details label={t('common.details')}>
      <span data-copyable>{lines.join(' · ')}</span>
    </Details>
  )
}
