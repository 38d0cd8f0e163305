// Where an imported customer comes from, and what it is known by, so that importing twice makes no doubles.
import { hash } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { ImportedCustomer } from '../../domain/customer/import.ts'
import { digitsOf } from '../../domain/phone-number.ts'

/** An id crosses process boundaries and lies in each call's record: a long key is replaced by its hash. */
const LONGEST_KEY = 120

/**
 * `Customers (2) 2026-08-01.csv` and `customers.csv` are exports of the same list: what a browser or a person adds to
 * tell two downloads apart is left out.
 */
export function sourceOf(kind: 'csv' | 'vcard', file: string): string {
  const name = basename(file, extname(file)).normalize('NFC').toLowerCase()
  const plain = name
    .replace(/\(\d+\)|[-_ ]+(copy|kopie|kopia|copia|copie)\b/g, ' ')
    .replace(
      /\d{4}[-_.]?\d{2}[-_.]?\d{2}([-_ t]+\d{2}[-_.:]?\d{2}([-_.:]?\d{2})?)?|\d{2}\.\d{2}\.\d{4}/g,
      ' ',
    )
    .replace(/[\s_-]+/g, ' ')
    .trim()
  return `${kind}:${plain === '' ? name.trim() : plain}`
}

/** The id of a customer that its source gives a key of its own. */
export function keyedId(source: string, key: string): string {
  const plain = key.trim()
  return `${source}/${plain.length > LONGEST_KEY ? digest(plain) : plain}`.slice(0, 199)
}

type Content = Omit<ImportedCustomer, 'id' | 'source'>

/**
 * The id of a customer without a key: the same name, company and first number (or e-mail) are the same customer, in
 * whatever file and format. One with neither number nor e-mail is only the same when everything is.
 */
export function contentId(content: Content): string {
  const number = content.numbers[0] ? digitsOf(content.numbers[0].raw).slice(-8) : ''
  const reach = number !== '' ? number : content.email.toLowerCase()
  const rest = reach !== '' ? [] : [content.city, content.notes, content.fields]
  const name = content.name.trim().toLowerCase().normalize('NFC')
  return `content/${digest(JSON.stringify([name, content.company.trim().toLowerCase(), reach, ...rest]))}`
}

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)
