import type { presets as english } from '../en/presets.ts'

export const presets: typeof english = {
  label: 'Ihre Telefonanlage',
  hint: 'Füllt das Formular mit dem, was zu ihr passt. Alles lässt sich danach ändern.',
  none: 'Wählen, oder von Hand ausfüllen',
  host: 'Ihr Name oder ihre Adresse',
  hostHint: 'Zum Beispiel pbx.example.com',
  needs: 'Bereithalten',
  notes: 'Gut zu wissen',
  sets: 'Was sie einstellt und warum ({{count}})',
  change: '{{from}} → {{to}}',
  untried:
    'Offhook wurde damit nicht ausprobiert. Was eingestellt wird, steht in ihrer Dokumentation; die Leitungsprüfung zeigt, ob es passt.',
  tried: 'Offhook wird damit getestet.',
  empty: 'leer',
  number: { voicemail: 'Mailbox', pickUp: 'Anruf eines Kollegen heranholen' },
  usePickUp: 'Für die Kollegen verwenden',
  pickUpUsed: 'Sie wird verwendet.',
  yes: 'Ja',
  no: 'Nein',
}
