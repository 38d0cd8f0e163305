import { useState } from 'react'
import type { CallId } from '../../../domain/call/facts.ts'
import { isFailure, messageTitle, type TracedMessage } from '../../../domain/sip-message.ts'
import { clockTime } from '../i18n/format.ts'
import { useT } from '../i18n/language.tsx'
import { useApi } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Press } from '../ui/Press.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './signalling.module.css'

/** The call's SIP messages as a ladder between Offhook and the phone server, for whoever has to find a fault. */
export function Signalling({ call }: { readonly call: CallId }) {
  const t = useT()
  const api = useApi()
  const save = useCommand('trace.save')
  const [messages, setMessages] = useState<readonly TracedMessage[] | null>(null)
  const load = () => {
    void api.send('trace.get', { call }).then((answer) => setMessages(Array.isArray(answer) ? answer : []))
  }
  if (messages === null) {
    return (
      <div className={styles.show}>
        <Button look="quiet" size="small" onPress={load}>
          {t('history.signalling.show')}
        </Button>
      </div>
    )
  }
  return (
    <section aria-label={t('history.signalling.title')} className={styles.signalling}>
      <header className={styles.header}>
        <h3 className={styles.heading}>{t('history.signalling.title')}</h3>
        {messages.length > 0 && (
          <Button size="small" isPending={save.pending} onPress={() => void save.send({ call })}>
            {t('history.signalling.save')}
          </Button>
        )}
      </header>
      <Refusal reason={save.refusal} />
      {messages.length === 0 ? (
        <p className={styles.soft}>{t('history.signalling.none')}</p>
      ) : (
        <Ladder messages={messages} />
      )}
    </section>
  )
}

function Ladder({ messages }: { readonly messages: readonly TracedMessage[] }) {
  const t = useT()
  const [open, setOpen] = useState<number | null>(null)
  const begin = messages[0]?.wall ?? 0
  return (
    <>
      <div className={styles.ends} aria-hidden="true">
        <span>{t('history.signalling.here')}</span>
        <span>{t('history.signalling.server')}</span>
      </div>
      <ol dir="ltr" className={styles.ladder}>
        {messages.map(({ direction, wall, text }, index) => {
          const label = t(direction === 'in' ? 'history.signalling.received' : 'history.signalling.sent', {
            title: messageTitle(text),
          })
          const offset = Math.max(0, wall - begin)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages only ever come at the end.
            <li key={index}>
              <Press
                aria-label={label}
                aria-expanded={open === index}
                className={cx(
                  styles.message,
                  direction === 'in' && styles.in,
                  isFailure(text) && styles.failure,
                )}
                onPress={() => setOpen(open === index ? null : index)}
              >
                <span
                  className={styles.offset}
                >{`+${clockTime(offset)}.${String(offset % 1000).padStart(3, '0')}`}</span>
                <span className={styles.title}>{messageTitle(text)}</span>
                <span className={styles.arrow} />
              </Press>
              {open === index && (
                <pre className={styles.text} data-copyable>
                  {text.trimEnd()}
                </pre>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}
