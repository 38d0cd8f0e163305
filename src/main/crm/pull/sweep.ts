import type { SyncRow } from '../../customers/remote-sync.ts'
import { CrmFailure } from '../failure.ts'
import { markAll, type ReadParts, storeFresh } from './object.ts'
import { DEAL } from './page-items.ts'

const EVERY_MS = 24 * 60 * 60_000
/** More that we never heard of are no gap: everything is read again. */
const MOST_UNKNOWN = 1_000
/** Of the records that are put aside, so many are tried again. */
const MOST_ASIDE = 200

/** Whether it is time to compare ids. A clock that was set back counts as time. */
export const isSweepDue = ({ swept }: SyncRow, now: number): boolean =>
  swept === null || now < swept || now - swept >= EVERY_MS

/**
 * Compares the CRM's ids with ours: fetches what we never got or couldn't read, and marks what isn't there any more. What is marked is asked
 * for by itself before it is removed, so that a list that was cut off empties nothing. True where everything is to be read
 * again instead: too much is missing here, or it is deals, whose links change without a word.
 */
export async function sweep(sync: SyncRow, parts: ReadParts): Promise<boolean> {
  const { storage, session, now, going } = parts
  if (sync.object === DEAL) return true
  const been = new Set<string>()
  storage.left.beginList(sync)
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof session.listIds>> = await going(
      session.listIds(sync.object, cursor),
    )
    storage.left.list(sync, page.ids)
    await storage.breathe()
    cursor = page.cursor
    if (cursor === null) break
    if (been.has(cursor)) throw new CrmFailure('cursorLoop', `the ids of ${sync.object} led back`)
    been.add(cursor)
  }
  const unknown = await unknownIds(sync, parts)
  // Where reading everything has just left them out, it would do so again.
  const justRead = sync.began !== null && now() - sync.began < EVERY_MS
  if (unknown.length > MOST_UNKNOWN && !justRead) return true
  for (const id of unknown.slice(0, MOST_UNKNOWN)) {
    const record = await going(session.get({ object: sync.object, id }))
    if (record) await storeFresh(sync, parts, record)
  }
  for (const id of storage.left.putAside(sync, MOST_ASIDE)) {
    const record = await going(session.get({ object: sync.object, id }))
    if (record) await storeFresh(sync, parts, record)
    else storage.left.forgetAside(sync, id)
  }
  await markAll(storage, (from) => storage.left.unlisted(sync, from))
  storage.left.endList(sync)
  storage.change(sync, { swept: now() })
  return false
}

/** Listed ids that we never got; no more than tell that there are too many. */
async function unknownIds(sync: SyncRow, { storage }: ReadParts): Promise<readonly string[]> {
  const found: string[] = []
  let after: string | null = ''
  while (after !== null && found.length <= MOST_UNKNOWN) {
    const { ids, last } = storage.left.unknown(sync, after)
    found.push(...ids)
    after = last
    await storage.breathe()
  }
  return found
}
