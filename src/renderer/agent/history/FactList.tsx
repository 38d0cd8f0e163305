import type { FactRow } from '../../../contract/agent.ts'
import { clockTime } from '../i18n/format.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { Details } from '../ui/Details.tsx'
import styles from './fact-list.module.css'
import { factDetails, factWords } from './fact-words.ts'

/** Tenths show in which order two facts of the same second came. */
const offsetText = (ms: number): string => `+${clockTime(ms)}.${Math.floor((ms % 1000) / 100)}`

/** The call as the journal has it: each fact with its wall clock and its distance from the first. */
export function FactList({ facts }: { readonly facts: readonly FactRow[] }) {
  const t = useT()
  const formats = useFormats()
  if (facts.length === 0) return null
  return (
    <section aria-label={t('history.facts')}>
      <h3 className={styles.heading}>{t('history.facts')}</h3>
      <ol className={styles.facts}>
        {facts.map(({ seq, wall, offset, fact }) => {
          const details = factDetails(fact, t)
          return (
            <li key={seq} className={styles.fact}>
              <time className={styles.time} dateTime={new Date(wall).toISOString()}>
                {formats.timeExact(wall)}
              </time>
              <span className={styles.offset}>
                {offset === null ? t('history.otherRun') : offsetText(offset)}
              </span>
              <div className={styles.words}>
                <p>{factWords(fact, t)}</p>
                {details.length > 0 && (
                  <Details label={t('common.details')}>
                    {details.map((line) => (
                      <p key={line} dir="ltr">
                        {line}
                      </p>
                    ))}
                  </Details>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
