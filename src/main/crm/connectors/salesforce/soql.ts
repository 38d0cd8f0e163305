/** A text in SOQL or SOSL, quoted. */
export const quoted = (text: string): string =>
  `'${text
    .replace(/[\\'"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')}'`

/** A time in SOQL, which takes it without quotes. */
export const moment = (epochMs: number): string => new Date(epochMs).toISOString()

/** The name of a field, over at most some relations: what else a mapping holds never gets into a query. */
export const isFieldName = (text: string): boolean =>
  /^[A-Za-z]\w{0,79}(?:\.[A-Za-z]\w{0,79}){0,4}$/.test(text)

/** Salesforce writes `2026-05-01T12:00:00.000+0000`; null for what is no time. */
export function parseMoment(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(at) ? null : at
}
