import type { LineView } from '../../../contract/view.ts'
import { clockTime } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { useDeskStore, useElapsed } from '../state/agent-context.tsx'
import { asksPassword, lineTitle, lineWord } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Details } from '../ui/Details.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './line-status.module.css'

type Props = {
  readonly line: LineView
  readonly several: boolean
  readonly close: () => void
}

/** One line: what it is, how it is, and what can be done where it isn't well. */
export function LineCard({ line, several, close }: Props) {
  const t = useT()
  const formats = useFormats()
  const desk = useDeskStore()
  const retry = useCommand('line.retry')
  return (
    <>
      <p className={styles.name}>
        <bdi>{lineTitle(line, t)}</bdi>
        {several && line.isDefault && <span className={styles.since}>{t('shell.line.default')}</span>}
      </p>
      {!line.practice && (
        <p className={styles.address}>
          <bdi dir="ltr">{line.address}</bdi>
        </p>
      )}
      <p className={cx(styles.state, styles[line.state])}>
        {lineWord(line, t)}
        <span className={styles.since}>{t('shell.line.since', { time: formats.time(line.since) })}</span>
      </p>
      {line.reason && <p>{t(`shell.line.reason.${line.reason}`)}</p>}
      {line.retryAt !== null && <NextTry at={line.retryAt} />}
      {line.detail !== '' && !(several && line.state === 'registered') && (
        <Details label={t('common.details')}>
          <span data-copyable>{line.detail}</span>
        </Details>
      )}
      <Refusal reason={retry.refusal} />
      {line.state !== 'registered' && (
        <div className={styles.actions}>
          {asksPassword(line) ? (
            <Button
              look="primary"
              onPress={() => {
                close()
                desk.setState({ signInLine: line.id })
              }}
            >
              {t('shell.line.signIn')}
            </Button>
          ) : (
            <Button onPress={() => void retry.send({ account: line.id })}>{t('shell.line.tryNow')}</Button>
          )}
        </div>
      )}
    </>
  )
}

function NextTry({ at }: { readonly at: number }) {
  const t = useT()
  const left = useElapsed({ ms: 0, ticking: true }, () => clockTime(Math.max(0, at - Date.now()) + 999))
  return <p className={styles.next}>{t('shell.line.nextTry', { time: left })}</p>
}
