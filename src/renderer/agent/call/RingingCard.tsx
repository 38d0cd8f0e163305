import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { CallView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { AfterPaint } from '../ui/AfterPaint.tsx'
import { Button } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { HangUpIcon, PhoneFilledIcon } from '../ui/icons/phone-icons.tsx'
import { ChevronDownIcon } from '../ui/icons/window-icons.tsx'
import { Keys } from '../ui/Keys.tsx'
import menu from '../ui/menu.module.css'
import { Refusal } from '../ui/Refusal.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import { CallHeader } from './CallHeader.tsx'
import styles from './ringing-card.module.css'
import { usePainted } from './use-painted.ts'

type Props = { readonly call: CallView; readonly waiting: boolean; readonly shown: boolean }

/** A call that rings. It says who it is and waits; it takes no focus and covers nothing. */
export function RingingCard({ call, waiting, shown }: Props) {
  const t = useT()
  const answer = useCommand('call.answer')
  const reject = useCommand('call.reject')
  const several = useView((view) => view.lines.length > 1)
  const keys = useView((view) => view.settings.hotkeys.find(({ action }) => action === 'answer')?.focused)
  usePainted(call)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for answers of a form; this is a call.
    <div
      role="group"
      aria-label={`${t(waiting ? 'call.waiting' : 'call.incoming')}: ${isolate(titleOf(call) || t('common.unknownNumber'))}`}
      data-ringing={call.id}
      className={cx(styles.card, shown && styles.shown)}
    >
      <CallHeader
        call={call}
        pickable={false}
        time={<Elapsed ticker={call.ring} label={t('call.ringingFor')} />}
        status={
          <>
            <StateShape shape="ringing" />
            <span className={styles.kind}>{t(waiting ? 'call.waiting' : 'call.incoming')}</span>
            {!several && (
              <bdi dir="ltr" className={styles.line} title={t('call.line', { line: call.line })}>
                {call.line}
              </bdi>
            )}
          </>
        }
      />
      <div className={styles.body}>
        <Before call={call} />
        {call.autoAnswer?.refused === null && (
          <p className={styles.before}>{t('call.answersItself', { count: call.autoAnswer.after })}</p>
        )}
        <div className={styles.actions}>
          <Button
            look="answer"
            size="large"
            icon={<PhoneFilledIcon size={18} />}
            onPress={() => void answer.send({ call: call.id })}
          >
            {t('call.answer')}
          </Button>
          <div className={styles.decline}>
            <Button
              look="danger"
              size="large"
              icon={<HangUpIcon size={18} />}
              onPress={() => void reject.send({ call: call.id, as: 'decline' })}
            >
              {t('call.decline')}
            </Button>
            <AfterPaint place={<span className={styles.more} />}>
              <DeclineOptions onBusy={() => void reject.send({ call: call.id, as: 'busy' })} />
            </AfterPaint>
          </div>
        </div>
        <Refusal reason={answer.refusal ?? reject.refusal} />
        {keys !== undefined && (
          <p className={styles.keys} aria-hidden="true">
            <Keys accelerator={keys} /> {t('call.answer')}
          </p>
        )}
      </div>
    </div>
  )
}

function DeclineOptions({ onBusy }: { readonly onBusy: () => void }) {
  const t = useT()
  return (
    <MenuTrigger>
      <AriaButton aria-label={t('call.declineOptions')} className={styles.more ?? ''}>
        <ChevronDownIcon size={14} />
      </AriaButton>
      <Popover placement="bottom end" offset={4} className={menu.popover ?? ''}>
        <Menu className={menu.menu ?? ''} onAction={onBusy}>
          <MenuItem id="busy" className={menu.item ?? ''}>
            {t('call.sayBusy')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

/** The last thing between this customer and us, before the agent says hello. */
function Before({ call }: { readonly call: CallView }) {
  const t = useT()
  const formats = useFormats()
  const { pop } = call
  if (pop.kind === 'several') {
    return <p className={styles.before}>{t('call.severalKnow', { count: pop.choices.length })}</p>
  }
  const last = pop.callsBefore[0]
  if (!last) return <p className={styles.before}>{pop.kind === 'unknown' ? t('call.firstCall') : ''}</p>
  const what = last.disposition ?? (last.cause ? t(`call.cause.${last.cause}`) : '')
  const note = last.notes.trim()
  return (
    <p className={styles.before}>
      <span className={styles.when}>{formats.day(last.startedAt, Date.now())}</span> {isolate(what)}
      {note !== '' && <span className={styles.note}> · {isolate(note)}</span>}
    </p>
  )
}
