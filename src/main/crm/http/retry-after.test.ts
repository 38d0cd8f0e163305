import { describe, expect, it } from 'vitest'
import { retryAfter } from './retry-after.ts'

const NOON = Date.UTC(2026, 4, 1, 12)
const said = (value: string, date?: string) =>
  retryAfter(new Headers({ 'retry-after': value, ...(date === undefined ? {} : { date }) }), NOON)

describe('Retry-After', () => {
  it('is read in seconds', () => {
    expect(said('0')).toBe(0)
    expect(said('120')).toBe(120_000)
    expect(said(' 1.5 ')).toBe(1_500)
  })

  it('is read as a date by the clock of the server, which may be an hour off ours', () => {
    expect(said('Fri, 01 May 2026 13:00:30 GMT', 'Fri, 01 May 2026 13:00:00 GMT')).toBe(30_000)
    expect(said('Fri, 01 May 2026 12:00:30 GMT')).toBe(30_000)
    expect(said('Fri, 01 May 2026 12:00:30 GMT', 'garbage')).toBe(30_000)
  })

  it('is nothing to wait for where the date is over', () => {
    expect(said('Fri, 01 May 2026 11:00:00 GMT')).toBe(0)
  })

  it('never makes anybody wait for more than a day', () => {
    expect(said('99999999999')).toBe(86_400_000)
    expect(said('Fri, 01 May 2099 11:00:00 GMT')).toBe(86_400_000)
  })

  it.each(['', 'soon', '-5', '1e3', '2026-05-01', 'NaN'])('%j says nothing', (value) => {
    expect(said(value)).toBeNull()
  })

  it('is null where there is none', () => {
    expect(retryAfter(new Headers(), NOON)).toBeNull()
  })
})
