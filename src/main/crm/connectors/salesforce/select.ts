import { type Api, type QueryAnswer, SalesforceRefusal } from './api.ts'
import { type ObjectKey, SOBJECTS } from './objects.ts'
import type { Schema } from './schema.ts'
import { isFieldName } from './soql.ts'

/** Asked for of every record beside what the mapping reads. */
const NEEDED: Readonly<Record<ObjectKey, readonly string[]>> = {
  contact: ['Id', 'SystemModstamp', 'Owner.Name'],
  lead: ['Id', 'SystemModstamp', 'Owner.Name', 'IsConverted'],
  account: ['Id', 'SystemModstamp', 'Owner.Name'],
  deal: [
    'Id',
    'SystemModstamp',
    'Name',
    'StageName',
    'Amount',
    'CurrencyIsoCode',
    'CloseDate',
    'IsClosed',
    'IsWon',
    'AccountId',
    'ContactId',
  ],
}
const ROLES = '(SELECT ContactId FROM OpportunityContactRoles)'

export type Selection = {
  /** The fields of the mapping that are asked for. */
  readonly mapped: (key: ObjectKey) => readonly string[]
  /** `fields` goes into a query or a search; `SELECT` and what comes after stand around it. */
  readonly asking: <Answer>(
    keys: readonly ObjectKey[],
    ask: (fields: FieldLists) => Promise<Answer>,
  ) => Promise<Answer>
  /** The rows of one object that `rest` (WHERE, ORDER BY, LIMIT) names. */
  readonly rows: (key: ObjectKey, rest: string) => Promise<QueryAnswer>
}
/** By object, separated by commas. */
export type FieldLists = Readonly<Partial<Record<ObjectKey, string>>>

/**
 * What is asked for of each object. A field that the organization doesn't have, or that this user may not see, makes
 * Salesforce refuse the whole query: then what exists is looked up, and the rest is left out.
 */
export function createSelection(
  api: Api,
  schema: Schema,
  fields: Readonly<Record<string, readonly string[]>>,
): Selection {
  const mapped = (key: ObjectKey): readonly string[] => (fields[key] ?? []).filter(isFieldName)
  const wanted = (key: ObjectKey): readonly string[] => [...new Set([...NEEDED[key], ...mapped(key)])]
  const checked = new Map<ObjectKey, readonly string[]>()
  let roles: readonly string[] = [ROLES]

  const lists = (keys: readonly ObjectKey[]): FieldLists =>
    Object.fromEntries(
      keys.map((key) => [
        key,
        [...(checked.get(key) ?? wanted(key)), ...(key === 'deal' ? roles : [])].join(','),
      ]),
    )

  async function asking<Answer>(
    keys: readonly ObjectKey[],
    ask: (fields: FieldLists) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await ask(lists(keys))
    } catch (error) {
      if (!(error instanceof SalesforceRefusal) || !(await narrowed(keys, error))) throw error
      return asking(keys, ask)
    }
  }

  /** Leaves out what the refusal is about; false where that was done before, or it is about something else. */
  async function narrowed(keys: readonly ObjectKey[], { code, detail }: SalesforceRefusal): Promise<boolean> {
    if (roles.length > 0 && detail.includes("relationship 'OpportunityContactRoles'")) {
      roles = []
      return true
    }
    if (code !== 'INVALID_FIELD' || keys.every((key) => checked.has(key))) return false
    for (const key of keys) checked.set(key, await schema.existing(SOBJECTS[key], wanted(key)))
    return true
  }

  return {
    mapped,
    asking,
    rows: (key, rest) =>
      asking([key], (all) => api.query(`SELECT ${all[key]} FROM ${SOBJECTS[key]} ${rest}`)),
  }
}
