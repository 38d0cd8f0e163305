import { type KeyboardEvent, useEffect } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useParts, useView } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { DispositionList } from './DispositionList.tsx'
import { NotesField } from './NotesField.tsx'
import { useDraft } from './use-draft.ts'
import { WrapUpTimer } from './WrapUpTimer.tsx'
import styles from './wrap-up-form.module.css'

const inText = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.matches('textarea, input[type="text"]')

export function WrapUpForm({ call }: { readonly call: CallView }) {
  const t = useT()
  const desk = useDeskStore()
  const { drafts } = useParts()
  const rule = useView((view) => view.settings.wrapUp)
  const finish = useCommand('wrapUp.finish')
  const draft = useDraft(call)
  const over = call.phase === 'ended'
  const chosen = call.dispositions.find(({ id }) => id === draft.form.disposition)
  const noteMissing = chosen?.requiresNote === true && draft.form.notes.trim() === ''
  const { clear } = finish
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal speaks of the form as it was.
  useEffect(clear, [clear, draft.form.disposition, draft.form.notes])

  const done = async () => {
    if (!over) return
    const answer = await finish.send({ call: call.id, ...draft.form })
    if (!answer.ok) return
    drafts.forget(call.id)
    desk.setState({ picked: null, editing: null })
  }
  // On their way down: the label of a radio would take Enter for a press, and choose what has the focus.
  const onKeyDownCapture = (event: KeyboardEvent) => {
    const control = event.ctrlKey || event.metaKey
    if (event.key === 'Enter' && !event.shiftKey && (control || !inText(event.target))) {
      if (event.target instanceof HTMLButtonElement) return
      event.preventDefault()
      event.stopPropagation()
      void done()
      return
    }
    if (control || event.altKey || inText(event.target) || !/^[1-9]$/.test(event.key)) return
    const index = Number(event.key) - 1
    const disposition = call.dispositions[index]
    if (!disposition) return
    event.preventDefault()
    draft.change({ disposition: disposition.id })
    event.currentTarget.querySelectorAll<HTMLElement>('input[type="radio"]')[index]?.focus()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: its answers go out as they are typed; nothing is submitted.
    <div
      role="group"
      aria-label={t('wrapUp.of', { name: isolate(titleOf(call) || t('common.unknownNumber')) })}
      className={styles.form}
      onKeyDownCapture={onKeyDownCapture}
      onFocus={(event) => {
        if (inText(event.target)) desk.setState({ editing: call.id })
      }}
      onBlur={(event) => {
        if (inText(event.target) && desk.getState().editing === call.id) desk.setState({ editing: null })
      }}
    >
      <div className={styles.scroll}>
        {call.dispositions.length > 0 ? (
          <DispositionList
            dispositions={call.dispositions}
            value={draft.form.disposition}
            onChange={(disposition) => draft.change({ disposition })}
          />
        ) : (
          <div className={styles.none}>
            <p>{t('wrapUp.noDispositions')}</p>
            <Button onPress={() => openPlace(desk, { screen: 'settings', section: 'wrapUp' })}>
              {t('wrapUp.openSettings')}
            </Button>
          </div>
        )}
        <NotesField
          value={draft.form.notes}
          needed={noteMissing}
          onChange={(notes) => draft.change({ notes })}
          onFocus={draft.hold}
          onBlur={draft.release}
        />
      </div>
      <footer className={styles.foot}>
        <Refusal reason={finish.refusal} />
        <div className={styles.row}>
          <Button
            look="primary"
            size="large"
            isDisabled={!over}
            isPending={finish.pending}
            onPress={() => void done()}
            keys={<kbd className={styles.key}>⏎</kbd>}
          >
            {t('wrapUp.done')}
          </Button>
          <WrapUpTimer call={call} rule={rule} />
        </div>
      </footer>
    </div>
  )
}
