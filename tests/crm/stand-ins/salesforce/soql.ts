import { Refused, type Value } from './org.ts'

export type Literal = Value | readonly Value[]
export type Condition =
  | { readonly kind: 'compare'; readonly field: string; readonly operator: string; readonly value: Literal }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }

export type Query = {
  readonly fields: readonly string[]
  readonly children: readonly Query[]
  readonly count: boolean
  readonly from: string
  readonly where: Condition | null
  readonly order: readonly { readonly field: string; readonly descending: boolean }[]
  readonly limit: number | null
}

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|<>|[=<>(),]))/y

type Token = { readonly kind: 'text' | 'time' | 'number' | 'word' | 'sign'; readonly text: string }

const malformed = (near: string): Refused =>
  new Refused(400, 'MALFORMED_QUERY', `unexpected token: '${near}'`)

export function tokens(source: string): readonly Token[] {
  const kinds = ['text', 'time', 'number', 'word', 'sign'] as const
  const list: Token[] = []
  const pattern = new RegExp(TOKEN)
  const text = source.trimEnd()
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(text)
    if (!found) throw malformed(text.slice(at, at + 20))
    const index = found.slice(1).findIndex((part) => part !== undefined)
    const kind = kinds[index]
    if (kind) list.push({ kind, text: found[index + 1] ?? '' })
  }
  return list
}

const unquoted = (text: string): string =>
  text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char)

/** The part of SOQL that a sync needs; anything else is refused as malformed, as a typing error would be. */
export class Parser {
  private at = 0
  private readonly list: readonly Token[]

  constructor(list: readonly Token[]) {
    this.list = list
  }

  done(): boolean {
    return this.at >= this.list.length
  }

  /** Takes the next token if it is this word or sign. */
  take(word: string): boolean {
    const next = this.list[this.at]
    if (!next || next.kind === 'text' || next.text.toUpperCase() !== word) return false
    this.at += 1
    return true
  }

  expect(word: string): void {
    if (!this.take(word)) throw malformed(this.list[this.at]?.text ?? '<EOF>')
  }

  name(): string {
    const next = this.list[this.at]
    if (next?.kind !== 'word') throw malformed(next?.text ?? '<EOF>')
    this.at += 1
    return next.text
  }

  query(): Query {
    this.expect('SELECT')
    const fields: string[] = []
    const children: Query[] = []
    let count = false
    do {
      if (this.take('(')) {
        children.push(this.query())
        this.expect(')')
      } else if (this.take('COUNT')) {
        this.expect('(')
        this.expect(')')
        count = true
      } else fields.push(this.name())
    } while (this.take(','))
    this.expect('FROM')
    return { fields, children, count, from: this.name(), ...this.rest() }
  }

  rest(): Pick<Query, 'where' | 'order' | 'limit'> {
    const where = this.take('WHERE') ? this.condition() : null
    const order: { field: string; descending: boolean }[] = []
    if (this.take('ORDER')) {
      this.expect('BY')
      do {
        const field = this.name()
        const descending = this.take('DESC')
        if (!descending) this.take('ASC')
        order.push({ field, descending })
      } while (this.take(','))
    }
    return { where, order, limit: this.take('LIMIT') ? Number(this.literal()) : null }
  }

  /** Salesforce refuses AND and OR side by side without parentheses. */
  private condition(): Condition {
    const parts = [this.term()]
    const word = this.take('AND') ? 'AND' : this.take('OR') ? 'OR' : null
    if (word === null) return parts[0] as Condition
    do parts.push(this.term())
    while (this.take(word))
    if (this.take(word === 'AND' ? 'OR' : 'AND')) throw malformed(word)
    return { kind: word === 'AND' ? 'and' : 'or', parts }
  }

  private term(): Condition {
    if (this.take('NOT')) return { kind: 'not', part: this.term() }
    if (this.take('(')) {
      const inner = this.condition()
      this.expect(')')
      return inner
    }
    const field = this.name()
    for (const operator of ['=', '!=', '<>', '<=', '>=', '<', '>', 'LIKE'])
      if (this.take(operator)) return { kind: 'compare', field, operator, value: this.literal() }
    this.expect('IN')
    this.expect('(')
    const value: Value[] = []
    do value.push(this.literal())
    while (this.take(','))
    this.expect(')')
    return { kind: 'compare', field, operator: 'IN', value }
  }

  private literal(): Value {
    const next = this.list[this.at]
    this.at += 1
    if (next?.kind === 'text') return unquoted(next.text)
    if (next?.kind === 'number') return Number(next.text)
    if (next?.kind === 'time') return next.text
    const words: Readonly<Record<string, Value>> = { TRUE: true, FALSE: false, NULL: null }
    const value = words[next?.text.toUpperCase() ?? '']
    if (value === undefined) throw malformed(next?.text ?? '<EOF>')
    return value
  }
}

export function parseQuery(source: string): Query {
  const parser = new Parser(tokens(source))
  const query = parser.query()
  if (!parser.done()) throw malformed(source)
  return query
}
