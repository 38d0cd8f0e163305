import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Session } from '../../src/main/crm/connector.ts'
import { salesforce } from '../../src/main/crm/connectors/salesforce/salesforce.ts'
import { CLIENT_ID, type StandIn, startSalesforce } from './stand-ins/salesforce/stand-in.ts'
import { openSession } from './testing/open-session.ts'

const MINUTE = 60_000
const settings = (standIn: StandIn) => ({ login: standIn.url, clientId: CLIENT_ID, version: '62.0' })

const FIELDS = { contact: ['Name'], lead: ['Name'] }
const openOn = (standIn: StandIn, secret: string): Session =>
  openSession(salesforce, settings(standIn), secret, FIELDS).session

/** What a desk holds: rows as they came, in the order in which they came. */
async function takePage(held: Map<string, string>, session: Session, object: string, cursor: string | null) {
  const page = await session.pull(object, cursor)
  for (const { id, values } of page.records) held.set(id, values.Name ?? '')
  for (const id of page.gone) held.delete(id)
  return page
}

type Step =
  | { readonly kind: 'create'; readonly count: number }
  | { readonly kind: 'page' | 'restart' }
  | { readonly kind: 'late'; readonly minutes: number }
  | { readonly kind: 'update' | 'touch' | 'remove' | 'convert'; readonly which: number }
  | { readonly kind: 'wait'; readonly minutes: number }

const which = fc.nat(50)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('page' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('late' as const), minutes: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('update', 'touch', 'remove', 'convert' as const), which }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.constantFrom(0.05, 1, 12, 61, 1_500),
    }),
  },
)

/** Does to the organization what people and long transactions do. */
function act({ org }: StandIn, object: 'contact' | 'lead', one: Step, index: number): void {
  const sobject = object === 'lead' ? 'Lead' : 'Contact'
  const create = (): string =>
    org.create(sobject, { LastName: `No ${index}`, ...(object === 'lead' ? { Company: 'x' } : {}) })
  const living = org.visible(sobject).filter(({ values }) => values.IsConverted !== true)
  if (one.kind === 'create') for (let made = 0; made < one.count; made += 1) create()
  if (one.kind === 'late') org.late(create(), one.minutes * MINUTE)
  else if (one.kind === 'wait') org.advance(one.minutes * MINUTE)
  else if ('which' in one) {
    const row = living[one.which % Math.max(1, living.length)]
    if (!row) return
    if (one.kind === 'update') org.update(row.id, { LastName: `Changed ${index}` })
    if (one.kind === 'touch') org.touch(row)
    if (one.kind === 'remove') org.remove(row.id)
    if (one.kind === 'convert' && object === 'lead') org.convert(row.id)
  }
}

test.each(['contact', 'lead'] as const)(
  'whatever happens while a %s is read, page by page, a desk ends with what Salesforce has',
  async (object) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const standIn = await startSalesforce()
        try {
          standIn.rest.batch = 2
          const token = standIn.tokens.issue()
          let session = openOn(standIn, token)
          const held = new Map<string, string>()
          let cursor: string | null = null
          const toTheEnd = async (): Promise<void> => {
            for (;;) {
              const page = await takePage(held, session, object, cursor)
              cursor = page.cursor
              if (!page.more) return
            }
          }
          for (const [index, one] of steps.entries()) {
            if (one.kind === 'page') cursor = (await takePage(held, session, object, cursor)).cursor
            else if (one.kind === 'restart') session = openOn(standIn, token)
            else act(standIn, object, one, index)
          }
          // What was late is there, and deletions are told, a while later.
          standIn.org.advance(10 * MINUTE)
          await toTheEnd()
          standIn.org.advance(10 * MINUTE)
          await toTheEnd()
          const there = standIn.org
            .visible(object === 'lead' ? 'Lead' : 'Contact')
            .filter(({ values }) => values.IsConverted !== true)
            .map(({ id, values }) => [id, values.Name])
          expect([...held].toSorted()).toEqual(there.toSorted())
        } finally {
          await standIn.stop()
        }
      }),
      { numRuns: 200 },
    )
  },
)
