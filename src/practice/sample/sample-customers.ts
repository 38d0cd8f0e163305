import { createRandom, pick, type Random } from '../random.ts'
import { companyBeginnings, companyEndings, notes, unusualNames } from './people.ts'
import { type Country, countries } from './places.ts'

export interface SampleCustomer {
  readonly name: string
  /** Empty for a private person. */
  readonly company: string
  /** E.164; a second one where there is a mobile. The first of colleagues is their company's. */
  readonly phone: string
  readonly mobile: string
  readonly email: string
  readonly city: string
  readonly country: string
  readonly notes: string
  /** What the practice dialer calls them: `PL-1001` and on. */
  readonly lead: string
}

const seed = 20_260_101
const companiesWithColleagues = 12
const everyUnusualName = 25

/** The 500 customers of `resources/sample/practice-customers.csv`, the same in every run. */
export function createSampleCustomers(): readonly SampleCustomer[] {
  const random = createRandom(seed)
  const taken = new Set<string>()
  const people = shuffle(
    countries.flatMap((country) => Array<Country>(country.share).fill(country)),
    random,
  )
  const customers: SampleCustomer[] = []
  for (const [index, country] of people.entries()) {
    const previous = customers.at(-1)
    const joins =
      index % 40 < 3 && index % 40 > 0 && index < companiesWithColleagues * 40 && previous !== undefined
    customers.push(createCustomer(country, index, joins ? previous : undefined, taken, random))
  }
  return customers
}

/** A customer of a country; with `colleague`, one of the same company, city and number. */
function createCustomer(
  country: Country,
  index: number,
  colleague: SampleCustomer | undefined,
  taken: Set<string>,
  random: Random,
): SampleCustomer {
  const home = colleague ? (countries.find(({ name }) => name === colleague.country) ?? country) : country
  const city = colleague ? home.cities.find(({ name }) => name === colleague.city) : pick(random, home.cities)
  const unusual =
    index % everyUnusualName === 7 ? unusualNames[Math.floor(index / everyUnusualName)] : undefined
  const name = unusual ?? `${pick(random, home.firstNames)} ${pick(random, home.lastNames)}`
  const leads = index % 40 === 0 // the first of colleagues
  const business = leads || random() < 0.6
  const company = colleague?.company ?? (business ? newCompany(taken, random) : '')
  const wantsMobile = colleague !== undefined || random() < 0.3
  const line = city?.line ?? ''
  return {
    name,
    company,
    phone: colleague?.phone ?? newNumber(line, taken, random),
    mobile: wantsMobile ? newNumber(home.mobile ?? line, taken, random) : '',
    email: emailOf(name, company, index),
    city: city?.name ?? '',
    country: home.name,
    notes: random() < 0.35 ? pick(random, notes) : '',
    lead: `PL-${1001 + index}`,
  }
}

function newCompany(taken: Set<string>, random: Random): string {
  for (;;) {
    const company = `${pick(random, companyBeginnings)} ${pick(random, companyEndings)}`
    if (taken.has(company)) continue
    taken.add(company)
    return company
  }
}

function newNumber(pattern: string, taken: Set<string>, random: Random): string {
  for (;;) {
    const number = pattern.replace(/x/g, () => String(Math.floor(random() * 10)))
    if (taken.has(number)) continue
    taken.add(number)
    return number
  }
}

function emailOf(name: string, company: string, index: number): string {
  const latin = slug(name.replace(/ø/g, 'o').replace(/ß/g, 'ss').replace(/Ł|ł/g, 'l'), '.')
  const user = /^[a-z][a-z.]+$/.test(latin) && latin.length <= 40 ? latin : `customer${index + 1}`
  return `${user}@${company ? slug(company, '-') : 'mail'}.example.org`
}

function slug(text: string, separator: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, separator)
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    const moved = items[index]
    const swapped = items[other]
    if (moved === undefined || swapped === undefined) continue
    items[index] = swapped
    items[other] = moved
  }
  return items
}

const columns = ['name', 'company', 'phone', 'mobile', 'email', 'city', 'country', 'notes', 'lead'] as const

/** As CSV (RFC 4180, UTF-8, lines end with LF) with a header line. */
export function toCsv(customers: readonly SampleCustomer[]): string {
  const header = columns.map((column) => column.charAt(0).toUpperCase() + column.slice(1))
  const rows = customers.map((customer) => columns.map((column) => quoted(customer[column])))
  return `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell
}
