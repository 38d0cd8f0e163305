import { salesforce } from '../../src/main/crm/connectors/salesforce/salesforce.ts'
import { describeConnector } from '../../src/main/crm/testing/contract-suite.ts'
import type { Person, World } from '../../src/main/crm/testing/contract-world.ts'
import type { SavedRow } from './stand-ins/salesforce/org.ts'
import { CLIENT_ID, type SalesforceOptions, startSalesforce } from './stand-ins/salesforce/stand-in.ts'

const valuesOf = ({ name, number }: Person) => {
  const [FirstName = '', LastName = ''] = name.split(' ')
  return { FirstName, LastName, Phone: number }
}

/** What people do in Salesforce itself. Its stamps are whole seconds: one goes by with everything that is done. */
async function world(options: SalesforceOptions): Promise<World> {
  const standIn = await startSalesforce(options)
  const { org } = standIn
  // Few rows at once, as where they are wide.
  standIn.rest.batch = 5
  const tasks = (): readonly SavedRow[] => org.visible('Task')
  const textOf = ({ values }: SavedRow): string =>
    [values.Subject, values.Description, values.CallDisposition].map((part) => String(part ?? '')).join('\n')
  const aSecondLater = <Args extends readonly unknown[]>(act: (...args: Args) => void) => {
    return async (...args: Args): Promise<void> => {
      org.advance(1_000)
      act(...args)
    }
  }
  return {
    settings: { login: standIn.url, clientId: CLIENT_ID, version: '62.0' },
    secret: standIn.tokens.issue(),
    object: 'contact',
    add: async (people) => {
      org.advance(1_000)
      return people.map((person) => org.create('Contact', valuesOf(person)))
    },
    change: aSecondLater((id: string, person: Person) => org.update(id, valuesOf(person))),
    remove: aSecondLater((id: string) => org.remove(id)),
    merge: aSecondLater((kept: string, gone: string) => org.merge(kept, gone)),
    people: async () => org.visible('Contact').map(({ id, values }) => ({ id, name: String(values.Name) })),
    calls: async () => tasks().map((row) => ({ id: row.id, text: textOf(row) })),
    notes: async (id) =>
      tasks().flatMap((row) =>
        row.values.WhoId === id && row.values.TaskSubtype !== 'Call' ? textOf(row) : [],
      ),
    addDeal: async (title, of) => {
      org.advance(1_000)
      const deal = org.create('Opportunity', {
        Name: title,
        StageName: 'Prospecting',
        CloseDate: '2026-12-31',
      })
      org.create('OpportunityContactRole', { OpportunityId: deal, ContactId: of })
      return deal
    },
    settle: async () => org.advance(1_000),
    close: standIn.stop,
  }
}

const whereItIs = { connector: salesforce, locks: true }
describeConnector({ ...whereItIs, name: 'with the field of the key', world: () => world({}) })
describeConnector({ ...whereItIs, name: 'without it', world: () => world({ keyField: 'none' }) })
