import type { CallView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { partyOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { useNumberForm } from '../state/use-number-form.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { HangUpIcon, MissedIcon, PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { CloseIcon, InfoIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SipDetails } from '../ui/SipDetails.tsx'
import styles from './notices.module.css'

/** Calls that ended without the agent: what happened, and what can be done about it. */
export function Notices() {
  const t = useT()
  const notices = useView((view) => view.notices)
  if (notices.length === 0) return null
  return (
    <ul aria-label={t('call.notices')} className={styles.notices}>
      {notices.map((call) => (
        <Notice key={call.id} call={call} />
      ))}
    </ul>
  )
}

function Notice({ call }: { readonly call: CallView }) {
  const t = useT()
  const formats = useFormats()
  const form = useNumberForm()
  const dial = useCommand('call.dial')
  const dismiss = useCommand('call.dismissNotice')
  const { name, number } = partyOf(call)
  const cause = call.ended?.cause ?? 'missed'
  const movedTo = call.ended?.movedTo
  const inbound = call.direction === 'inbound'
  const quiet = cause === 'answeredElsewhere' || cause === 'declined' || cause === 'gone'
  const Drawing = quiet ? InfoIcon : inbound ? MissedIcon : HangUpIcon
  return (
    <li className={cx(styles.notice, quiet && styles.quiet)}>
      <span className={styles.icon}>
        <Drawing size={16} />
      </span>
      <p className={styles.what}>{t(`call.cause.${cause}`)}</p>
      <IconButton
        small
        label={`${t('common.dismiss')}: ${isolate(name ?? number)}`}
        onPress={() => void dismiss.send({ call: call.id })}
      >
        <CloseIcon size={14} />
      </IconButton>
      <div className={styles.line}>
        <p className={styles.who}>
          <span className={styles.when}>{formats.moment(call.startedAt, Date.now())}</span>
          {name ? <PersonName name={name} /> : <PhoneNumber number={number} />}
        </p>
        {number !== '' && (
          <Button
            look="quiet"
            size="small"
            icon={<PhoneIcon size={14} />}
            onPress={() => void dial.send({ to: call.rawNumber, from: null })}
          >
            {t(inbound ? 'call.callBack' : 'call.callAgain')}
          </Button>
        )}
      </div>
      {movedTo !== undefined && (
        <div className={styles.line}>
          <p>{t('call.movedTo', { to: isolate(form(movedTo)) })}</p>
          <Button
            look="quiet"
            size="small"
            icon={<PhoneIcon size={14} />}
            onPress={() => void dial.send({ to: movedTo, from: null })}
          >
            {t('call.callMoved')}
          </Button>
        </div>
      )}
      <div className={styles.more}>
        <Refusal reason={dial.refusal ?? dismiss.refusal} />
        <SipDetails sip={inbound ? null : (call.ended?.sip ?? null)} remarks={call.ended?.remarks} />
      </div>
    </li>
  )
}
