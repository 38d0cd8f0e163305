import type { wrapUp as english } from '../en/wrap-up.ts'

export const wrapUp: typeof english = {
  column: 'Nachbearbeitung',
  of: 'Nachbearbeitung von {{name}}',
  dispositions: 'Wie ging es aus?',
  noDispositions: 'Es sind keine Ergebnisse eingerichtet. Fügen Sie sie in den Optionen hinzu.',
  openSettings: 'Optionen öffnen',
  notes: 'Notizen',
  notesPlaceholder: 'Was gesagt, was zugesagt wurde',
  noteNeeded: 'Braucht eine Notiz',
  done: 'Fertig',
  during: 'Schließt nach dem Gespräch',
  required: 'Wählen Sie, wie es ausging',
  timer: 'Zeit in der Nachbearbeitung',
  left: 'übrig',
  closesSoon: 'Schließt von selbst als „Wrap-up timeout“',
  later: {
    one: '{{count}} weitere Nachbearbeitung wartet',
    other: '{{count}} weitere Nachbearbeitungen warten',
  },
  emptyTitle: 'Noch kein Gespräch',
  emptyHint: 'Ergebnis und Notizen sind hier ab der ersten Sekunde eines Gesprächs offen.',
  saved: 'Wird beim Tippen behalten',
}
