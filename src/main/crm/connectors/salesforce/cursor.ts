import { z } from 'zod'
import { CrmFailure } from '../../failure.ts'

/** A place in a list that is ordered by (SystemModstamp, Id). */
export type Place = { readonly at: number; readonly id: string }

/**
 * Where reading stands. All times are the server's, epoch ms.
 *
 * The order is by the time of the last change and the id, and each page asks for what comes after the last row of the one
 * before: no cursor of the server's, which would be lost after two days or with the session.
 */
const cursor = z.object({
  phase: z.enum(['full', 'delta']),
  /** The last row that was read in this round; null at its beginning. */
  place: z.object({ at: z.number(), id: z.string() }).nullable(),
  /** The clock at the round's first answer: what comes to light later may stand before `place`. */
  began: z.number().nullable(),
  /** Every change until then was seen; the next round begins the overlap before it. */
  seen: z.number().nullable(),
  /** Deletions until then were told. */
  deletions: z.number().nullable(),
  /** How many there are in all, said at the beginning. */
  total: z.number().nullable(),
})
export type Cursor = z.infer<typeof cursor>

export const BEGINNING: Cursor = {
  phase: 'full',
  place: null,
  began: null,
  seen: null,
  deletions: null,
  total: null,
}

export const writeCursor = (value: Cursor): string => JSON.stringify(value)

export function readCursor(text: string | null): Cursor {
  if (text === null) return BEGINNING
  try {
    return cursor.parse(JSON.parse(text))
  } catch {
    throw new CrmFailure('cursorExpired', 'the cursor is of another version')
  }
}
