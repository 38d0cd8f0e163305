import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeThere } from './country-time.ts'
import { clockTime, countdownTime, createFormats } from './format.ts'
import { createTranslate } from './translate.ts'

const formats = createFormats('en-GB', createTranslate('en'))
const at = (year: number, month: number, day: number, hour = 14, minute = 2) =>
  new Date(year, month - 1, day, hour, minute).getTime()
const now = at(2026, 11, 24)

test('a running time shows hours only when there are any', () => {
  expect(clockTime(0)).toBe('0:00')
  expect(clockTime(7_999)).toBe('0:07')
  expect(clockTime(760_000)).toBe('12:40')
  expect(clockTime(3_723_000)).toBe('1:02:03')
})

test('a countdown shows the second that is still to come', () => {
  expect(countdownTime(400)).toBe('0:01')
  expect(countdownTime(0)).toBe('0:00')
})

test('a running time never shows more than has passed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => {
      const [seconds = 0, minutes = 0, hours = 0] = clockTime(ms).split(':').map(Number).reverse()
      const shown = ((hours * 60 + minutes) * 60 + seconds) * 1000
      expect(shown).toBeLessThanOrEqual(ms)
      expect(ms - shown).toBeLessThan(1000)
    }),
  )
})

test('days near now have names, others their date, and another year its year', () => {
  expect(formats.day(at(2026, 11, 24, 0, 0), now)).toBe('Today')
  expect(formats.day(at(2026, 11, 23, 23, 59), now)).toBe('Yesterday')
  expect(formats.day(at(2026, 11, 3), now)).toBe('3 Nov')
  expect(formats.day(at(2025, 11, 3), now)).toBe('3 Nov 2025')
  expect(formats.moment(at(2026, 11, 24, 9, 5), now)).toBe('09:05')
  expect(formats.stamp(at(2026, 11, 24, 9, 5), now)).toBe('09:05')
  expect(formats.stamp(at(2026, 11, 23, 9, 5), now)).toBe('Yesterday')
})

test('the time there is told by the city, else by a country that has one time, else not at all', () => {
  const noon = Date.UTC(2026, 6, 1, 12)
  expect(timeThere('PT', 'Lisbon', noon, 'en-GB')).toBe('13:00')
  expect(timeThere('JP', '', noon, 'en-GB')).toBe('21:00')
  expect(timeThere('US', '', noon, 'en-GB')).toBeNull()
  expect(timeThere('US', 'New York', noon, 'en-GB')).toBe('08:00')
  expect(timeThere('', '', noon, 'en-GB')).toBeNull()
})

test('how far off a time is, is told in the largest unit that fits', () => {
  expect(formats.distance(42_000)).toBe('in 42 sec')
  expect(formats.distance(100)).toBe('in 1 sec')
  expect(formats.distance(95_000)).toBe('in 2 min')
  expect(formats.distance(-3 * 3_600_000)).toBe('3 hr ago')
  expect(formats.distance(2 * 86_400_000)).toBe('in 2 days')
})

test('an amount has its currency where there is one, and is shown as it came where it is no amount', () => {
  expect(formats.money('1200', 'EUR')).toBe('€1,200')
  expect(formats.money('18450.5', 'EUR')).toBe('€18,450.50')
  expect(formats.money('1200', '')).toBe('1,200')
  expect(formats.money('1200', 'points')).toBe('1,200 points')
  expect(formats.money('on request', 'EUR')).toBe('on request EUR')
})

test('a day of the calendar is the same wherever it is read', () => {
  expect(formats.calendarDay('2027-01-31')).toBe('31 Jan 2027')
  expect(formats.calendarDay('soon')).toBe('soon')
})
