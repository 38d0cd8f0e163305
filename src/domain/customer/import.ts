/** Why a line or a card of a file was not imported. The rest of the file was. */
export const BAD_LINE_REASONS = [
  /** Neither a name nor a company. */
  'missingName',
  'tooManyColumns',
  /** The line ends before a column that was to be imported. */
  'tooFewColumns',
  /** A quotation mark that is never closed, or followed by something else than the end of its field. */
  'badQuote',
  /** A card that has no end, or a line in it that is none. */
  'badCard',
] as const
export type BadLineReason = (typeof BAD_LINE_REASONS)[number]

/** Why an import ended before its file did. What was imported until then stays. */
export const IMPORT_FAILURES = [
  'fileUnreadable',
  'noNameColumn',
  'diskFull',
  /** customers.db is damaged or of another version; it is replaced when it is opened next. */
  'customersUnusable',
  /** The import's process ended. */
  'workerEnded',
  'failed',
] as const
export type ImportFailure = (typeof IMPORT_FAILURES)[number]

/** What a column can be imported as, beside `number:LABEL` and `field:LABEL`. */
export const COLUMN_TARGETS = [
  /** What tells one customer of this source from another, over all its files. */
  'key',
  'name',
  'firstName',
  'lastName',
  'company',
  'email',
  'city',
  'country',
  'notes',
  'skip',
] as const
export type ColumnTarget = (typeof COLUMN_TARGETS)[number] | `number:${string}` | `field:${string}`

/** The target that a mapping's text names; what is unknown is skipped. */
export function columnTarget(text: string): ColumnTarget {
  if (text.startsWith('number:')) return `number:${text.slice('number:'.length)}`
  if (text.startsWith('field:')) return `field:${text.slice('field:'.length)}`
  return COLUMN_TARGETS.find((target) => target === text) ?? 'skip'
}

const NAMES: readonly string[] = ['name', 'firstName', 'lastName', 'company']

/** Whether some column gives a customer its name; without one nothing can be imported. */
export const mapsName = (mapping: Readonly<Record<string, string>>): boolean =>
  Object.values(mapping).some((target) => NAMES.includes(target))

/** One customer of a file, before its numbers are read. */
export type ImportedCustomer = {
  readonly id: string
  readonly source: string
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  /** ISO 3166-1 alpha-2, or empty. */
  readonly country: string
  readonly notes: string
  readonly numbers: readonly { readonly label: string; readonly raw: string }[]
  readonly fields: readonly { readonly label: string; readonly value: string }[]
}
