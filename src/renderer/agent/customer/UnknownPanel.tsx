import type { CallView, PastCall } from '../../../contract/view.ts'
import { timeThere } from '../i18n/country-time.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useElapsed } from '../state/agent-context.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { LinkIcon, PersonAddIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Timeline } from './Timeline.tsx'
import styles from './unknown-panel.module.css'

type Props = {
  readonly call: CallView
  readonly callsBefore: readonly PastCall[]
  /** The CRMs are being asked. */
  readonly looking: boolean
  readonly onCreate: () => void
  readonly onAttach: () => void
}

/** Nobody in the customers has this number: what is known of it, and two ways to change that. */
export function UnknownPanel({ call, callsBefore, looking, onCreate, onAttach }: Props) {
  const t = useT()
  const formats = useFormats()
  const { number, displayName, country } = call
  const there = useElapsed({ ms: 0, ticking: true }, () =>
    country === null ? '' : (timeThere(country, '', Date.now(), formats.locale) ?? ''),
  )
  return (
    <div className={styles.panel}>
      <header>
        <p className={styles.kind}>
          {t(call.direction === 'inbound' ? 'customer.unknownCaller' : 'customer.unknownCallee')}
        </p>
        <h2 className={styles.name}>
          {displayName ? <PersonName name={displayName} /> : <PhoneNumber number={number} />}
        </h2>
        <p className={styles.where}>
          {displayName && <PhoneNumber number={number} />}
          {country !== null && <span>{formats.country(country)}</span>}
          {there !== '' && <span>{t('customer.there', { time: there })}</span>}
          {number !== '' && <CopyButton text={number} label={t('common.copyNumber', { number })} />}
        </p>
      </header>
      <p role="status" className={styles.say}>
        {looking ? t('crm.card.looking') : t('customer.notInCustomers')}
      </p>
      <div className={styles.actions}>
        <Button look="primary" icon={<PersonAddIcon />} onPress={onCreate}>
          {t('customer.create')}
        </Button>
        <Button icon={<LinkIcon />} onPress={onAttach}>
          {t('customer.attach')}
        </Button>
      </div>
      <Timeline
        calls={callsBefore}
        title={t('customer.callsBefore')}
        empty={t('customer.callsBeforeEmpty')}
      />
    </div>
  )
}
