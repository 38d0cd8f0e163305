import { type FieldSpec, KEY_FIELD, OBJECTS, type ObjectSpec } from './schema.ts'

export type Value = string | number | boolean | null
export type SavedRow = {
  readonly object: string
  readonly id: string
  values: Record<string, Value>
  /** Epoch ms from which on queries see it: a long transaction's rows come late, with an early stamp. */
  visibleFrom: number
}
export type Deletion = { readonly object: string; readonly id: string; readonly at: number }

/** A refusal as Salesforce gives it. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** The 18 characters of an id: the last three tell upper from lower case. */
function longId(short: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...short.slice(start, start + 5)].reduce(
      (sum, char, index) => sum | (/[A-Z]/.test(char) ? 1 << index : 0),
      0,
    )
    return DIGITS[bits]
  })
  return short + suffix.join('')
}

const stamp = (epochMs: number): string =>
  new Date(Math.floor(epochMs / 1000) * 1000).toISOString().replace('Z', '+0000')

/** What an organization holds, with Salesforce's rules for writing it. */
export class Org {
  readonly rows = new Map<string, SavedRow>()
  readonly deletions: Deletion[] = []
  /** The log knows nothing of deletions before. */
  earliestDeletion: number
  readonly objects: readonly ObjectSpec[]
  readonly user: string
  readonly id: string
  /** Ids that were merged away: gone, and in no log. */
  readonly merged: string[] = []
  private counter = 0
  private ahead = 0

  constructor(options: {
    readonly keyField: 'unique' | 'repeatable' | 'none'
    readonly without?: readonly string[]
  }) {
    const { unique: _unique, ...repeatable } = KEY_FIELD
    const key: readonly FieldSpec[] =
      options.keyField === 'none' ? [] : [options.keyField === 'unique' ? KEY_FIELD : repeatable]
    const without = new Set(options.without ?? [])
    const keyed = new Set(['Task', 'Contact'])
    this.objects = OBJECTS.filter(({ name }) => !without.has(name)).map((one) => ({
      ...one,
      fields: [...one.fields, ...(keyed.has(one.name) ? key : [])].filter(
        ({ name }) => !without.has(`${one.name}.${name}`),
      ),
    }))
    this.earliestDeletion = this.now() - 30 * 86_400_000
    this.user = this.create('User', { Name: 'Grace Hopper' })
    this.id = this.create('Organization', { Name: 'Navy' })
  }

  /** The organization's clock, epoch ms. */
  now(): number {
    return Date.now() + this.ahead
  }

  /** Its clock goes on; negative sets it back. */
  advance(ms: number): void {
    this.ahead += ms
  }

  spec(object: string): ObjectSpec {
    const found = this.objects.find(({ name }) => name.toLowerCase() === object.toLowerCase())
    if (!found) throw new Refused(404, 'NOT_FOUND', 'The requested resource does not exist')
    return found
  }

