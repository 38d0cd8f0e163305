import type { Durations as Spent } from '../../../domain/call/durations.ts'
import { clockTime } from '../i18n/format.ts'
import { useT } from '../i18n/language.tsx'
import { cx } from '../ui/cx.ts'
import styles from './durations.module.css'

const PARTS = ['ring', 'talk', 'hold', 'wrapUp'] as const

/** Where the time went, as lengths and as figures. */
export function Durations({ spent }: { readonly spent: Spent }) {
  const t = useT()
  const whole = PARTS.reduce((sum, part) => sum + spent[part], 0)
  return (
    <section aria-label={t('history.times')} className={styles.times}>
      {whole > 0 && (
        <div className={styles.bar} aria-hidden="true">
          {PARTS.filter((part) => spent[part] > 0).map((part) => (
            <span key={part} className={cx(styles.piece, styles[part])} style={{ flexGrow: spent[part] }} />
          ))}
        </div>
      )}
      <dl className={styles.figures}>
        {PARTS.map((part) => (
          <div key={part} className={styles.figure}>
            <dt>
              <span className={cx(styles.swatch, styles[part])} />
              {t(`history.duration.${part}`)}
            </dt>
            <dd>{clockTime(spent[part])}</dd>
          </div>
        ))}
        <div className={cx(styles.figure, styles.whole)} title={t('history.handleHint')}>
          <dt>{t('history.duration.handle')}</dt>
          <dd>{clockTime(spent.handle)}</dd>
        </div>
      </dl>
    </section>
  )
}
