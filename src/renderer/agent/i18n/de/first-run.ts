import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  title: 'Willkommen bei Offhook',
  lead: 'Das Telefon, der Kunde und wie es ausging, in einem Fenster.',
  connect: 'Telefon verbinden',
  connectHint: 'Ein Konto bei Ihrem Anbieter oder Ihrer Telefonanlage, über SIP oder WebRTC.',
  practice: 'Mit Übungsanrufen ausprobieren',
  practiceHint: 'Simulierte Kunden rufen Sie auf diesem Rechner an. Kein Konto, kein Netz.',
  starting: 'Übungsleitung wird gestartet',
}
