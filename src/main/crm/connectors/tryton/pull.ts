import { z } from 'zod'
import type { Page } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import type { Rpc } from './rpc.ts'
import { dateTimeOf } from './values.ts'

/** How far behind the last look the next one starts: a long transaction's rows carry the time at which it began. */
export const OVERLAP_MS = 2 * 60_000
const PAGE_SIZE = 200
const IDS_AT_ONCE = 1_000

const cursor = z.object({
  phase: z.enum(['full', 'delta']),
  /** What was changed since then (epoch ms of the server) is in this round; null in a full read. */
  since: z.number().nullable(),
  /** What the next round's `since` will be; null before this one's first page. */
  next: z.number().nullable(),
  /** The last id of this round. */
  after: z.number(),
  total: z.number().nullable(),
})
type Cursor = z.infer<typeof cursor>
const FIRST: Cursor = { phase: 'full', since: null, next: null, after: 0, total: null }

/** A kind of rows that is followed: parties, opportunities. */
export type Source<Row extends { readonly id: number }> = {
  readonly model: string
  readonly fields: readonly string[]
  readonly shape: z.ZodType<Row>
  /** Where else a change of such a row can be: its mechanisms, its addresses. */
  readonly children: readonly string[]
  /** What the rows are to us. */
  readonly content: (rows: readonly Row[]) => Pick<Page, 'records' | 'deals' | 'gone'>
}

const count = z.number()
const ids = z.array(z.number())
const rough = z.looseObject({ id: z.number() })

/**
 * One page, by ascending ids: rows that change while others are read are in the next round, which begins where this one
 * did. A row that was never edited has no date of that, so the date of its making counts as well.
 */
export async function pullRows<Row extends { readonly id: number }>(
  rpc: Rpc,
  source: Source<Row>,
  text: string | null,
): Promise<Page> {
  const { model } = source
  const round = text === null ? FIRST : readCursor(text)
  const { since } = round
  const domain = [['id', '>', round.after], ...(since === null ? [] : [changedSince(source.children, since)])]
  const rows = await rpc.model(
    `${model}.search_read`,
    [domain, 0, PAGE_SIZE, [['id', 'ASC']], source.fields],
    z.array(rough),
    // What was archived must be seen to be, but isn't read at first.
    since === null ? {} : { active_test: false },
  )
  const started = round.next ?? timeOf(rpc)
  const total = round.total ?? (since === null ? await rpc.model(`${model}.search_count`, [[]], count) : null)
  const { good, bad } = sorted(rows, source)
  const more = rows.length === PAGE_SIZE
  const next: Cursor = more
    ? { ...round, next: started, after: rows.at(-1)?.id ?? round.after, total }
    : { ...FIRST, phase: 'delta', since: started }
  return {
    phase: round.phase,
    ...source.content(good),
    bad,
    cursor: JSON.stringify(next),
    more,
    total: round.phase === 'full' ? total : null,
  }
}

/** Ids alone, of what isn't archived. */
export async function listRowIds(
  rpc: Rpc,
  model: string,
  text: string | null,
): Promise<{ readonly ids: readonly string[]; readonly cursor: string | null }> {
  const domain = [['id', '>', Number(text ?? 0)]]
  const found = await rpc.model(`${model}.search`, [domain, 0, IDS_AT_ONCE, [['id', 'ASC']]], ids)
  const last = found.length === IDS_AT_ONCE ? found.at(-1) : undefined
  return { ids: found.map(String), cursor: last === undefined ? null : String(last) }
}

function changedSince(children: readonly string[], since: number): readonly unknown[] {
  const from = dateTimeOf(Math.max(0, since - OVERLAP_MS))
  const stamped = ['', ...children.map((child) => `${child}.`)]
  const clauses = stamped.flatMap((prefix) =>
    ['create_date', 'write_date'].map((field) => [`${prefix}${field}`, '>=', from]),
  )
  return ['OR', ...clauses]
}

/** A row that isn't as it should be costs itself, not its page. */
function sorted<Row extends { readonly id: number }>(
  rows: readonly z.infer<typeof rough>[],
  { shape }: Source<Row>,
): { readonly good: readonly Row[]; readonly bad: Page['bad'] } {
  const good: Row[] = []
  const bad: Page['bad'][number][] = []
  for (const row of rows) {
    const read = shape.safeParse(row)
    if (read.success) good.push(read.data)
    else {
      const [issue] = read.error.issues
      const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
      bad.push({ id: String(row.id), why, raw: JSON.stringify(row) })
    }
  }
  return { good, bad }
}

function timeOf(rpc: Rpc): number {
  const time = rpc.serverTime()
  if (time === null) throw new CrmFailure('badAnswer', 'the server doesn’t say what time it is (Date)')
  return time
}

function readCursor(text: string): Cursor {
  try {
    return cursor.parse(JSON.parse(text))
  } catch {
    throw new CrmFailure('cursorExpired', 'the cursor can’t be read')
  }
}
