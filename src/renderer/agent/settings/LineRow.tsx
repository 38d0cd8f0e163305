import type { LineView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { asksPassword, lineTitle, lineWord } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Details } from '../ui/Details.tsx'
import { LineMark } from '../ui/LineMark.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { RowHead } from '../ui/SectionRows.tsx'
import styles from './line-section.module.css'
import { PracticeOptions } from './PracticeOptions.tsx'

type Props = {
  readonly line: LineView
  readonly several: boolean
  readonly onEdit: () => void
}

/** A line in the list: how it is, by shape and word, and what can be done with it. */
export function LineRow({ line, several, onEdit }: Props) {
  const t = useT()
  const formats = useFormats()
  const title = lineTitle(line, t)
  const makeDefault = useCommand('account.makeDefault')
  const remove = useCommand('account.remove')
  const name = isolate(title)
  return (
    <>
      <RowHead
        mark={<LineMark state={line.state} />}
        tools={
          <>
            {several && !line.isDefault && (
              <Button
                look="quiet"
                size="small"
                aria-label={t('settings.line.makeDefaultOf', { name })}
                onPress={() => void makeDefault.send({ account: line.id })}
              >
                {t('settings.line.makeDefault')}
              </Button>
            )}
            {line.practice ? (
              <Button size="small" onPress={() => void remove.send({ account: line.id })}>
                {t('settings.line.practiceLeave')}
              </Button>
            ) : (
              <Button size="small" aria-label={t('settings.line.editOf', { name })} onPress={onEdit}>
                {t('settings.line.edit')}
              </Button>
            )}
          </>
        }
      >
        <p className={styles.title}>
          <bdi>{title}</bdi>
          {several && line.isDefault && <span className={styles.tag}>{t('shell.line.default')}</span>}
        </p>
        {!line.practice && (
          <bdi dir="ltr" className={styles.soft}>
            {line.address}
          </bdi>
        )}
      </RowHead>
      <p className={styles.state}>
        <span className={cx(styles.word, styles[line.state])}>{lineWord(line, t)}</span>{' '}
        <span className={styles.soft}>
          {line.reason && <>{t(`shell.line.reason.${line.reason}`)} </>}
          {t('shell.line.since', { time: formats.moment(line.since, Date.now()) })}
        </span>
      </p>
      <Trouble line={line} />
      {line.practice && <PracticeOptions line={line.id} />}
      <Refusal reason={makeDefault.refusal ?? remove.refusal} />
    </>
  )
}

function Trouble({ line }: { readonly line: LineView }) {
  const t = useT()
  const desk = useDeskStore()
  const retry = useCommand('line.retry')
  if (line.state === 'registered') return null
  return (
    <div className={styles.trouble}>
      {line.detail !== '' && (
        <Details label={t('common.details')}>
          <span data-copyable>{line.detail}</span>
        </Details>
      )}
      {asksPassword(line) ? (
        <Button onPress={() => desk.setState({ signInLine: line.id })}>{t('shell.line.signIn')}</Button>
      ) : (
        <Button onPress={() => void retry.send({ account: line.id })}>{t('shell.line.tryNow')}</Button>
      )}
      <Refusal reason={retry.refusal} />
    </div>
  )
}
