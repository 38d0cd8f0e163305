import { english } from '../i18n/en/texts.ts'
import { useT } from '../i18n/language.tsx'
import type { TextKey } from '../i18n/translate.ts'
import { RefusalText } from '../ui/Refusal.tsx'

const isKnown = (reason: string): reason is keyof typeof english.crm.wizard.refused =>
  reason in english.crm.wizard.refused

/** Why a connection was not tested, saved or signed in to. The same reasons mean other things elsewhere. */
export function CrmRefusal({ reason }: { readonly reason: string | null }) {
  const t = useT()
  const key: TextKey = `crm.wizard.refused.${reason !== null && isKnown(reason) ? reason : 'failed'}`
  return <RefusalText text={reason === null ? null : t(key)} />
}
