import { expect, test } from 'vitest'
import { noteText } from './words.ts'

test('a note names what the agent wrote and what stays, in the desk’s language', () => {
  const conflicts = [{ field: 'email', ours: '', theirs: 'ana@example.com' }]
  expect(noteText(conflicts, { 'number:Mobil': '1\n2', city: 'Malaga' }, 'de-AT')).toBe(
    'Im Offhook wurde eingetragen:\nE-Mail: nichts (hier geblieben: “ana@example.com”)\nNummer Mobil: “1, 2” (kein Feld dafür)',
  )
  expect(noteText([], { city: 'Malaga' }, 'fr')).toBeNull()
})
