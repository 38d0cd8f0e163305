import type { LineView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { lineWord, titleAmong, worstLine } from '../state/lines.ts'
import { Button } from '../ui/Button.tsx'
import { LineMark } from '../ui/LineMark.tsx'
import { StatusPopover } from '../ui/StatusPopover.tsx'
import { LineCard } from './LineCard.tsx'
import styles from './line-status.module.css'

/** The lines: one quiet drawing while all is well, a word as soon as one of them isn't. */
export function LineStatus() {
  const t = useT()
  const lines = useView((view) => view.lines)
  const worst = worstLine(lines)
  if (!worst) return null
  const state = lineWord(worst, t)
  const isWell = worst.state === 'registered'
  const title = isWell ? null : titleAmong(lines, worst.id, t)
  const said = title === null ? state : t('shell.line.stateOf', { name: isolate(title), state })
  const label = t(lines.length > 1 ? 'shell.line.labelOfAll' : 'shell.line.label', { state: said })
  return (
    <StatusPopover
      label={label}
      mark={<LineMark state={worst.state} />}
      word={isWell ? null : said}
      className={isWell ? undefined : styles[worst.state]}
    >
      {(close) => <Lines lines={lines} close={close} />}
    </StatusPopover>
  )
}

function Lines({ lines, close }: { readonly lines: readonly LineView[]; readonly close: () => void }) {
  const t = useT()
  const desk = useDeskStore()
  return (
    <>
      <ul>
        {lines.map((line) => (
          <li key={line.id} className={styles.item}>
            <LineCard line={line} several={lines.length > 1} close={close} />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Button
          look="quiet"
          onPress={() => {
            close()
            openPlace(desk, { screen: 'settings', section: 'line' })
          }}
        >
          {t('shell.line.settings')}
        </Button>
      </div>
    </>
  )
}
