import type { colleagues as english } from '../en/colleagues.ts'

export const colleagues: typeof english = {
  title: 'Kollegen',
  state: {
    free: 'Frei',
    ringing: 'Klingelt',
    busy: 'Im Gespräch',
    unknown: 'Nicht bekannt',
    notOffered: 'Keine Lampe',
  },
  call: '{{name}} anrufen: {{state}}',
  pickUp: 'Anruf holen',
  pickUpOf: 'Anruf holen: {{caller}}, klingelt bei {{name}}',
  notOfferedHint: 'Die Telefonanlage teilt es nicht mit',
  callerUnknown: 'unbekannt',
}
