import { z } from 'zod'
import { type Api, readAs } from './api.ts'
import { isFieldName } from './soql.ts'

const field = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  updateable: z.boolean(),
  createable: z.boolean(),
  filterable: z.boolean().optional(),
  externalId: z.boolean().optional(),
  relationshipName: z.string().nullish(),
})
export type Field = z.infer<typeof field>

const described = z.object({ label: z.string(), labelPlural: z.string().optional(), fields: z.array(field) })
export type Described = z.infer<typeof described>

export type Schema = {
  /** What an object has for this user, in this organization; asked once a session. */
  readonly of: (sobject: string) => Promise<Described>
  /** The names that can be asked for; related ones by their relation. */
  readonly existing: (sobject: string, names: readonly string[]) => Promise<readonly string[]>
}

export function createSchema(api: Api): Schema {
  const known = new Map<string, Promise<Described>>()

  const of = (sobject: string): Promise<Described> => {
    const before = known.get(sobject)
    if (before) return before
    const asked = api
      .ask({ method: 'GET', path: `/sobjects/${sobject}/describe` })
      .then((answer) => readAs(described, answer.text))
    known.set(sobject, asked)
    // What failed is asked again the next time.
    asked.catch(() => known.delete(sobject))
    return asked
  }

  return {
    of,
    existing: async (sobject, names) => {
      const { fields } = await of(sobject)
      const own = new Set(fields.map(({ name }) => name))
      const relations = new Set(fields.flatMap(({ relationshipName }) => relationshipName ?? []))
      return names.filter((name) => {
        const [first = '', ...rest] = name.split('.')
        return isFieldName(name) && (rest.length === 0 ? own.has(first) : relations.has(first))
      })
    },
  }
}
