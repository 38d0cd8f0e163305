import type { CallData } from '../../../domain/push/header-mapping.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { LinkIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './call-data-strip.module.css'

const hostOf = (address: string): string | null => {
  try {
    const { host, protocol } = new URL(address)
    return protocol === 'https:' ? host : null
  } catch {
    return null
  }
}

/** What a dialer said with the call: lead, campaign, queue, its own fields, and the page that belongs to it. */
export function CallDataStrip({ data }: { readonly data: CallData }) {
  const t = useT()
  const link = useCommand('link.open')
  const { lead, campaign, queue, popUrl, fields } = data
  const told = [
    { label: t('customer.data.campaign'), value: campaign },
    { label: t('customer.data.queue'), value: queue },
    { label: t('customer.data.lead'), value: lead },
    ...fields,
  ].flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
  const host = popUrl === null ? null : hostOf(popUrl)
  if (told.length === 0 && host === null) return null
  return (
    <section aria-label={t('customer.data.title')} className={styles.strip}>
      <dl className={styles.list}>
        {told.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the rows hold no state.
          <div key={`${label}-${index}`} className={styles.pair}>
            <dt>{label}</dt>
            <dd data-copyable dir="auto">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {host !== null && popUrl !== null && (
        <Button size="small" icon={<LinkIcon size={14} />} onPress={() => void link.send({ url: popUrl })}>
          {t('customer.data.open', { host: isolate(host) })}
        </Button>
      )}
      <Refusal reason={link.refusal} />
    </section>
  )
}
