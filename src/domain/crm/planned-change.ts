import { columnTarget } from '../customer/import.ts'
import { BETWEEN, type CustomerValues } from './change.ts'
import type { FieldMapping } from './connection.ts'
import type { RemoteChange, RemoteRecord } from './record.ts'

export type Conflict = { readonly field: string; readonly ours: string; readonly theirs: string }

/** What becomes of an agent's change, given what the CRM holds now. */
export type PlannedChange = {
  readonly change: RemoteChange
  /** Fields that somebody changed there too: the CRM's value stays. */
  readonly conflicts: readonly Conflict[]
  /** What no field of the CRM holds, by the field of the customer. */
  readonly unplaced: CustomerValues
}

type Holding = Pick<RemoteRecord, 'values' | 'numbers'>
type Numbers = readonly { readonly label: string; readonly raw: string }[]

export const isEmpty = ({ values, numbers }: RemoteChange): boolean =>
  numbers === null && Object.keys(values).length === 0

const linesOf = (value: string): readonly string[] => value.split(BETWEEN).filter((line) => line !== '')
const plain = (value: string): string => value.replaceAll('\r\n', '\n').trim()

/**
 * Decides field by field, with the CRM's `record` and what it is as a customer (`now`): where the CRM still has what the
 * agent saw, theirs is written; where it has what the agent wrote, nothing; anything else is a conflict.
 */
export function planChange(
  mapping: FieldMapping,
  record: Holding,
  now: CustomerValues,
  { before, after }: { readonly before: CustomerValues; readonly after: CustomerValues },
): PlannedChange {
  const placing = createPlacing(mapping, record)
  const conflicts: Conflict[] = []
  const unplaced: Record<string, string> = {}
  for (const [field, ours] of Object.entries(after)) {
    const theirs = now[field] ?? ''
    const was = before[field] ?? ''
    if (plain(theirs) === plain(ours)) continue
    const isAddition = placing.inList(field) && linesOf(was).every((line) => linesOf(ours).includes(line))
    if (plain(theirs) !== plain(was) && !isAddition) conflicts.push({ field, ours, theirs })
    else {
      const left = placing.place(field, was, ours)
      if (left !== '') unplaced[field] = left
    }
  }
  return { change: placing.change(), conflicts, unplaced }
}

/** Collects what is written where. `place` gives what found no place. */
function createPlacing(mapping: FieldMapping, record: Holding) {
  const values: Record<string, string> = {}
  let numbers: Numbers | null = null
  const targets = Object.entries(mapping).map(([key, target]) => ({ key, target: columnTarget(target) }))
  const keysOf = (wanted: string): readonly string[] =>
    targets.flatMap(({ key, target }) => (target === wanted ? [key] : []))
  const numberKeys = targets.flatMap(({ key, target }) => (target.startsWith('number:') ? [key] : []))
  const hasList = record.numbers.length > 0 || numberKeys.length === 0

  const write = (key: string | undefined, value: string): boolean => {
    if (key === undefined) return false
    if ((record.values[key] ?? '') !== value) values[key] = value
    return true
  }

  const placeName = (name: string): boolean => {
    const [whole] = keysOf('name')
    const [first] = keysOf('firstName')
    const [last] = keysOf('lastName')
    if (whole !== undefined || first === undefined || last === undefined)
      return write(whole ?? last ?? first, name)
    const parts = splitName(name, record.values[first] ?? '', record.values[last] ?? '')
    return write(first, parts.first) && write(last, parts.last)
  }

  const listNumbers = (label: string, was: string, ours: string): void => {
    const wanted = linesOf(ours)
    const removed = linesOf(was).filter((line) => !wanted.includes(line))
    const list: Numbers = numbers ?? record.numbers
    const kept = list.filter((one) => one.label !== label || !removed.includes(one.raw))
    const added = wanted.filter((raw) => !kept.some((one) => one.label === label && one.raw === raw))
    numbers = [...kept, ...added.map((raw) => ({ label, raw }))]
  }

  const placeNumbers = (field: string, was: string, ours: string): string => {
    const label = field.slice('number:'.length)
    const own = keysOf(field)
    const lines = linesOf(ours)
    if (own.length === 0 && hasList) {
      listNumbers(label, was, ours)
      return ''
    }
    for (const [at, key] of own.entries()) write(key, lines[at] ?? '')
    // A number of a kind that the CRM doesn't know goes where there is room: nothing is overwritten for it.
    const more = lines.slice(own.length).filter((line) => !linesOf(was).includes(line))
    return more
      .filter((line) => {
        const free = numberKeys.find((key) => (values[key] ?? record.values[key] ?? '') === '')
        return !write(free, line)
      })
      .join(BETWEEN)
  }

  return {
    inList: (field: string): boolean => field.startsWith('number:') && hasList && keysOf(field).length === 0,
    place: (field: string, was: string, ours: string): string => {
      if (field.startsWith('number:')) return placeNumbers(field, was, ours)
      // Where several fields make up one text, nobody knows which of them was meant.
      const keys = keysOf(field)
      const placed = field === 'name' ? placeName(ours) : keys.length === 1 && write(keys[0], ours)
      return placed ? '' : ours
    },
    change: (): RemoteChange => ({ values, numbers }),
  }
}

/** First and last name out of one; what of the two stays as it was is left alone. */
function splitName(
  name: string,
  first: string,
  last: string,
): { readonly first: string; readonly last: string } {
  if (last !== '' && name.endsWith(` ${last}`)) return { first: name.slice(0, -last.length - 1), last }
  if (first !== '' && name.startsWith(`${first} `)) return { first, last: name.slice(first.length + 1) }
  const at = name.lastIndexOf(' ')
  return at < 0 ? { first: '', last: name } : { first: name.slice(0, at), last: name.slice(at + 1) }
}
