import { type Org, Refused } from './org.ts'
import { checkNames, matching, type ShownRow, shown, specOf } from './run-query.ts'
import { Parser, type Query, tokens } from './soql.ts'

const FIND = /^\s*FIND\s*\{([^}]*)\}\s*IN\s+(PHONE|ALL|NAME|EMAIL)\s+FIELDS\s+RETURNING\s+(.*)$/is

/** `Contact(Id,Name WHERE … LIMIT 5), Lead(Id)`. */
function returning(text: string): readonly Query[] {
  const parser = new Parser(tokens(text))
  const queries: Query[] = []
  do {
    const from = parser.name()
    const fields: string[] = []
    let rest: Pick<Query, 'where' | 'order' | 'limit'> = { where: null, order: [], limit: null }
    if (parser.take('(')) {
      do fields.push(parser.name())
      while (parser.take(','))
      rest = parser.rest()
      parser.expect(')')
    }
    queries.push({ from, fields: fields.length === 0 ? ['Id'] : fields, children: [], count: false, ...rest })
  } while (parser.take(','))
  if (!parser.done()) throw new Refused(400, 'MALFORMED_SEARCH', text)
  return queries
}

/**
 * Numbers are found whole, however they are written, and not by their end; at most 2,000 records.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_in.htm
 */
export function search(org: Org, sosl: string, base: string): readonly ShownRow[] {
  const [, terms = '', scope = '', targets = ''] = FIND.exec(sosl) ?? []
  if (scope.toUpperCase() !== 'PHONE') throw new Refused(400, 'MALFORMED_SEARCH', `No such search: ${sosl}`)
  const wanted = terms.split(/\s+OR\s+/i).map((term) => term.replace(/\D/g, ''))
  if (wanted.some((digits) => digits.length < 2))
    throw new Refused(400, 'MALFORMED_SEARCH', 'search term must be longer than one character')
  const found = returning(targets).flatMap((query) => {
    checkNames(org, specOf(org, query.from), query)
    const phones = org.spec(query.from).fields.filter(({ type }) => type === 'phone')
    return matching(org, query.from, { ...query, limit: null })
      .filter(({ values }) =>
        phones.some(({ name }) => wanted.includes(String(values[name] ?? '').replace(/\D/g, ''))),
      )
      .slice(0, query.limit ?? 2_000)
      .map((row) => shown(org, row, query, base))
  })
  return found.slice(0, 2_000)
}
