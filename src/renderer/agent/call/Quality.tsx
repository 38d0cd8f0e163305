import { Button, Dialog, DialogTrigger, Popover, VisuallyHidden } from 'react-aria-components'
import type { CallView, QualityView } from '../../../contract/view.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { cx } from '../ui/cx.ts'
import { WarningIcon } from '../ui/icons/window-icons.tsx'
import styles from './quality.module.css'

/** From which score each bar is lit; 3.6 is where most people begin to complain. */
const BARS = [1, 2.6, 3.1, 3.6, 4] as const
const POOR = 3.6
const BAD = 3.1

/** Five bars and the score; words only when the connection is bad. */
export function Quality({ call }: { readonly call: CallView }) {
  const t = useT()
  const formats = useFormats()
  const { quality } = call
  if (call.phase !== 'connected') return <span />
  if (!quality) {
    return (
      <span role="img" aria-label={t('call.quality.pending')} title={t('call.quality.pending')}>
        <Bars mos={0} />
      </span>
    )
  }
  const mos = formats.number(quality.mos, 1)
  const trouble = quality.mos < BAD ? 'bad' : quality.mos < POOR ? 'poor' : null
  return (
    <DialogTrigger>
      {/* Its name is its own content, so that it can be called by the words that are seen (WCAG 2.5.3). */}
      <Button className={cx(styles.quality, trouble && styles[trouble])}>
        <VisuallyHidden elementType="span">{t('call.quality.label', { mos })}</VisuallyHidden>{' '}
        <Bars mos={quality.mos} />
        <span className={styles.mos} aria-hidden="true">
          {mos}
        </span>
        {trouble && (
          <span className={styles.word}>
            <WarningIcon size={14} />
            {t(`call.quality.${trouble}`)}
          </span>
        )}
      </Button>
      <Popover placement="bottom start" offset={6} className={styles.popover ?? ''}>
        <Dialog aria-label={t('call.quality.heading')} className={styles.dialog ?? ''}>
          <Figures quality={quality} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Bars({ mos }: { readonly mos: number }) {
  return (
    <svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true" focusable="false">
      {BARS.map((from, index) => (
        <rect
          key={from}
          x={index * 5.5}
          y={11 - index * 2.6}
          width="4"
          height={5 + index * 2.6}
          rx="1"
          className={mos >= from ? styles.lit : styles.unlit}
        />
      ))}
    </svg>
  )
}

function Figures({ quality }: { readonly quality: QualityView }) {
  const t = useT()
  const formats = useFormats()
  const rows = [
    [t('call.quality.mos'), formats.number(quality.mos, 1)],
    [t('call.quality.loss'), `${formats.number(quality.lossPercent, 1)} %`],
    [t('call.quality.jitter'), `${formats.number(quality.jitterMs)} ms`],
    [
      t('call.quality.roundTrip'),
      quality.roundTripMs === null ? '–' : `${formats.number(quality.roundTripMs)} ms`,
    ],
  ] as const
  return (
    <>
      <h3>{t('call.quality.heading')}</h3>
      <dl className={styles.figures}>
        {rows.map(([what, value]) => (
          <div key={what} className={styles.row}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Level name={t('call.quality.heard')} level={quality.heardLevel} />
      {quality.spokenLevel !== null && <Level name={t('call.quality.spoken')} level={quality.spokenLevel} />}
    </>
  )
}

function Level({ name, level }: { readonly name: string; readonly level: number }) {
  return (
    <div className={styles.level}>
      <span>{name}</span>
      <meter min={0} max={1} value={Math.min(1, Math.max(0, level))} aria-label={name} />
    </div>
  )
}
