import type { customers as english } from '../en/customers.ts'

export const customers: typeof english = {
  title: 'Kunden',
  list: 'Kundenliste',
  detail: 'Kunde',
  search: 'Name, Firma oder Nummer suchen',
  count: { one: '{{count}} Kunde', other: '{{count}} Kunden' },
  create: 'Neuer Kunde',
  import: 'Importieren',
  emptyTitle: 'Noch keine Kunden',
  emptyHint: 'Importieren Sie eine Liste, oder legen Sie den ersten an. Anrufer erscheinen dann mit Namen.',
  typeTitle: 'Kunden suchen',
  typeHint: 'Geben Sie Name, Firma oder Nummer ein.',
  noneTitle: 'Niemand passt',
  noneHint: 'Prüfen Sie die Schreibweise, oder versuchen Sie einen Teil der Nummer.',
  firstOnes: 'Die ersten {{count}} werden gezeigt. Tippen Sie mehr, um einzugrenzen.',
  pickTitle: 'Wählen Sie einen Kunden',
  pickHint: 'Nummern, Notizen und alle Anrufe stehen dann hier.',
  gone: 'Diesen Kunden gibt es nicht mehr.',
  noNumber: 'Keine Nummer',
}
