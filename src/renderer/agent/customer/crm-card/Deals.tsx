import { useState } from 'react'
import type { RemoteDeal } from '../../../../domain/crm/record.ts'
import { useFormats, useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { LinkIcon } from '../../ui/icons/window-icons.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import styles from './crm-card.module.css'

/** A call leaves room for the open ones; the others are a press away. */
const FIRST = 3

const ORDER: Readonly<Record<RemoteDeal['state'], number>> = { open: 0, won: 1, lost: 1 }

/** Open ones first, those that close soonest at the top; of the others the newest. */
export const dealOrder = (one: RemoteDeal, other: RemoteDeal): number =>
  ORDER[one.state] - ORDER[other.state] ||
  (one.state === 'open'
    ? (one.closes ?? '9999').localeCompare(other.closes ?? '9999')
    : (other.updated ?? 0) - (one.updated ?? 0))

export function Deals({ deals }: { readonly deals: readonly RemoteDeal[] }) {
  const t = useT()
  const [all, setAll] = useState(false)
  if (deals.length === 0) return null
  const sorted = [...deals].sort(dealOrder)
  const rest = deals.length - FIRST
  return (
    <section aria-label={t('crm.card.deals')}>
      <h3 className={styles.heading}>{t('crm.card.deals')}</h3>
      <ul>
        {(all ? sorted : sorted.slice(0, FIRST)).map((deal) => (
          <li key={deal.id} className={cx(styles.deal, deal.state !== 'open' && styles.over)}>
            <Deal deal={deal} />
          </li>
        ))}
      </ul>
      {rest > 0 && !all && (
        <Button look="quiet" size="small" onPress={() => setAll(true)}>
          {t('crm.card.moreDeals', { count: rest })}
        </Button>
      )}
    </section>
  )
}

function Deal({
  deal: { title, stage, state, amount, currency, closes, url },
}: {
  readonly deal: RemoteDeal
}) {
  const t = useT()
  const formats = useFormats()
  const link = useCommand('link.open')
  return (
    <>
      <span className={styles.what}>
        <bdi className={styles.title}>{title}</bdi>
        <span className={styles.soft}>
          <bdi>{stage === '' ? t(`crm.card.dealState.${state}`) : stage}</bdi>
          {closes !== null && state === 'open' && (
            <span className={styles.closes}>
              {t('crm.card.closes', { date: formats.calendarDay(closes) })}
            </span>
          )}
        </span>
      </span>
      <span className={styles.amount}>{amount === '' ? '' : formats.money(amount, currency)}</span>
      {url !== null && (
        <IconButton
          small
          label={t('crm.card.openDeal', { title: isolate(title) })}
          onPress={() => void link.send({ url })}
        >
          <LinkIcon size={14} />
        </IconButton>
      )}
      <Refusal reason={link.refusal} />
    </>
  )
}
