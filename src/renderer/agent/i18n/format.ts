import type { Translate } from './translate.ts'

const two = (value: number) => String(value).padStart(2, '0')

/** A running time: `0:07`, `12:40`, `1:02:03`. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** A countdown shows the second that is still to come: 0.4 s left is `0:01`. */
export const countdownTime = (ms: number): string => clockTime(Math.ceil(ms / 1000) * 1000)

/** What `<time dateTime>` wants of a duration. */
export const isoDuration = (ms: number): string => `PT${Math.floor(ms / 1000)}S`

export type Formats = {
  readonly locale: string
  /** `14:02` */
  readonly time: (epoch: number) => string
  /** `14:02:07` */
  readonly timeExact: (epoch: number) => string
  /** `Today`, `Yesterday`, `3 Nov`, `3 Nov 2025` */
  readonly day: (epoch: number, now: number) => string
  /** `Monday, 3 November` */
  readonly longDay: (epoch: number, now: number) => string
  /** `3 Nov, 14:02`; only the time where it is today. */
  readonly moment: (epoch: number, now: number) => string
  /** Where there is little room: `14:02` of today, else the day. */
  readonly stamp: (epoch: number, now: number) => string
  /** `3 Nov 2025` */
  readonly date: (epoch: number) => string
  /** `6 min`, `40 s` */
  readonly length: (ms: number) => string
  readonly number: (value: number, digits?: number) => string
  readonly percent: (share: number) => string
  readonly country: (code: string) => string
}

const dayNumber = (epoch: number) => {
  const date = new Date(epoch)
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / 86_400_000)
}

export function createFormats(locale: string, t: Translate): Formats {
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const withYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
  const long = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
  const longWithYear = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
  const percents = new Intl.NumberFormat(locale, { style: 'percent' })
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  const sameYear = (one: number, other: number) =>
    new Date(one).getFullYear() === new Date(other).getFullYear()

  const day = (epoch: number, now: number) => {
    const past = dayNumber(now) - dayNumber(epoch)
    if (past === 0) return t('common.today')
    if (past === 1) return t('common.yesterday')
    return (sameYear(epoch, now) ? short : withYear).format(epoch)
  }
  return {
    locale,
    time: (epoch) => times.format(epoch),
    timeExact: (epoch) => exact.format(epoch),
    day,
    longDay: (epoch, now) => {
      const past = dayNumber(now) - dayNumber(epoch)
      if (past === 0) return t('common.today')
      if (past === 1) return t('common.yesterday')
      return (sameYear(epoch, now) ? long : longWithYear).format(epoch)
    },
    moment: (epoch, now) =>
      dayNumber(epoch) === dayNumber(now)
        ? times.format(epoch)
        : `${day(epoch, now)}, ${times.format(epoch)}`,
    stamp: (epoch, now) => (dayNumber(epoch) === dayNumber(now) ? times.format(epoch) : day(epoch, now)),
    date: (epoch) => withYear.format(epoch),
    length: (ms) =>
      ms < 60_000
        ? t('common.seconds', { count: Math.round(ms / 1000) })
        : t('common.minutes', { count: Math.round(ms / 60_000) }),
    number: (value, digits = 0) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(value),
    percent: (share) => percents.format(share),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  }
}
