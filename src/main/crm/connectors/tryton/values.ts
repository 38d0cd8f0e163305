// The values of Tryton's JSON-RPC that JSON has no type for (trytond/protocols/jsonrpc.py).
import { z } from 'zod'

export const dateTime = z.object({
  __class__: z.literal('datetime'),
  year: z.number(),
  month: z.number(),
  day: z.number(),
  hour: z.number().default(0),
  minute: z.number().default(0),
  second: z.number().default(0),
  microsecond: z.number().default(0),
})
export type DateTime = z.infer<typeof dateTime>

export const date = z.object({
  __class__: z.literal('date'),
  year: z.number(),
  month: z.number(),
  day: z.number(),
})

export const decimal = z.object({ __class__: z.literal('Decimal'), decimal: z.string() })

/** Microseconds since the epoch: what tells two changes of a busy second apart. Tryton's times are UTC. */
export const microseconds = ({ year, month, day, hour, minute, second, microsecond }: DateTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second) * 1_000 + microsecond

/** Of epoch ms. */
export function dateTimeOf(ms: number): DateTime {
  const at = new Date(ms)
  return {
    __class__: 'datetime',
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    microsecond: at.getUTCMilliseconds() * 1_000,
  }
}

/** YYYY-MM-DD. */
export const isoDate = ({ year, month, day }: z.infer<typeof date>): string =>
  [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')

/** When something was made and last edited; what was never edited says null to the second (`stamped` takes either). */
export const stamps = z.object({ create_date: dateTime.nullable(), write_date: dateTime.nullable() })

/** Of the last change, in microseconds; 0 where the server says nothing. */
export const stampOf = ({ create_date, write_date }: z.infer<typeof stamps>): number =>
  Math.max(create_date ? microseconds(create_date) : 0, write_date ? microseconds(write_date) : 0)
