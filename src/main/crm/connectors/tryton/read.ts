import { z } from 'zod'
import type { RemoteDeal } from '../../../../domain/crm/record.ts'
import type { Page } from '../../connector.ts'
import { dealOf, OPPORTUNITY_FIELDS, opportunity } from './deal.ts'
import { type Party, PHONE_TYPES, party, partyFields, recordOf } from './party.ts'
import { pullRows } from './pull.ts'
import type { Rpc } from './rpc.ts'

export type Reading = {
  readonly rpc: Rpc
  /** Opens a record in Tryton's web client; null where it can't be told. */
  readonly urlOf: (model: string, id: number) => string | null
}

export const PARTIES = 'party.party'
export const OPPORTUNITIES = 'sale.opportunity'

const fieldNames = z.record(z.string(), z.looseObject({ selection: z.unknown().optional() }))
const selection = z.array(z.tuple([z.string().nullable(), z.string()]))
const access = z.record(z.string(), z.looseObject({ read: z.union([z.boolean(), z.number()]) }))

/** Whether parties have relations here: they come with a module of their own. */
export async function hasRelations(rpc: Rpc): Promise<boolean> {
  return 'relations' in (await rpc.model(`${PARTIES}.fields_get`, [[]], fieldNames))
}

/** Null where opportunities aren't in use, or this user may not see them. */
export async function opportunityStates(rpc: Rpc): Promise<ReadonlyMap<string, string> | null> {
  const installed = await rpc.model('ir.model.search_count', [[['model', '=', OPPORTUNITIES]]], z.number())
  if (installed === 0) return null
  const rights = await rpc.model('ir.model.access.get_access', [[OPPORTUNITIES]], access)
  if (!rights[OPPORTUNITIES]?.read) return null
  const { state } = await rpc.model(`${OPPORTUNITIES}.fields_get`, [['state']], fieldNames)
  const states = selection.safeParse(state?.selection).data ?? []
  return new Map(states.flatMap(([key, label]) => (key === null ? [] : [[key, label]])))
}

export function pullParties(
  { rpc, urlOf }: Reading,
  relations: boolean,
  cursor: string | null,
): Promise<Page> {
  const source = {
    model: PARTIES,
    fields: partyFields(relations),
    shape: party,
    children: ['contact_mechanisms', 'addresses'],
    content: (rows: readonly Party[]) => ({
      records: rows.filter(({ active }) => active).map((one) => recordOf(one, urlOf(PARTIES, one.id))),
      deals: [],
      // Archived, or replaced by another party, which is then among the changed ones by itself.
      gone: rows.filter(({ active }) => !active).map(({ id }) => String(id)),
    }),
  }
  return pullRows(rpc, source, cursor)
}

export async function pullDeals(
  { rpc, urlOf }: Reading,
  states: ReadonlyMap<string, string>,
  cursor: string | null,
): Promise<Page> {
  const source = {
    model: OPPORTUNITIES,
    fields: OPPORTUNITY_FIELDS,
    shape: opportunity,
    children: [],
    content: (rows: readonly z.infer<typeof opportunity>[]) => ({
      records: [],
      deals: rows.map((one): RemoteDeal => dealOf(one, states, urlOf(OPPORTUNITIES, one.id))),
      gone: [],
    }),
  }
  return pullRows(rpc, source, cursor)
}

/** Parties by their ids; what isn't there, or is archived, is left out. */
export const partiesById = (
  rpc: Rpc,
  ids: readonly number[],
  relations: boolean,
): Promise<readonly Party[]> =>
  rpc.model(
    `${PARTIES}.search_read`,
    [[['id', 'in', ids]], 0, ids.length, [['id', 'ASC']], partyFields(relations)],
    z.array(party),
  )

const owned = z.array(z.object({ party: z.number(), value: z.string().nullable() }))
const MOST_FOUND = 20
/** So many digits at the end of a number are the same, however its beginning is written. */
const SUFFIX = 8

/** Ids of parties with a number: as Tryton keeps it in one form, else by its digits with anything between them. */
export async function partiesWithNumber(
  rpc: Rpc,
  { e164, national }: { readonly e164: string; readonly national: string },
): Promise<readonly number[]> {
  const search = (clause: readonly unknown[]) =>
    rpc.model(
      'party.contact_mechanism.search_read',
      [[clause, ['type', 'in', PHONE_TYPES]], 0, MOST_FOUND, null, ['party', 'value']],
      owned,
    )
  // One form needs python3-phonenumbers on the server; without it, this finds what was typed without blanks.
  const exact = await search(['value_compact', 'in', [e164, national, `0${national}`, `00${e164.slice(1)}`]])
  if (exact.length > 0) return unique(exact.map((one) => one.party))
  const suffix = national.replace(/\D/g, '').slice(-SUFFIX)
  if (suffix.length < SUFFIX) return []
  const like = await search(['value', 'like', `%${[...suffix].join('%')}%`])
  return unique(
    like.flatMap(({ party: id, value }) => ((value ?? '').replace(/\D/g, '').endsWith(suffix) ? [id] : [])),
  )
}

const unique = (ids: readonly number[]): readonly number[] => [...new Set(ids)]
