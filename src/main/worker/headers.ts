// What a column is, by the words that its header says in English, German, Polish, Spanish or French.
import type { ColumnTarget } from '../../domain/customer/import.ts'
import { looksLike } from './cells.ts'

type Plain =
  | Exclude<ColumnTarget, `${string}:${string}`>
  | 'number'
  | 'fax'
  /** Words that mean the whole name alone and the last name beside a first name (French `nom`). */
  | 'nameOrLast'
  /** The same with a first name (Spanish `nombre`, Polish `imię`). */
  | 'nameOrFirst'

/** The first rule that fits counts. Headers are compared in lower case, without marks and signs. */
const RULES: readonly (readonly [RegExp, Plain])[] = [
  [/^(id|uid|key|nr|no|guid|(record|contact|customer|client|account|external|kunden?|kontakt|debitor(en)?) ?(id|no|nr|number|key|nummer))$/, 'key'],
  [/^((kunden|kontakt|debitoren)(nummer|nr)|(numer|nr|id) klienta|(id|numero|n|no) (de )?client[e]?|codigo( de)? cliente)$/, 'key'],
  [/\bfax\b|telefax|telecopie/, 'fax'],
  [/e ?mail|^mail$|correo|courriel|adres(se)? (e ?)?mail|\bmail adresse/, 'email'],
  [/^(first|given|fore) ?name$|^vorname|^imie$|^prenom|^primer nombre/, 'firstName'],
  [/^(last|family|sur) ?name$|^nachname|^familienname|^zuname|^nazwisko$|^apellidos?\b|^nom de famille/, 'lastName'],
  [/compan(y|ia)|organi[sz]ation|^firma|firmenname|unternehmen|betrieb|nazwa firmy|przedsiebiorstwo|empresa|razon social|societe|entreprise|raison sociale|^account( name)?$|^employer$/, 'company'],
  [/phone|^tel\b|telefon|rufnummer|telefono|\bmobil|\bhandy|\bcell|komork|movil|celular|portable|numer(o)? (de )?tel|durchwahl|fon\b/, 'number'],
  [/^(full |display |contact |customer |client |complete )?name$|^(contact|customer|client|person)$|^(vollstandiger |voller |kunden|kontakt)name|^ansprechpartner|^kontakt$|^kunde$|imie i nazwisko|^nazwa$|^klient$|nombre completo|nombre y apellidos?|^cliente$|^contacto$|nom complet|nom et prenom|^interlocuteur$/, 'name'],
  [/^nom$/, 'nameOrLast'],
  [/^nombres?$/, 'nameOrFirst'],
  [/^(city|town|ort|wohnort|stadt|miasto|miejscowosc|ciudad|poblacion|localidad|ville|localite|commune)\b|\b(city|ort|stadt|ville|miasto)$/, 'city'],
  [/^(country|land|kraj|panstwo|pais|pays)\b|\b(country|land|pays)$/, 'country'],
  [/^(notes?|comments?|remarks?|description|bemerkung(en)?|notiz(en)?|anmerkung(en)?|kommentare?|beschreibung|uwagi|notatki?|komentarz|opis|notas?|comentarios?|observaciones|remarques?|commentaires?)$/, 'notes'],
] // biome-ignore format: a table

const plainHeader = (header: string): string =>
  header
    .replace(/[Łł]/g, 'l')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const ruleOf = (header: string): Plain | null => {
  const plain = plainHeader(header)
  return RULES.find(([words]) => words.test(plain))?.[1] ?? null
}

/** Whether a cell says what a column holds. */
export const knowsHeader = (cell: string): boolean => cell.length <= 40 && ruleOf(cell) !== null

/** Longest label that a customer's number or field can have. */
const LONGEST_LABEL = 40

/** A mapping to begin with, by column index. Each plain target is given once; what is left becomes a field. */
export function guessMapping(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  hasHeader: boolean,
): Record<string, string> {
  const rules = columns.map((column, at) =>
    hasHeader ? ruleOf(column) : ruleOfCells(rows.map((row) => row[at] ?? '')),
  )
  const hasFirst = rules.includes('firstName')
  const hasLast = rules.includes('lastName')
  const taken = new Set<string>()
  const targets = columns.map((column, at): ColumnTarget => {
    const label = column.trim().slice(0, LONGEST_LABEL)
    const field: ColumnTarget = hasHeader && label !== '' ? `field:${label}` : 'skip'
    const rule = rules[at]
    if (rule === 'number') return `number:${hasHeader ? label : ''}`
    const target = plainTarget(rule ?? null, hasFirst, hasLast)
    if (target === null || taken.has(target)) return field
    taken.add(target)
    return target
  })
  if (!hasHeader && !taken.has('name')) {
    const first = columns.findIndex((_, at) => targets[at] === 'skip' && mostly(rows, at, 'text'))
    if (first >= 0) targets[first] = 'name'
  }
  return Object.fromEntries(targets.map((target, at) => [String(at), target]))
}

function plainTarget(rule: Plain | null, hasFirst: boolean, hasLast: boolean): ColumnTarget | null {
  switch (rule) {
    case null:
    case 'fax':
    case 'number':
      return null
    case 'nameOrLast':
      return hasFirst ? 'lastName' : 'name'
    case 'nameOrFirst':
      return hasLast ? 'firstName' : 'name'
    default:
      return rule
  }
}

function ruleOfCells(cells: readonly string[]): Plain | null {
  const kinds = cells.map(looksLike).filter((kind) => kind !== 'empty')
  const many = (kind: string): boolean => kinds.filter((one) => one === kind).length > kinds.length / 2
  if (many('email')) return 'email'
  return many('number') ? 'number' : null
}

const mostly = (rows: readonly (readonly string[])[], at: number, kind: string): boolean =>
  rows.filter((row) => looksLike(row[at] ?? '') === kind).length > rows.length / 2
