import type { ImportProgress } from '../../../contract/view.ts'
import { BAD_LINE_REASONS, IMPORT_FAILURES } from '../../../domain/customer/import.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { CheckIcon, InfoIcon, StopIcon } from '../ui/icons/window-icons.tsx'
import { Progress } from '../ui/Progress.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './import-progress.module.css'

type Props = { readonly progress: ImportProgress; readonly onFinish: () => void }

const failureOf = (message: string) => IMPORT_FAILURES.find((known) => known === message) ?? 'failed'
const reasonOf = (reason: string) => BAD_LINE_REASONS.find((known) => known === reason) ?? 'badCard'

const COUNTS = ['added', 'changed', 'unchanged'] as const

export function ImportProgressPanel({ progress, onFinish }: Props) {
  const t = useT()
  const formats = useFormats()
  const stop = useCommand('import.cancel')
  const running = progress.state === 'running'
  return (
    <div className={styles.panel}>
      {running ? (
        <Running progress={progress} />
      ) : (
        <h2 className={styles.title}>
          <Outcome progress={progress} />
        </h2>
      )}
      {progress.state === 'failed' && <p>{t(`importing.failure.${failureOf(progress.message)}`)}</p>}
      {(progress.state === 'cancelled' || progress.state === 'failed') && (
        <p className={styles.soft}>{t('importing.keptSoFar')}</p>
      )}
      <dl className={styles.counts}>
        {COUNTS.map((count) => (
          <div key={count} className={styles.count}>
            <dd>{formats.number(progress[count])}</dd>
            <dt>{t(`importing.${count}`)}</dt>
          </div>
        ))}
        <div className={progress.badCount > 0 ? styles.trouble : styles.count}>
          <dd>{formats.number(progress.badCount)}</dd>
          <dt>{t('importing.bad')}</dt>
        </div>
      </dl>
      <Refusal reason={stop.refusal} />
      <div>
        {running ? (
          <Button onPress={() => void stop.send(null)}>{t('importing.stop')}</Button>
        ) : (
          <Button look="primary" size="large" autoFocus onPress={onFinish}>
            {t('importing.finish')}
          </Button>
        )}
      </div>
      {progress.bad.length > 0 && <BadLines progress={progress} />}
    </div>
  )
}

function Outcome({ progress }: { readonly progress: ImportProgress }) {
  const t = useT()
  if (progress.state === 'done') {
    return (
      <>
        <span className={styles.good}>
          <CheckIcon size={20} />
        </span>
        {t('importing.done')}
      </>
    )
  }
  if (progress.state === 'failed') {
    return (
      <>
        <span className={styles.bad}>
          <StopIcon size={20} />
        </span>
        {t('importing.failed')}
      </>
    )
  }
  return (
    <>
      <InfoIcon size={20} />
      {t('importing.stopped')}
    </>
  )
}

function Running({ progress }: { readonly progress: ImportProgress }) {
  const t = useT()
  const formats = useFormats()
  const { read, total, file } = progress
  const name = file.split(/[\\/]/).at(-1) ?? file
  const said =
    total === null
      ? t('importing.read', { count: read })
      : t('importing.readOf', { read: formats.number(read), total: formats.number(total) })
  return (
    <Progress
      label={t('importing.running', { file: isolate(name) })}
      read={read}
      total={total}
      facts={[said]}
    />
  )
}

function BadLines({ progress }: { readonly progress: ImportProgress }) {
  const t = useT()
  const formats = useFormats()
  const rest = progress.badCount - progress.bad.length
  return (
    <section className={styles.badLines}>
      <h3>{t('importing.badTitle', { count: progress.badCount })}</h3>
      <p className={styles.soft}>{t('importing.badHint')}</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('importing.badLine')}</th>
            <th scope="col">{t('importing.badColumn')}</th>
            <th scope="col">{t('importing.badReason')}</th>
          </tr>
        </thead>
        <tbody>
          {progress.bad.map(({ line, column, reason }) => (
            <tr key={`${line}-${column}-${reason}`}>
              <td className={styles.line}>{formats.number(line)}</td>
              <td>
                <bdi>{column}</bdi>
              </td>
              <td>{t(`importing.badLineReason.${reasonOf(reason)}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className={styles.soft}>{t('importing.badMore', { count: rest })}</p>}
    </section>
  )
}
