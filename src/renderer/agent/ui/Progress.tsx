import { Label, ProgressBar } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './progress.module.css'

type Props = {
  readonly label: string
  /** The label is read out but not drawn, where a title says it already. */
  readonly hideLabel?: boolean
  readonly read: number
  /** Null where nobody knows how many there are. */
  readonly total: number | null
  /** How far, how fast, how long: beside each other, and read out as one. */
  readonly facts: readonly string[]
}

/** How much of something long has been read. */
export function Progress({ label, hideLabel = false, read, total, facts }: Props) {
  return (
    <ProgressBar
      className={styles.progress ?? ''}
      minValue={0}
      maxValue={total ?? 1}
      value={total === null ? 0 : Math.min(read, total)}
      isIndeterminate={total === null}
      valueLabel={facts.join(', ')}
    >
      {({ percentage }) => (
        <>
          <Label className={cx(styles.label, hideLabel && styles.hidden)}>{label}</Label>
          <div className={styles.track}>
            <div className={styles.fill} style={{ inlineSize: `${percentage ?? 30}%` }} />
          </div>
          <p className={styles.facts}>
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
          </p>
        </>
      )}
    </ProgressBar>
  )
}
