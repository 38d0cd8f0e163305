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
  /** `in 40 sec`, `2 min ago`; a time to come is never said to be less than a second away. */
  readonly distance: (ms: number) => string
  /** `31 Jan 2027` of `2027-01-31`: a day of the calendar, the same wherever it is read. */
  readonly calendarDay: (day: string) => string
  /** `€1,200`: an amount in decimal notation, with the code of its currency (ISO 4217) where it has one. */
  readonly money: (amount: string, currency: string) => string
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
  const distances = new Intl.RelativeTimeFormat(locale, { style: 'short' })
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
    distance: (ms) => {
      const seconds = Math.round(ms / 1000)
      const [value, unit] =
        Math.abs(seconds) < 60
          ? ([seconds === 0 && ms > 0 ? 1 : seconds, 'second'] as const)
          : Math.abs(seconds) < 3_600
            ? ([Math.round(seconds / 60), 'minute'] as const)
            : Math.abs(seconds) < 86_400
              ? ([Math.round(seconds / 3_600), 'hour'] as const)
              : ([Math.round(seconds / 86_400), 'day'] as const)
      return distances.format(value, unit)
    },
    calendarDay: (text) => {
      const [year = 0, month = 1, date = 1] = text.split('-').map(Number)
      const at = new Date(year, month - 1, date)
      return Number.isNaN(at.getTime()) ? text : withYear.format(at)
    },
    money: (amount, currency) => {
      const value = Number(amount)
      if (amount.trim() === '' || !Number.isFinite(value)) return [amount, currency].join(' ').trim()
      const isCode = /^[A-Za-z]{3}$/.test(currency)
      const written = new Intl.NumberFormat(locale, {
        trailingZeroDisplay: 'stripIfInteger',
        ...(isCode ? { style: 'currency', currency } : {}),
      }).format(value)
      return isCode ? written : [written, currency].join(' ').trim()
    },
    number: (value, digits = 0) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(value),
    percent: (share) => percents.format(share),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  }
}
