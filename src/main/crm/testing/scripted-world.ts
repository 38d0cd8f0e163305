import type { World } from './contract-world.ts'
import { type ScriptedCrm, startScriptedCrm } from './scripted-crm.ts'

/** The scripted CRM as the contract suite sees a server. */
export async function scriptedWorld(prepare: (crm: ScriptedCrm) => void = () => undefined): Promise<World> {
  const crm = await startScriptedCrm()
  const { store } = crm
  store.pageSize = 5
  prepare(crm)
  let made = 0
  return {
    settings: { server: crm.url },
    secret: crm.token,
    object: 'contact',
    add: async (people) =>
      people.map(({ name, number }) => {
        made += 1
        return store.put(`p${String(made).padStart(6, '0')}`, { name, phone: number }).id
      }),
    change: async (id, { name, number }) => {
      store.put(id, { name, phone: number })
    },
    remove: async (id) => store.remove(id),
    merge: async (kept, gone) => store.merge(kept, gone),
    people: async () => [...store.people.values()].map(({ id, values }) => ({ id, name: values.name ?? '' })),
    calls: async () => store.calls,
    notes: async (id) => store.notes.filter(({ of }) => of === id).map(({ text }) => text),
    addDeal: async (title, of) => {
      const deal = { id: `d${store.deals.length}`, title, of, at: store.tick() }
      store.deals.push(deal)
      return deal.id
    },
    settle: async () => undefined,
    close: () => crm.stop(),
  }
}
