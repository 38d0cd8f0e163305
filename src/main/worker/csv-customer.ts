import {
  type BadLineReason,
  type ColumnTarget,
  columnTarget,
  type ImportedCustomer,
} from '../../domain/customer/import.ts'
import { readNumber } from '../../domain/phone-number.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import { contentId, keyedId } from './source.ts'

export type BadCells = { readonly reason: BadLineReason; readonly column: number }

export type CsvPlan = {
  readonly source: string
  /** How many columns the file has. */
  readonly width: number
  readonly mapping: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  /** How numbers without a country code are read. */
  readonly country: string
  readonly readCountry: (text: string) => string | null
}

/** Makes a customer of one row. Null for a row whose cells are all empty. */
export function csvCustomers(
  plan: CsvPlan,
): (cells: readonly string[]) => Result<ImportedCustomer, BadCells> | null {
  const targets: { readonly at: number; readonly target: ColumnTarget }[] = []
  for (let at = 0; at < plan.width; at++) {
    const target = columnTarget(plan.mapping[at] ?? 'skip')
    if (target !== 'skip') targets.push({ at, target })
  }
  const needed = Math.max(0, ...targets.map(({ at }) => at + 1))
  const nameColumn = targets.find(({ target }) => target === 'name' || target === 'lastName')?.at ?? 0
  const textOf = (cells: readonly string[], wanted: ColumnTarget): string => {
    const found = targets.find(({ target }) => target === wanted)
    return found ? (cells[found.at] ?? '').trim() : ''
  }
  const parts = {
    numbers: targets.filter(({ target }) => target.startsWith('number:')),
    fields: targets.filter(({ target }) => target.startsWith('field:')),
  }

  return (cells) => {
    const wrong = wrongWidth(cells, plan.width, needed)
    if (wrong === 'empty') return null
    if (wrong !== null) return refuse(wrong)
    const company = textOf(cells, 'company')
    const name = textOf(cells, 'name') || `${textOf(cells, 'firstName')} ${textOf(cells, 'lastName')}`.trim()
    if (name === '' && company === '') return refuse({ reason: 'missingName', column: nameColumn })
    const fields = parts.fields.flatMap(({ at, target }) => {
      const value = (cells[at] ?? '').trim()
      return value === '' ? [] : [{ label: target.slice('field:'.length), value }]
    })
    const countryText = textOf(cells, 'country')
    const country = countryText === '' ? '' : plan.readCountry(countryText)
    if (country === null) {
      const at = targets.find(({ target }) => target === 'country')?.at ?? 0
      // Not a country that we know: what was written is kept.
      fields.push({ label: plan.columns[at] ?? '', value: countryText })
    }
    const content = {
      name: name || company,
      company,
      email: textOf(cells, 'email'),
      city: textOf(cells, 'city'),
      country: country ?? '',
      notes: textOf(cells, 'notes'),
      numbers: parts.numbers.flatMap(({ at, target }) => {
        const label = target.slice('number:'.length)
        return numbersOf((cells[at] ?? '').trim(), country || plan.country).map((raw) => ({ label, raw }))
      }),
      fields,
    }
    const key = textOf(cells, 'key')
    const id = key === '' ? contentId(content) : keyedId(plan.source, key)
    return ok({ id, source: plan.source, ...content })
  }
}

function wrongWidth(cells: readonly string[], width: number, needed: number): BadCells | 'empty' | null {
  if (cells.length === width) return cells.every((cell) => cell.trim() === '') ? 'empty' : null
  if (cells.every((cell) => cell.trim() === '')) return 'empty'
  const extra = cells.findIndex((cell, at) => at >= width && cell.trim() !== '')
  if (extra >= 0) return { reason: 'tooManyColumns', column: extra }
  if (cells.length < needed) return { reason: 'tooFewColumns', column: cells.length }
  return null
}

const SEPARATORS = / ::: |[;,\n|]| \/ | (?:or|oder|lub|ou|o) /

/** Several numbers in one cell are taken apart only when each of the parts is a number; else the cell is kept. */
export function numbersOf(cell: string, country: string): readonly string[] {
  if (cell === '') return []
  if (!SEPARATORS.test(cell)) return [cell]
  const parts = cell.split(SEPARATORS).flatMap((part) => part.trim() || [])
  return parts.length > 1 && parts.every((part) => readNumber(part, country).kind === 'full') ? parts : [cell]
}
