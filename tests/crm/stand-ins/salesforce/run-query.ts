import { type Org, Refused, type SavedRow, type Value } from './org.ts'
import { CHILDREN, type FieldSpec, type ObjectSpec } from './schema.ts'
import type { Condition, Query } from './soql.ts'

type Attributes = { readonly attributes: { readonly type: string; readonly url: string } }
export type ShownRow = Attributes & { [field: string]: unknown }

const noColumn = (name: string, object: string): Refused =>
  new Refused(
    400,
    'INVALID_FIELD',
    `\nSELECT ${name}\n       ^\nERROR at Row:1:Column:8\nNo such column '${name}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`,
  )

const sameName = (name: string) => (field: FieldSpec) => field.name.toLowerCase() === name.toLowerCase()

function fieldOf(spec: ObjectSpec, name: string): FieldSpec {
  const found = spec.fields.find(sameName(name))
  if (!found) throw noColumn(name, spec.name)
  return found
}

/** The path over a relation: the field that points, and what is asked for at the other end. */
function relationOf(spec: ObjectSpec, path: string): { readonly by: FieldSpec; readonly rest: string } {
  const [first = '', ...rest] = path.split('.')
  const by = spec.fields.find(({ relation }) => relation?.[0].toLowerCase() === first.toLowerCase())
  if (!by) throw new Refused(400, 'INVALID_FIELD', `Didn't understand relationship '${first}' in field path`)
  return { by, rest: rest.join('.') }
}

export function valueAt(org: Org, row: SavedRow, path: string): Value {
  const spec = org.spec(row.object)
  if (!path.includes('.')) return row.values[fieldOf(spec, path).name] ?? null
  const { by, rest } = relationOf(spec, path)
  const other = org.rows.get(String(row.values[by.name] ?? ''))
  return other ? valueAt(org, other, rest) : null
}

function typeOf(org: Org, spec: ObjectSpec, path: string): FieldSpec['type'] {
  if (!path.includes('.')) return fieldOf(spec, path).type
  const { by, rest } = relationOf(spec, path)
  return typeOf(org, org.spec(by.relation?.[1] ?? ''), rest)
}

/** Times by their moment, ids as they are, texts without regard to case; what is empty comes first. */
function ranked(value: Value, type: FieldSpec['type']): string | number {
  if (value === null) return Number.NEGATIVE_INFINITY
  if (type === 'datetime') return Date.parse(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (typeof value !== 'string') return Number(value)
  return type === 'id' || type === 'reference' ? value : value.toLowerCase()
}

function compared(one: Value, other: Value, type: FieldSpec['type']): number {
  const [a, b] = [ranked(one, type), ranked(other, type)]
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function holds(org: Org, row: SavedRow, condition: Condition): boolean {
  if (condition.kind === 'not') return !holds(org, row, condition.part)
  if (condition.kind !== 'compare') {
    const test = (part: Condition): boolean => holds(org, row, part)
    return condition.kind === 'and' ? condition.parts.every(test) : condition.parts.some(test)
  }
  const { field, operator, value } = condition
  const type = typeOf(org, org.spec(row.object), field)
  if (type === 'textarea')
    throw new Refused(400, 'INVALID_FIELD', `field '${field}' can not be filtered in a query call`)
  const own = valueAt(org, row, field)
  if (typeof value === 'object' && value !== null) return value.some((one) => compared(own, one, type) === 0)
  if (operator === 'LIKE') {
    const pattern = String(value)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/%/g, '.*')
      .replace(/_/g, '.')
    return new RegExp(`^${pattern}$`, 'is').test(String(own ?? ''))
  }
  const order = compared(own, value, type)
  if (operator === '=') return order === 0
  if (operator === '!=' || operator === '<>') return order !== 0
  if (own === null || value === null) return false
  return operator === '<'
    ? order < 0
    : operator === '>'
      ? order > 0
      : operator === '<='
        ? order <= 0
        : order >= 0
}

/** Names that aren't known make the whole query fail, whether or not there are rows. */
export function checkNames(org: Org, spec: ObjectSpec, query: Query): void {
  const inCondition = (condition: Condition | null): readonly string[] => {
    if (condition === null) return []
    if (condition.kind === 'compare') return [condition.field]
    return condition.kind === 'not' ? inCondition(condition.part) : condition.parts.flatMap(inCondition)
  }
  const names = [...query.fields, ...inCondition(query.where), ...query.order.map(({ field }) => field)]
  for (const name of names) typeOf(org, spec, name)
}

function shown(org: Org, row: SavedRow, query: Query, base: string): ShownRow {
  const attributes = (one: SavedRow): Attributes => ({
    attributes: { type: one.object, url: `${base}/sobjects/${one.object}/${one.id}` },
  })
  const answer: ShownRow = attributes(row)
  for (const path of query.fields) {
    const value = valueAt(org, row, path)
    if (!path.includes('.')) answer[fieldOf(org.spec(row.object), path).name] = value
    else {
      const { by, rest } = relationOf(org.spec(row.object), path)
      const other = org.rows.get(String(row.values[by.name] ?? ''))
      const name = by.relation?.[0] ?? ''
      answer[name] = other
        ? { ...attributes(other), ...(answer[name] as object | undefined), [rest]: value }
        : null
    }
  }
  for (const child of query.children) {
    const [object, by] = CHILDREN[row.object]?.[child.from] ?? []
    if (object === undefined || by === undefined || !org.objects.some(({ name }) => name === object))
      throw new Refused(
        400,
        'INVALID_TYPE',
        `Didn't understand relationship '${child.from}' in FROM part of query call`,
      )
    const rows = org.visible(object).filter((one) => one.values[by] === row.id)
    const records = rows.map((one) => shown(org, one, { ...child, from: object }, base))
    answer[child.from] = rows.length === 0 ? null : { totalSize: rows.length, done: true, records }
  }
  return answer
}

/** What this user may not see isn't there. */
export function specOf(org: Org, object: string): ObjectSpec {
  const spec = org.objects.find(({ name }) => name.toLowerCase() === object.toLowerCase())
  if (!spec) throw new Refused(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`)
  return spec
}

export const matching = (
  org: Org,
  object: string,
  query: Pick<Query, 'where' | 'order' | 'limit'>,
): readonly SavedRow[] => {
  const { where, order, limit } = query
  const spec = specOf(org, object)
  const rows = org.visible(spec.name).filter((row) => where === null || holds(org, row, where))
  rows.sort((one, other) => {
    for (const { field, descending } of order) {
      const by = compared(valueAt(org, one, field), valueAt(org, other, field), typeOf(org, spec, field))
      if (by !== 0) return descending ? -by : by
    }
    return 0
  })
  return limit === null ? rows : rows.slice(0, limit)
}

/** All rows of a query; the caller cuts them into pages. */
export function runQuery(org: Org, query: Query, base: string): readonly ShownRow[] {
  const spec = specOf(org, query.from)
  checkNames(org, spec, query)
  const rows = matching(org, spec.name, query)
  return rows.map((row) => shown(org, row, query, base))
}

export { shown }
