import type { Page } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type Api, type QueryAnswer, type Row, SalesforceRefusal } from './api.ts'
import { BEGINNING, type Cursor, type Place, readCursor, writeCursor } from './cursor.ts'
import { DELETIONS_EVERY, deletionsSince } from './deletions.ts'
import { type ObjectKey, sobjectOf } from './objects.ts'
import { dealOf, placeOf, recordOf } from './records.ts'
import type { Selection } from './select.ts'
import { moment, quoted } from './soql.ts'

/** Salesforce gives no more at once. */
export const PAGE = 2_000

/** Rows at once where those were too large: with a long text in each, 2,000 are 64 MB. */
const SMALL_PAGE = 200

/**
 * Rows come to light late, with an earlier stamp than ones that were read before: what a long transaction changed. Each
 * round begins so much before what was seen, in milliseconds.
 */
export const OVERLAP = 10 * 60_000

/** How far the clock of the web server may be from that of the database, in milliseconds. */
const CLOCKS_APART = 60 * 60_000

/** What desks leave of the organization's requests to people and other programs. */
const MOST_USED = 0.9
const WAIT_FOR_REQUESTS = 15 * 60_000

function placeCondition({ phase, place, seen }: Cursor): readonly string[] {
  if (place !== null) {
    const at = moment(place.at)
    return [`SystemModstamp >= ${at}`, `(SystemModstamp > ${at} OR Id > ${quoted(place.id)})`]
  }
  return phase === 'delta' && seen !== null ? [`SystemModstamp >= ${moment(seen - OVERLAP)}`] : []
}

/** A lead that was converted lives on as a contact; later it is told as gone. */
const LIVING_LEADS = 'IsConverted = false'

function conditionOf(key: ObjectKey, cursor: Cursor): string {
  const living = key === 'lead' && cursor.phase === 'full' ? [LIVING_LEADS] : []
  const conditions = [...placeCondition(cursor), ...living]
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')} `
}

const isLater = (one: Place, than: Place | null): boolean =>
  than === null || one.at > than.at || (one.at === than.at && one.id > than.id)

type Sorted = {
  readonly good: readonly { readonly row: Row; readonly place: Place }[]
  readonly bad: Page['bad']
  readonly last: Place | null
}

/** Rows with a place in the order, and rows without one, which go to quarantine. */
function sorted(rows: readonly Row[], before: Place | null): Sorted {
  const good: { row: Row; place: Place }[] = []
  const bad: { id: string; why: string; raw: string }[] = []
  let last = before
  for (const row of rows) {
    const place = placeOf(row)
    if (place) {
      good.push({ row, place })
      if (isLater(place, last)) last = place
    } else
      bad.push({
        id: String(row.Id ?? ''),
        why: 'no id, or no time of its last change',
        raw: JSON.stringify(row),
      })
  }
  return { good, bad, last }
}

/**
 * Until when every change was seen at the end of a round: never later than its beginning, since a round can last for hours
 * and rows come to light behind the place where it reads. Without changes the mark follows the server's clock.
 */
function seenUntil({ seen, began }: Cursor, last: Place | null, date: number | null): number {
  const reached = Math.max(last?.at ?? 0, date === null ? 0 : date - CLOCKS_APART)
  return Math.max(seen ?? 0, Math.min(reached, began ?? Number.POSITIVE_INFINITY))
}

/** Agents who may not see opportunities have none; contacts, leads and accounts were chosen by somebody who sees them. */
function noneOfHidden(key: ObjectKey, error: unknown): QueryAnswer {
  const hidden = key === 'deal' && error instanceof SalesforceRefusal && error.code === 'INVALID_TYPE'
  if (!hidden) throw error
  return { records: [], done: true, date: null, used: 0 }
}

function checkUsage({ used }: QueryAnswer): void {
  if (used < MOST_USED) return
  throw new CrmFailure(
    'limited',
    `${Math.round(used * 100)} % of the organization's requests are used`,
    WAIT_FOR_REQUESTS,
  )
}

export function createPull(
  api: Api,
  selection: Selection,
): (object: string, cursor: string | null) => Promise<Page> {
  function contents(key: ObjectKey, { good, bad }: Sorted): Pick<Page, 'records' | 'deals' | 'bad' | 'gone'> {
    if (key === 'deal')
      return {
        records: [],
        deals: good.map(({ row, place }) => dealOf(row, place, api.instance)),
        bad,
        gone: [],
      }
    const about = { key, fields: selection.mapped(key), instance: api.instance }
    const isHere = ({ row }: { row: Row }): boolean => row.IsConverted !== true
    return {
      records: good.filter(isHere).map(({ row, place }) => recordOf(row, place, about)),
      deals: [],
      bad,
      gone: good.filter((one) => !isHere(one)).map(({ place }) => place.id),
    }
  }

  let size = PAGE

  async function nextRows(key: ObjectKey, cursor: Cursor): Promise<QueryAnswer> {
    const order = `${conditionOf(key, cursor)}ORDER BY SystemModstamp, Id`
    try {
      return await selection.rows(key, `${order} LIMIT ${size}`)
    } catch (error) {
      const tooLarge = error instanceof CrmFailure && error.reason === 'tooLarge'
      if (!tooLarge || size === SMALL_PAGE) throw error
      size = SMALL_PAGE
      return selection.rows(key, `${order} LIMIT ${size}`)
    }
  }

  return async (object, text) => {
    const { key, sobject } = sobjectOf(object)
    const before = readCursor(text)
    const answer = await nextRows(key, before).catch((error: unknown) => noneOfHidden(key, error))
    checkUsage(answer)
    const cursor = { ...before, began: before.began ?? answer.date }
    const rows = sorted(answer.records, cursor.place)
    const page = contents(key, rows)
    const more = !answer.done || answer.records.length >= size
    // What was deleted well before the first answer isn't in what is being read.
    const deletions = cursor.deletions ?? (answer.date === null ? null : answer.date - OVERLAP)
    if (more) {
      if (rows.last === null || !isLater(rows.last, cursor.place))
        throw new CrmFailure('cursorLoop', `${sobject}: a page leads no further`)
      const total = cursor.total ?? (cursor.phase === 'full' ? await countOf(key, sobject) : null)
      const next = { ...cursor, place: rows.last, deletions, total }
      return { ...page, phase: cursor.phase, cursor: writeCursor(next), more, total }
    }
    const isDue = deletions !== null && answer.date !== null && answer.date - deletions >= DELETIONS_EVERY
    const deleted = isDue ? await deletionsSince(api, sobject, deletions, answer.date) : null
    const seen = seenUntil(cursor, rows.last, answer.date)
    const next = { ...BEGINNING, phase: 'delta' as const, seen, deletions: deleted?.until ?? deletions }
    return {
      ...page,
      gone: [...page.gone, ...(deleted?.ids ?? [])],
      phase: cursor.phase,
      cursor: writeCursor(next),
      more: false,
      total: cursor.total,
    }
  }

  function countOf(key: ObjectKey, sobject: string): Promise<number> {
    const where = key === 'lead' ? ` WHERE ${LIVING_LEADS}` : ''
    return api.count(`SELECT COUNT() FROM ${sobject}${where}`)
  }
}
