import { useState } from 'react'
import { Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { ProblemKind, ProblemView } from '../../../contract/view.ts'
import { VanishAnswers } from '../crm/ConnectionTrouble.tsx'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace, type SettingsSection } from '../state/desk-store.ts'
import { titleAmong } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Button, OpenButton } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { StopIcon, WarningIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './problem-strip.module.css'

/** What keeps an agent from working now; everything else can wait for a quiet minute. */
const SEVERE: ReadonlySet<ProblemKind> = new Set([
  'diskFull',
  'journalUnwritable',
  'journalNewer',
  'mediaGone',
  'microphoneMissing',
  'microphoneDenied',
  'noAudioArriving',
  'noAudioLeaving',
  'lineOffline',
  'lineRefused',
])

const SECTION: Partial<Readonly<Record<ProblemKind, SettingsSection>>> = {
  microphoneMissing: 'audio',
  microphoneDenied: 'audio',
  noAudioArriving: 'audio',
  noAudioLeaving: 'audio',
  speakerLost: 'audio',
  crmSignIn: 'crm',
  crmWouldVanish: 'crm',
  crmFailing: 'crm',
  hotkeyTaken: 'hotkeys',
}

/** One problem at a time, the worst first. It goes by itself when the problem does. */
export function ProblemStrip() {
  const t = useT()
  const problems = useView((view) => view.problems)
  const [turn, setTurn] = useState(0)
  const problem = problems[turn % Math.max(1, problems.length)]
  if (!problem) return null
  const others = problems.length - 1
  return (
    <aside
      aria-label={t('shell.problem.label')}
      className={cx(styles.strip, SEVERE.has(problem.kind) && styles.severe)}
    >
      <span className={styles.icon}>
        {SEVERE.has(problem.kind) ? <StopIcon size={18} /> : <WarningIcon size={18} />}
      </span>
      <Words problem={problem} />
      <Act problem={problem} />
      {others > 0 && (
        <Button
          look="quiet"
          size="small"
          aria-label={`${t('shell.problem.more', { count: others })}: ${t('shell.problem.next')}`}
          onPress={() => setTurn((turn + 1) % problems.length)}
        >
          {t('shell.problem.more', { count: others })}
        </Button>
      )}
    </aside>
  )
}

function Words({ problem }: { readonly problem: ProblemView }) {
  const t = useT()
  const formats = useFormats()
  const lines = useView((view) => view.lines)
  const since = formats.moment(problem.since, Date.now())
  const connections = useView(({ crm }) => crm.connections)
  const about = connections.find(({ id }) => id === problem.connection)
  const title = about?.name ?? titleAmong(lines, problem.line, t)
  const what = t(`shell.problem.${problem.kind}`)
  const vanish = problem.kind === 'crmWouldVanish' ? about?.sync.wouldVanish : null
  if (about && vanish) {
    return (
      <p className={styles.words}>
        <strong>
          {t('crm.vanish.ask', {
            count: formats.number(vanish.count),
            of: formats.number(vanish.of),
            name: isolate(about.name),
          })}
        </strong>{' '}
        <span className={styles.does}>{t('crm.vanish.does')}</span>
      </p>
    )
  }
  return (
    <p className={styles.words}>
      <strong>{title === null ? what : t('shell.problem.ofLine', { name: isolate(title), what })}</strong>{' '}
      <span className={styles.does}>{t(`shell.problem.${problem.kind}Does`)}</span>{' '}
      <span className={styles.since}>{t('shell.problem.since', { time: since })}</span>
    </p>
  )
}

function Act({ problem }: { readonly problem: ProblemView }) {
  const t = useT()
  const desk = useDeskStore()
  const retry = useCommand('line.retry')
  const dismiss = useCommand('problem.dismiss')
  const act = () => {
    switch (problem.action) {
      case 'retry':
        void retry.send({ account: problem.line ?? null })
        return
      case 'dismiss':
        void dismiss.send({ kind: problem.kind })
        return
      case 'signIn':
        if (problem.connection === undefined) desk.setState({ signInLine: problem.line ?? null })
        else desk.setState({ signInCrm: problem.connection })
        return
      case 'openSettings':
        openPlace(desk, { screen: 'settings', section: SECTION[problem.kind] ?? 'line' })
        return
      case null:
        return
    }
  }
  if (problem.kind === 'crmWouldVanish' && problem.connection !== undefined) {
    return (
      <div className={styles.actions}>
        <VanishAnswers connection={problem.connection} />
      </div>
    )
  }
  const facts = [problem.subject, problem.detail].filter((text) => text !== '')
  return (
    <div className={styles.actions}>
      <Refusal reason={retry.refusal ?? dismiss.refusal} />
      {facts.length > 0 && (
        <DialogTrigger>
          <OpenButton look="quiet" size="small">
            {t('common.details')}
          </OpenButton>
          <Popover placement="bottom end" offset={4} className={styles.popover ?? ''}>
            <Dialog aria-label={t('common.details')} className={styles.dialog ?? ''}>
              {facts.map((text) => (
                <p key={text} data-copyable>
                  {text}
                </p>
              ))}
            </Dialog>
          </Popover>
        </DialogTrigger>
      )}
      {problem.action !== null && (
        <Button size="small" onPress={act}>
          {problem.action === 'signIn' && problem.connection !== undefined
            ? t('crm.signInAgain.button')
            : t(`shell.problem.action.${problem.action}`)}
        </Button>
      )}
    </div>
  )
}
