import type { HistoryRow } from '../../../contract/agent.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { useHistory } from '../state/use-history.ts'
import { CallMark } from '../ui/CallMark.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './recent.module.css'

const MOST = 12
const ALL = { text: '', filter: 'all', customer: null } as const

export function Recent() {
  const t = useT()
  const { rows, loading, refusal } = useHistory(ALL, MOST)
  return (
    <section aria-label={t('call.recent')} className={styles.recent}>
      <h2 className={styles.title}>{t('call.recent')}</h2>
      {rows.length === 0 && !loading && refusal === null && (
        <p className={styles.empty}>{t('call.recentEmpty')}</p>
      )}
      <Refusal reason={refusal} />
      <ul>
        {rows.slice(0, MOST).map((row) => (
          <RecentRow key={row.id} row={row} />
        ))}
      </ul>
    </section>
  )
}

function RecentRow({ row }: { readonly row: HistoryRow }) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const dial = useCommand('call.dial')
  const name = row.customer?.name ?? row.party.displayName
  const { number } = row.party
  return (
    <li className={styles.row}>
      <Press className={styles.open} onPress={() => openPlace(desk, { screen: 'calls', call: row.id })}>
        <CallMark direction={row.direction} cause={row.cause} handled={row.durations.talk > 0} />
        <span className={styles.who}>
          {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
        </span>
        <span className={styles.when} title={formats.moment(row.startedAt, Date.now())}>
          {formats.stamp(row.startedAt, Date.now())}
        </span>
      </Press>
      {number !== '' && (
        <IconButton
          small
          label={t('common.callNumber', { number: isolate(name ?? number) })}
          onPress={() => void dial.send({ to: number, from: null })}
        >
          <PhoneIcon size={14} />
        </IconButton>
      )}
      <Refusal reason={dial.refusal} />
    </li>
  )
}
