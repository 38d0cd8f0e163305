import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { LineView } from '../../../contract/view.ts'
import { clockTime } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useDeskStore, useElapsed, useView } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { Button as Verb } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Details } from '../ui/Details.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './line-status.module.css'

/** The line: a quiet drawing while all is well, a word as soon as it isn't. */
export function LineStatus() {
  const t = useT()
  const line = useView((view) => view.line)
  const state = t(`shell.line.state.${line.state}`)
  return (
    <DialogTrigger>
      <Button className={cx(styles.line, styles[line.state])} aria-label={t('shell.line.label', { state })}>
        <span className={styles.drawing}>
          <PhoneIcon size={18} />
          <span className={styles.mark} />
        </span>
        {line.state !== 'registered' && <span>{state}</span>}
      </Button>
      <Popover placement="bottom end" offset={6} className={styles.popover ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('shell.line.label', { state })}>
          {({ close }) => <LineCard line={line} close={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function LineCard({ line, close }: { readonly line: LineView; readonly close: () => void }) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const retry = useCommand('line.retry')
  return (
    <>
      <p className={styles.name}>
        {line.practice ? t('shell.line.practice') : <bdi dir="ltr">{line.name}</bdi>}
      </p>
      <p className={cx(styles.state, styles[line.state])}>
        {t(`shell.line.state.${line.state}`)}
        <span className={styles.since}>{t('shell.line.since', { time: formats.time(line.since) })}</span>
      </p>
      {line.reason && <p>{t(`shell.line.reason.${line.reason}`)}</p>}
      {line.retryAt !== null && <NextTry at={line.retryAt} />}
      {line.detail !== '' && (
        <Details label={t('common.details')}>
          <span data-copyable>{line.detail}</span>
        </Details>
      )}
      <Refusal reason={retry.refusal} />
      <div className={styles.actions}>
        {line.state !== 'registered' && line.reason !== 'wrongPassword' && line.reason !== 'noPassword' && (
          <Verb onPress={() => void retry.send(null)}>{t('shell.line.tryNow')}</Verb>
        )}
        {(line.reason === 'wrongPassword' || line.reason === 'noPassword') && (
          <Verb
            look="primary"
            onPress={() => {
              close()
              desk.setState({ signInOpen: true })
            }}
          >
            {t('shell.line.signIn')}
          </Verb>
        )}
        <Verb
          look="quiet"
          onPress={() => {
            close()
            openPlace(desk, { screen: 'settings', section: 'line' })
          }}
        >
          {t('shell.line.settings')}
        </Verb>
      </div>
    </>
  )
}

function NextTry({ at }: { readonly at: number }) {
  const t = useT()
  const left = useElapsed({ ms: 0, ticking: true }, () => clockTime(Math.max(0, at - Date.now()) + 999))
  return <p className={styles.next}>{t('shell.line.nextTry', { time: left })}</p>
}
