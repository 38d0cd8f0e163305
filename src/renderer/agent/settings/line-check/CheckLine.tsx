import { useEffect, useRef, useState } from 'react'
import type { AccountProblems } from '../../../../contract/account.ts'
import type { Input } from '../../api.ts'
import { useT } from '../../i18n/language.tsx'
import { useApi, useView } from '../../state/agent-context.tsx'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import { LineCheck } from './LineCheck.tsx'
import styles from './line-check.module.css'

type Draft = Omit<Input<'lineCheck.start'>, 'subject'>

type Props = {
  /** The form as it would be saved now. */
  readonly draft: Draft
  /** What main found wrong with it, field by field; none where it could be checked. */
  readonly onProblems: (problems: AccountProblems) => void
}

/** Checks the line that the form describes, saved or not, and shows what it finds. */
export function CheckLine({ draft, onProblems }: Props) {
  const t = useT()
  const api = useApi()
  // A word of this form's own: what another form asked for isn't shown here.
  const [subject] = useState(() => crypto.randomUUID())
  const [checked, setChecked] = useState('')
  const check = useView(({ lineCheck }) => (lineCheck?.subject === subject ? lineCheck : null))
  const begin = useCommand('lineCheck.start')
  const stop = useCommand('lineCheck.stop')
  const running = check?.state === 'running'
  const present = JSON.stringify(draft)
  const leaves = useRef(running)
  leaves.current = running
  // Whoever leaves the form waits for nothing any more.
  useEffect(
    () => () => {
      if (leaves.current) void api.send('lineCheck.stop', null)
    },
    [api],
  )

  const start = async (): Promise<void> => {
    onProblems({})
    setChecked(present)
    const answer = await begin.send({ ...draft, subject })
    if (!answer.ok && answer.reason === 'badFields') onProblems(answer.fields)
  }
  return (
    <div className={styles.checker}>
      <div className={styles.begin}>
        {running ? (
          <Button onPress={() => void stop.send(null)} isPending={stop.pending}>
            {t('lineCheck.stop')}
          </Button>
        ) : (
          <Button onPress={() => void start()} isPending={begin.pending}>
            {t(check ? 'lineCheck.again' : 'lineCheck.start')}
          </Button>
        )}
        <p className={styles.soft}>{t('lineCheck.hint')}</p>
      </div>
      <Refusal reason={begin.refusal === 'badFields' ? 'checkRefused' : begin.refusal} />
      {check && <LineCheck check={check} outdated={checked !== present} />}
    </div>
  )
}
