import { useEffect, useRef, useState } from 'react'
import type { View } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useParts } from '../state/agent-context.tsx'
import { titleOf } from '../state/party.ts'
import { useKeyWords } from '../ui/Keys.tsx'
import { announcements } from './announcements.ts'
import styles from './announcer.module.css'

type Spoken = { readonly turn: number; readonly text: string }
const SILENCE: Spoken = { turn: 0, text: '' }

/** Two live regions that are there from the start: regions that come together with their text are often missed. */
export function Announcer() {
  const t = useT()
  const words = useKeyWords()
  const { views } = useParts()
  const [polite, setPolite] = useState(SILENCE)
  const [urgent, setUrgent] = useState(SILENCE)
  const before = useRef<View | null>(null)
  useEffect(() => {
    const hear = (view: View | null) => {
      if (!view || view === before.current) return
      const answer = view.settings.hotkeys.find(({ action }) => action === 'answer')
      const said = announcements(before.current, view, {
        name: (call) => isolate(titleOf(call) || t('common.unknownNumber')),
        answerKeys: words(answer?.focused ?? ''),
        text: (key) => t(key),
      })
      before.current = view
      const texts = (isUrgent: boolean) =>
        said
          .filter((each) => each.urgent === isUrgent)
          .map((each) => t(each.key, each.values))
          .join('. ')
      const next = (text: string) => (last: Spoken) => (text ? { turn: last.turn + 1, text } : last)
      setPolite(next(texts(false)))
      setUrgent(next(texts(true)))
    }
    hear(views.getState().view)
    return views.subscribe(({ view }) => hear(view))
  }, [t, views, words])
  return (
    <div className={styles.hidden}>
      <div role="status" aria-live="polite">
        <p key={polite.turn}>{polite.text}</p>
      </div>
      <div role="alert" aria-live="assertive">
        <p key={urgent.turn}>{urgent.text}</p>
      </div>
    </div>
  )
}
