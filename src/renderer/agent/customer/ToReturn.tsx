import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { useHistory } from '../state/use-history.ts'
import { Button } from '../ui/Button.tsx'
import { CallMark } from '../ui/CallMark.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { CheckIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './to-return.module.css'

const MOST = 20
const MISSED = { text: '', filter: 'missed', customer: null } as const

/** While nobody is on the phone, the desk shows work: the calls that nobody took. */
export function ToReturn() {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const { rows, loading, refusal } = useHistory(MISSED, MOST)
  const dial = useCommand('call.dial')
  if (rows.length === 0) {
    if (loading) return null
    return (
      <Empty icon={<CheckIcon size={24} />} title={t('customer.emptyTitle')} hint={t('customer.emptyHint')}>
        <Refusal reason={refusal} />
      </Empty>
    )
  }
  return (
    <section aria-label={t('customer.toReturn')} className={styles.list}>
      <header className={styles.header}>
        <div>
          <h2 className={styles.title}>{t('customer.toReturn')}</h2>
          <p className={styles.hint}>{t('customer.toReturnHint')}</p>
        </div>
        <Button look="quiet" onPress={() => openPlace(desk, { screen: 'calls', call: null })}>
          {t('customer.allCalls')}
        </Button>
      </header>
      <Refusal reason={dial.refusal} />
      <ul>
        {rows.map((row) => {
          const name = row.customer?.name ?? row.party.displayName
          const { number } = row.party
          return (
            <li key={row.id} className={styles.row}>
              <CallMark direction={row.direction} cause={row.cause} handled={false} />
              <div className={styles.told}>
                <div className={styles.who}>
                  <p className={styles.name}>
                    {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
                  </p>
                  {name && <PhoneNumber number={number} />}
                </div>
                <span className={styles.when}>{formats.moment(row.startedAt, Date.now())}</span>
              </div>
              {number !== '' && (
                <Button
                  icon={<PhoneIcon size={14} />}
                  aria-label={`${t('call.callBack')}: ${isolate(name ?? number)}`}
                  onPress={() => void dial.send({ to: number, from: null })}
                >
                  {t('call.callBack')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
