import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { LineView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { lineWord, titleAmong, worstLine } from '../state/lines.ts'
import { Button as Verb } from '../ui/Button.tsx'
import { cx } from '../ui/cx.ts'
import { LineMark } from '../ui/LineMark.tsx'
import { LineCard } from './LineCard.tsx'
import styles from './line-status.module.css'

/** The lines: one quiet drawing while all is well, a word as soon as one of them isn't. */
export function LineStatus() {
  const t = useT()
  const lines = useView((view) => view.lines)
  const worst = worstLine(lines)
  if (!worst) return null
  const state = lineWord(worst, t)
  const title = worst.state === 'registered' ? null : titleAmong(lines, worst.id, t)
  const said = title === null ? state : t('shell.line.stateOf', { name: isolate(title), state })
  const label = t(lines.length > 1 ? 'shell.line.labelOfAll' : 'shell.line.label', { state: said })
  return (
    <DialogTrigger>
      <Button className={cx(styles.line, styles[worst.state])} aria-label={label}>
        <LineMark state={worst.state} />
        {worst.state !== 'registered' && <span className={styles.word}>{said}</span>}
      </Button>
      <Popover placement="bottom end" offset={6} className={styles.popover ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label={label}>
          {({ close }) => <Lines lines={lines} close={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Lines({ lines, close }: { readonly lines: readonly LineView[]; readonly close: () => void }) {
  const t = useT()
  const desk = useDeskStore()
  return (
    <>
      <ul className={styles.list}>
        {lines.map((line) => (
          <li key={line.id} className={styles.item}>
            <LineCard line={line} several={lines.length > 1} close={close} />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Verb
          look="quiet"
          onPress={() => {
            close()
            openPlace(desk, { screen: 'settings', section: 'line' })
          }}
        >
          {t('shell.line.settings')}
        </Verb>
      </div>
    </>
  )
}
