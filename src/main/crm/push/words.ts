import type { CallLog } from '../../../domain/crm/call-log.ts'
import type { CustomerValues } from '../../../domain/crm/change.ts'
import type { Conflict } from '../../../domain/crm/planned-change.ts'

/** What a note says beside what agents wrote, in the language of the desk that writes it. */
type NoteWords = {
  readonly wrote: string
  readonly keptHere: string
  readonly noField: string
  readonly correction: string
  readonly outcome: string
  readonly nothing: string
  readonly number: string
  readonly fields: Readonly<Record<string, string>>
}

const WORDS: Readonly<Record<'en' | 'de', NoteWords>> = {
  en: {
    wrote: 'An agent wrote in Offhook:',
    keptHere: 'kept here',
    noField: 'no field for it',
    correction: 'Correction of a call:',
    outcome: 'Outcome',
    nothing: 'nothing',
    number: 'Number',
    fields: {
      name: 'Name',
      company: 'Company',
      email: 'Email',
      city: 'City',
      country: 'Country',
      notes: 'Notes',
    },
  },
  de: {
    wrote: 'Im Offhook wurde eingetragen:',
    keptHere: 'hier geblieben',
    noField: 'kein Feld dafür',
    correction: 'Berichtigung eines Anrufs:',
    outcome: 'Ergebnis',
    nothing: 'nichts',
    number: 'Nummer',
    fields: {
      name: 'Name',
      company: 'Firma',
      email: 'E-Mail',
      city: 'Ort',
      country: 'Land',
      notes: 'Notizen',
    },
  },
}

/** For a language such as `de` or `de-AT`; English where there are none of it. */
const wordsOf = (language: string): NoteWords => WORDS[/^de\b/i.test(language) ? 'de' : 'en']

/** A field as people call it: `number:Mobile` is the number "Mobile". */
function nameOf(field: string, words: NoteWords): string {
  if (field.startsWith('field:')) return field.slice('field:'.length)
  if (field.startsWith('number:')) return `${words.number} ${field.slice('number:'.length)}`.trim()
  return words.fields[field] ?? field
}

/** The note about what an agent wrote and the CRM doesn't hold; null where it holds everything. */
export function noteText(
  conflicts: readonly Conflict[],
  unplaced: CustomerValues,
  language: string,
): string | null {
  const words = wordsOf(language)
  const quoted = (value: string): string =>
    value === '' ? words.nothing : `“${value.replaceAll('\n', ', ')}”`
  const kept = conflicts.map(
    ({ field, ours, theirs }) =>
      `${nameOf(field, words)}: ${quoted(ours)} (${words.keptHere}: ${quoted(theirs)})`,
  )
  const numbers = Object.entries(unplaced)
    .filter(([field]) => field.startsWith('number:'))
    .map(([field, value]) => `${nameOf(field, words)}: ${quoted(value)} (${words.noField})`)
  const lines = [...kept, ...numbers]
  return lines.length === 0 ? null : [words.wrote, ...lines].join('\n')
}

/** What a call that can't be changed any more is put right by. */
export function correctionText({ disposition, notes }: CallLog, language: string): string {
  const words = wordsOf(language)
  const outcome = disposition ? [`${words.outcome}: ${disposition.label}`] : []
  return [words.correction, ...outcome, ...(notes === '' ? [] : [notes])].join('\n')
}
