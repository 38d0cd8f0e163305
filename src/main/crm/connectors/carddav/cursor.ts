import { z } from 'zod'
import { CrmFailure } from '../../failure.ts'

/**
 * How far a book has been read. `sync`: by the server's own token. `etags`: the server has none, and a digest of what
 * was seen says which part of the book has changed.
 */
const token = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sync'), token: z.string() }),
  z.object({ kind: z.literal('etags'), tag: z.string(), digests: z.array(z.string()) }),
])
export type BookToken = z.infer<typeof token>

const cursor = z.object({
  phase: z.enum(['full', 'delta']),
  /** By the books' URLs: what had been read of each. */
  tokens: z.record(z.string(), token),
  /** Books that are still to be looked at in this round; empty begins another one. */
  left: z.array(z.string()),
  /** Of the first book of `left`, when its changes are more than a page: where the page ended, and what comes next. */
  within: z.object({ after: z.string(), next: token, truncated: z.boolean() }).nullable(),
  /** How many cards were read, of a full read. */
  read: z.number(),
})
/** As large as there are books, however large they are: what is still to be read of one is asked again. */
export type Cursor = z.infer<typeof cursor>

export const firstCursor = (books: readonly string[]): Cursor => ({
  phase: 'full',
  tokens: {},
  left: [...books],
  within: null,
  read: 0,
})

export const writeCursor = (value: Cursor): string => JSON.stringify(value)

/** Throws `cursorExpired` for what isn't one. */
export function readCursor(text: string): Cursor {
  try {
    return cursor.parse(JSON.parse(text))
  } catch {
    throw new CrmFailure('cursorExpired', 'the cursor can’t be read')
  }
}