  create(object: string, values: Readonly<Record<string, Value>>): string {
    const spec = this.spec(object)
    this.check(spec, values)
    for (const { name, required } of spec.fields)
      if (required && (values[name] ?? '') === '')
        throw new Refused(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${name}]`)
    this.counter += 1
    const id = longId(`${spec.prefix}gK0${this.counter.toString(36).padStart(9, '0')}`)
    const now = stamp(this.now())
    const system = { Id: id, CreatedDate: now, LastModifiedDate: now, SystemModstamp: now }
    const owner = spec.fields.some(({ name }) => name === 'OwnerId') ? { OwnerId: this.user } : {}
    const row = { object: spec.name, id, values: { ...owner, ...values, ...system }, visibleFrom: 0 }
    this.derive(row)
    this.rows.set(id, row)
    return id
  }

  update(id: string, values: Readonly<Record<string, Value>>): void {
    const row = this.existing(id)
    const spec = this.spec(row.object)
    this.check(spec, values, id)
    for (const { name, required } of spec.fields)
      if (required && name in values && (values[name] ?? '') === '')
        throw new Refused(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${name}]`)
    Object.assign(row.values, values)
    this.touch(row)
    row.values.LastModifiedDate = row.values.SystemModstamp ?? null
    this.derive(row)
  }

  /** Changed by Salesforce itself: only SystemModstamp moves. */
  touch(row: SavedRow): void {
    row.values.SystemModstamp = stamp(this.now())
  }

  remove(id: string): void {
    const { object } = this.existing(id)
    this.rows.delete(id)
    this.deletions.push({ object, id, at: this.now() })
  }

  /** One goes into another: what it had goes along, and no log tells of it. */
  merge(into: string, id: string): void {
    const master = this.existing(into)
    this.existing(id)
    this.rows.delete(id)
    this.merged.push(id)
    for (const row of this.rows.values())
      for (const [name, value] of Object.entries(row.values))
        if (value === id && name !== 'Id') row.values[name] = into
    this.update(into, {})
    this.touch(master)
  }

  /** A lead becomes a contact; the lead stays, marked. */
  convert(lead: string): string {
    const { values } = this.existing(lead)
    const contact = this.create('Contact', {
      FirstName: values.FirstName ?? null,
      LastName: values.LastName ?? null,
      Phone: values.Phone ?? null,
    })
    const row = this.existing(lead)
    row.values.IsConverted = true
    this.touch(row)
    return contact
  }

  /** Written as a long transaction does: it can be seen only `lateMs` after its stamp. */
  late(id: string, lateMs: number): void {
    this.existing(id).visibleFrom = this.now() + lateMs
  }

  /** What queries see of an object. */
  visible(object: string): readonly SavedRow[] {
    const now = this.now()
    return [...this.rows.values()].filter((row) => row.object === object && row.visibleFrom <= now)
  }

  existing(id: string): SavedRow {
    const row = this.rows.get(id) ?? [...this.rows.values()].find((one) => one.id.slice(0, 15) === id)
    if (row) return row
    if (this.deletions.some((one) => one.id === id) || this.merged.includes(id))
      throw new Refused(404, 'ENTITY_IS_DELETED', 'entity is deleted')
    throw new Refused(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible')
  }

  /** What Salesforce works out of other fields. */
  private derive({ object, values }: SavedRow): void {
    if (object === 'Contact' || object === 'Lead')
      values.Name = [values.FirstName, values.LastName].filter(Boolean).join(' ')
    if (object === 'Lead') values.IsConverted ??= false
    if (object !== 'Opportunity') return
    values.IsWon = values.StageName === 'Closed Won'
    values.IsClosed = String(values.StageName).startsWith('Closed')
  }

  private check(spec: ObjectSpec, values: Readonly<Record<string, Value>>, own: string | null = null): void {
    for (const [name, value] of Object.entries(values)) {
      const field = spec.fields.find((one) => one.name === name)
      if (!field)
        throw new Refused(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${spec.name}`)
      if (!field.writable)
        throw new Refused(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}`)
      if (value !== null) this.checkValue(field, value, spec, own)
    }
  }

  private checkValue(field: FieldSpec, value: Value, spec: ObjectSpec, own: string | null): void {
    const { name, type, length, unique } = field
    const wanted = type === 'boolean' ? 'boolean' : type === 'int' || type === 'double' ? 'number' : 'string'
    if (typeof value !== wanted)
      throw new Refused(
        400,
        'JSON_PARSER_ERROR',
        `Cannot deserialize instance of ${type} from ${String(value)}`,
      )
    if (length !== undefined && String(value).length > length)
      throw new Refused(400, 'STRING_TOO_LONG', `${name}: data value too large (max length=${length})`)
    if (type === 'reference' && !this.rows.has(String(value)))
      throw new Refused(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
    const other = unique
      ? this.visible(spec.name).find((row) => row.values[name] === value && row.id !== own)
      : null
    if (other)
      throw new Refused(
        400,
        'DUPLICATE_VALUE',
        `duplicate value found: ${name} duplicates value on record with id: ${other.id}`,
      )
  }
}
