import { setTimeout } from 'node:timers/promises'
import type { Person, World } from '../../../../src/main/crm/testing/contract-world.ts'
import { type HubspotOptions, startHubspot } from './server.ts'

const propertiesOf = ({ name, number }: Person) => {
  const [firstname = '', ...rest] = name.split(' ')
  return { firstname, lastname: rest.join(' '), phone: number }
}

/** What other people do in the account, past every connector. */
export async function hubspotWorld(options: HubspotOptions): Promise<World> {
  const standIn = await startHubspot(options)
  const { portal } = standIn
  const live = (path: string) =>
    [...portal.kind(path).values()].filter(({ archivedAt }) => archivedAt === null)
  return {
    settings: { server: standIn.url },
    secret: standIn.token,
    object: 'contact',
    add: async (people) => people.map((person) => portal.add('contacts', propertiesOf(person)).id),
    change: async (id, person) => void portal.change('contacts', id, propertiesOf(person)),
    remove: async (id) => portal.archive('contacts', id),
    merge: async (kept, gone) => void portal.merge('contacts', kept, gone),
    people: async () =>
      live('contacts').map(({ id, properties }) => ({
        id,
        name: `${properties.firstname ?? ''} ${properties.lastname ?? ''}`.trim(),
      })),
    calls: async () =>
      live('calls').map(({ id, properties }) => ({ id, text: Object.values(properties).join('\n') })),
    notes: async (id) =>
      portal
        .linked(`contacts/${id}`, 'notes')
        .map((note) => portal.live('notes', note).properties.hs_note_body ?? ''),
    addDeal: async (title, of) => {
      const deal = portal.add('deals', { dealname: title })
      portal.link(`deals/${deal.id}`, `contacts/${of}`)
      return deal.id
    },
    settle: () => setTimeout(standIn.lagMs + 20),
    close: standIn.close,
  }
}
