import type { Person, World } from '../../../src/main/crm/testing/contract-world.ts'
import type { Tryton } from '../servers/tryton.ts'
import { decimal, type TrytonRpc, trytonRpc } from './tryton-rpc.ts'

/** What Tryton keeps of a person of the suite. */
export const partyOf = ({ name, number }: Person) => ({
  name,
  contact_mechanisms: [['create', [{ type: 'phone', value: number }]]],
})

/** A company with a currency, which opportunities need; made where there is none. */
export async function companyOf(rpc: TrytonRpc): Promise<number> {
  const [known] = await rpc.call<number[]>('company.company.search', [])
  if (known !== undefined) return known
  const [party] = await rpc.call<[number]>('party.party.create', [{ name: 'Our Company' }])
  const euro = { name: 'Euro', code: 'EUR', symbol: '€', rounding: decimal('0.01') }
  const [currency] = await rpc.call<[number]>('currency.currency.create', [euro])
  const [company] = await rpc.call<[number]>('company.company.create', [{ party, currency }])
  const [user] = await rpc.call<[number]>('res.user.search', [['login', '=', 'admin']])
  await rpc.call('res.user.write', [user], { companies: [['add', [company]]], company })
  return company
}

/** A Tryton that runs, for the suite of all connectors. */
export async function trytonWorld(tryton: Tryton): Promise<World> {
  const rpc = await trytonRpc(tryton)
  const company = await companyOf(rpc)
  const mechanism = async (party: number): Promise<number> => {
    const [id] = await rpc.call<[number]>('party.contact_mechanism.search', [['party', '=', party]])
    return id
  }
  const notes = (domain: readonly unknown[]) =>
    rpc.call<{ id: number; message: string }[]>('ir.note.search_read', domain, 0, null, null, ['message'])
  return {
    settings: { server: tryton.server, database: tryton.database, user: tryton.user },
    secret: tryton.password,
    object: 'party',
    add: async (people) => (await rpc.call<number[]>('party.party.create', people.map(partyOf))).map(String),
    change: async (id, { name, number }) => {
      const party = Number(id)
      await rpc.call('party.party.write', [party], { name })
      await rpc.call('party.contact_mechanism.write', [await mechanism(party)], { value: number })
    },
    remove: (id) => rpc.call('party.party.delete', [Number(id)]),
    merge: (kept, gone) =>
      rpc.wizard('party.replace', 'ask', { source: Number(gone), destination: Number(kept) }, 'replace'),
    people: async () => {
      const all = await rpc.call<{ id: number; name: string }[]>(
        'party.party.search_read',
        [],
        0,
        null,
        null,
        ['name'],
      )
      return all.map(({ id, name }) => ({ id: String(id), name }))
    },
    calls: async () => (await notes([])).map(({ id, message }) => ({ id: String(id), text: message })),
    notes: async (id) =>
      (await notes([['resource', '=', `party.party,${id}`]])).map(({ message }) => message),
    addDeal: async (title, of) => {
      const deal = { party: Number(of), description: title, amount: decimal('1234.50'), company }
      const [id] = await rpc.call<[number]>('sale.opportunity.create', [deal])
      return String(id)
    },
    settle: () => Promise.resolve(),
    // The file that it was started for stops it.
    close: () => Promise.resolve(),
  }
}
