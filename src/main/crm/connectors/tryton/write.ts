import { z } from 'zod'
import type { RemoteChange, RemoteRef } from '../../../../domain/crm/record.ts'
import type { Written } from '../../connector.ts'
import { CrmFailure } from '../../failure.ts'
import { type PartyValues, type Step, valuesFor } from './change-party.ts'
import { lockOf, type Party, recordOf, revOf } from './party.ts'
import { PARTIES, partiesById } from './read.ts'
import type { Rpc } from './rpc.ts'

const ids = z.array(z.number())

/** Throws `conflict` where the party isn't the one that `rev` names, before or while it is written. */
export async function updateParty(
  rpc: Rpc,
  { id }: RemoteRef,
  change: RemoteChange,
  rev: string | null,
): Promise<Written> {
  const party = await partyOf(rpc, id)
  if (rev !== null && rev !== revOf(party))
    throw new CrmFailure('conflict', `party ${id} was changed meanwhile`)
  const values = valuesFor(party, change, await countryOf(rpc, change))
  if (!values) return written(party)
  await rpc.model(`${PARTIES}.write`, [[party.id], values], z.null(), { _timestamp: lockOf(party) })
  return written(await partyOf(rpc, id))
}

/** `mark` stands in the comment of one of the party's mechanisms, where it is found again; a party without any has none. */
export async function createParty(rpc: Rpc, change: RemoteChange, mark: string): Promise<Written> {
  const values = valuesFor(null, change, await countryOf(rpc, change)) ?? {}
  const [id] = await rpc.model(`${PARTIES}.create`, [[marked(values, mark)]], ids)
  if (id === undefined) throw new CrmFailure('badAnswer', 'Tryton made a party and gives no id')
  return written(await partyOf(rpc, String(id)))
}

/** The party that was made with this mark; null where there is none. */
export async function partyMarked(rpc: Rpc, mark: string): Promise<number | null> {
  const shape = z.array(z.object({ party: z.number(), comment: z.string().nullable() }))
  const found = await rpc.model(
    'party.contact_mechanism.search_read',
    [[['comment', 'like', `%${mark}%`]], 0, 20, null, ['party', 'comment']],
    shape,
  )
  return found.find(({ comment }) => hasLine(comment, mark))?.party ?? null
}

/** Whether a text has this as one of its lines: keys may be the beginning of others, and `like` knows wildcards. */
export const hasLine = (text: string | null, line: string): boolean =>
  (text ?? '').split(/\r?\n/).some((one) => one.trim() === line)

function marked(values: PartyValues, mark: string): PartyValues {
  const [first, ...rest] = values.contact_mechanisms ?? []
  if (first?.[0] !== 'create') return values
  const [row, ...rows] = first[1]
  const step: Step = ['create', [{ ...row, comment: mark }, ...rows]]
  return { ...values, contact_mechanisms: [step, ...rest] }
}

async function partyOf(rpc: Rpc, id: string): Promise<Party> {
  const [party] = await partiesById(rpc, [Number(id)], false)
  if (!party) throw new CrmFailure('notFound', `there is no party ${id}, or it is archived`)
  return party
}

const written = (party: Party): Written => {
  const { id, rev, updated } = recordOf(party, null)
  return { id, rev, updated }
}

/** The id of the country that a change names, by its code or its name. Throws `rejected` for one that Tryton doesn't have. */
async function countryOf(rpc: Rpc, { values }: RemoteChange): Promise<number | null> {
  const country = values.country?.trim() ?? ''
  if (country === '') return null
  const domain = ['OR', ['code', '=', country.toUpperCase()], ['name', 'ilike', country]]
  const [id] = await rpc.model('country.country.search', [domain, 0, 1], ids)
  if (id === undefined)
    throw new CrmFailure(
      'rejected',
      `Tryton has no country ${country}: its countries have to be imported there`,
    )
  return id
}
