import type { colleagues as english } from '../en/colleagues.ts'

export const colleagues: typeof english = {
  title: 'Kollegen',
  state: {
    free: 'Frei',
    ringing: 'Klingelt',
    busy: 'Im Gespräch',
    unknown: 'Nicht bekannt',
    notOffered: 'Von der Anlage nicht mitgeteilt',
  },
  call: '{{name}} anrufen: {{state}}',
  pickUp: 'Anruf holen',
  pickUpOf: 'Anruf von {{caller}} an {{name}} holen',
  callerUnknown: 'unbekannt',
}
