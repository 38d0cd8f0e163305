import type { RemoteChange } from '../../../../domain/crm/record.ts'
import { type CardEditor, editCard } from '../../../customers/vcard/edit.ts'
import { partsOf, textOf } from '../../../customers/vcard/reader.ts'
import { splitName } from './name.ts'

/** Fields that are a property of their own. */
const TEXTS: Readonly<Record<string, string>> = { nickname: 'NICKNAME', title: 'TITLE', role: 'ROLE' }
/** Fields that are a part of a property: its name, the place in it, and how many places it has at least. */
const PARTS: Readonly<Record<string, readonly [name: string, place: number, least: number]>> = {
  company: ['ORG', 0, 1],
  department: ['ORG', 1, 1],
  street: ['ADR', 2, 7],
  city: ['ADR', 3, 7],
  region: ['ADR', 4, 7],
  postcode: ['ADR', 5, 7],
  country: ['ADR', 6, 7],
}
const NAME_PLACES = 5

/** A card with what was changed of it. `at` (epoch ms) is when, for cards that say so. */
export function changeCard(text: string, { values, numbers }: RemoteChange, at: number): string {
  const card = editCard(text)
  for (const [key, value] of Object.entries(values)) {
    const [property, part] = [TEXTS[key], PARTS[key]]
    if (property !== undefined) card.setText(property, value)
    if (part) card.setParts(part[0], { [part[1]]: value }, part[2])
  }
  changeName(card, values)
  // From the last, since one that is emptied goes.
  if (values.email2 !== undefined) card.setText('EMAIL', values.email2, 1)
  if (values.email !== undefined) card.setText('EMAIL', values.email)
  if (values.note !== undefined) {
    card.setText('NOTE', values.note)
    card.keepFirst('NOTE')
  }
  if (numbers) card.setPhones(numbers)
  const changed = card.text()
  return changed === text ? text : stamped(changed, at)
}

/** FN is what most programs show and N what some do: one without the other would be two names. */
function changeName(card: CardEditor, values: RemoteChange['values']): void {
  const { name, firstName, lastName } = values
  if (name === undefined && firstName === undefined && lastName === undefined) return
  const heldIn = (property: string): string =>
    card.properties().find((one) => one.name === property)?.value ?? ''
  const held = partsOf(heldIn('N')).slice(0, NAME_PLACES)
  // A company's card often has no N that says anything; it keeps none.
  if (name !== undefined && name !== textOf(heldIn('FN')) && held.some((part) => part !== ''))
    card.setParts('N', splitName(name, held), NAME_PLACES)
  const parts = {
    ...(lastName === undefined ? {} : { 0: lastName }),
    ...(firstName === undefined ? {} : { 1: firstName }),
  }
  if (Object.keys(parts).length > 0) card.setParts('N', parts, NAME_PLACES)

  const [family = '', given = '', more = '', prefix = '', suffix = ''] = partsOf(heldIn('N'))
  const full = name ?? [prefix, given, more, family, suffix].filter((part) => part !== '').join(' ')
  // FN must be there (RFC 6350 §6.2.1): a card without a name is shown by its company or address.
  const [company = ''] = partsOf(heldIn('ORG'))
  const shown = full.trim() || company || values.email || textOf(heldIn('EMAIL')) || '?'
  card.setText('FN', shown)
}

/** Cards that say when they were changed last go on doing so, in the way they did. */
function stamped(text: string, at: number): string {
  const card = editCard(text)
  const held = card.properties().find(({ name }) => name === 'REV')
  if (!held) return text
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  card.setText('REV', held.value.includes('-') ? time : time.replace(/[-:]/g, ''))
  return card.text()
}

/** The card of somebody new. Version 3.0 is what every server takes. */
export function newCard(uid: string, change: RemoteChange, at: number): string {
  const { name, firstName, lastName, company } = change.values
  const person = [firstName, lastName, name === company ? '' : name].some((part) => (part ?? '') !== '')
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `UID:${uid}`, 'N:;;;;', 'FN:', 'END:VCARD', '']
  // What macOS and iOS know a company's card by.
  if (!person) lines.splice(-2, 0, 'X-ABShowAs:COMPANY')
  const made = editCard(lines.join('\r\n'))
  if (person && name !== undefined) made.setParts('N', splitName(name, []), NAME_PLACES)
  const named = name !== undefined || firstName !== undefined || lastName !== undefined
  const values = named ? change.values : { ...change.values, name: '' }
  return changeCard(made.text(), { ...change, values }, at)
}
