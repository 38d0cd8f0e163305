import { type KeyboardEvent, useState } from 'react'
import type { ColleagueView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { callerOf, callTo } from '../state/colleagues.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { PhoneIcon } from '../ui/icons/phone-icons.tsx'
import { Lamp } from '../ui/Lamp.tsx'
import { PersonName } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './colleagues.module.css'

type Props = {
  /** A ringing call was picked up by its button, which goes away now. */
  readonly onPickedUp: (call: CallId) => void
}

/** What the colleagues' phones do. Everybody keeps their place, whatever their lamp says; whoever rings grows by a line. */
export function Colleagues({ onPickedUp }: Props) {
  const t = useT()
  const colleagues = useView((view) => view.colleagues)
  const [reached, setReached] = useState<string | null>(null)
  if (colleagues.length === 0) return null
  const stop = colleagues.find(({ id }) => id === reached) ?? colleagues[0]
  return (
    <section aria-label={t('colleagues.title')} className={styles.colleagues}>
      <h2 className={styles.title}>{t('colleagues.title')}</h2>
      <ul className={styles.list} onKeyDown={walk}>
        {colleagues.map((colleague) => (
          <Row
            key={colleague.id}
            colleague={colleague}
            isStop={colleague === stop}
            onReached={() => setReached(colleague.id)}
            onPickedUp={onPickedUp}
          />
        ))}
      </ul>
    </section>
  )
}

/** Sixty colleagues are one stop of the Tab key; the arrows go from one to the next. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-calls]')]
  const row = event.target instanceof HTMLElement ? event.target.closest('li') : null
  const at = buttons.findIndex((button) => row?.contains(button))
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  buttons[Math.min(buttons.length - 1, Math.max(0, to))]?.focus()
}

type RowProps = Props & {
  readonly colleague: ColleagueView
  /** The Tab key stops here. */
  readonly isStop: boolean
  readonly onReached: () => void
}

function Row({ colleague, isStop, onReached, onPickedUp }: RowProps) {
  const t = useT()
  const dial = useCommand('call.dial')
  const pickUp = useCommand('colleague.pickUp')
  const { id, name, state, canPickUp } = colleague
  const ringing = state === 'ringing'
  const word = t(`colleagues.state.${state}`)
  const caller = callerOf(colleague)
  const take = async () => {
    const answer = await pickUp.send({ colleague: id })
    if (answer.ok) onPickedUp(answer.value)
  }
  return (
    <li className={cx(styles.row, ringing && styles.ringing)}>
      <div className={styles.line}>
        <Lamp state={state} />
        <span className={styles.name}>
          <PersonName name={name} />
        </span>
        <span
          className={styles.word}
          title={state === 'notOffered' ? t('colleagues.notOfferedHint') : undefined}
        >
          {word}
        </span>
        <IconButton
          small
          data-calls
          tabIndex={isStop ? 0 : -1}
          onFocus={onReached}
          label={t('colleagues.call', { name: isolate(name), state: word })}
          onPress={() => void dial.send(callTo(colleague))}
        >
          <PhoneIcon size={14} />
        </IconButton>
      </div>
      {ringing && (
        <div className={styles.line}>
          <span className={styles.caller}>
            {caller === null ? t('colleagues.callerUnknown') : <PersonName name={caller} />}
          </span>
          {canPickUp && (
            <Button
              size="small"
              aria-label={t('colleagues.pickUpOf', {
                caller: isolate(caller ?? t('colleagues.callerUnknown')),
                name: isolate(name),
              })}
              isPending={pickUp.pending}
              onPress={() => void take()}
            >
              {t('colleagues.pickUp')}
            </Button>
          )}
        </div>
      )}
      <Refusal reason={pickUp.refusal ?? dial.refusal} />
    </li>
  )
}
