import type { refusal as english } from '../en/refusal.ts'

export const refusal: typeof english = {
  noSuchCall: 'Dieses Gespräch ist vorbei.',
  notRinging: 'Dieser Anruf klingelt nicht mehr.',
  notConnected: 'Es hat noch niemand angenommen.',
  alreadyEnded: 'Dieses Gespräch ist vorbei.',
  transferRunning: 'Dieses Gespräch wird bereits weitergeleitet.',
  nothingToSwap: 'Es gibt kein zweites Gespräch zum Wechseln.',
  consultNotAnswered:
    'Die andere Seite hat noch nicht angenommen. Warten Sie, oder leiten Sie sofort weiter.',
  badNumber: 'Das lässt sich nicht wählen. Prüfen Sie die Nummer.',
  notEnded: 'Das Gespräch läuft noch.',
  wrapUpNotOpen: 'Diese Nachbearbeitung ist abgeschlossen. Ändern Sie sie unter „Anrufe“.',
  lineNotRegistered: 'Nicht gewählt: Die Leitung ist nicht angemeldet.',
  anotherCallActive: 'Nicht gewählt: Es wird gerade eine andere Nummer gewählt.',
  dispositionRequired: 'Wählen Sie, wie das Gespräch ausging.',
  dispositionUnknown: 'Dieses Ergebnis wird nicht mehr verwendet. Wählen Sie ein anderes.',
  noteRequired: 'Dieses Ergebnis braucht eine Notiz. Schreiben Sie eine, dann „Fertig“.',
  unknownReason: 'Dieser Pausengrund wird nicht mehr verwendet.',
  notFound: 'Diesen Kunden gibt es nicht mehr.',
  fileUnreadable: 'Die Datei ist nicht lesbar. Prüfen Sie, ob sie noch da und nicht anderswo geöffnet ist.',
  fileEmpty: 'Die Datei hat keine Zeilen.',
  notText: 'Das ist keine Textdatei. Speichern Sie sie als CSV oder vCard und wählen Sie sie erneut.',
  noNameColumn: 'Geben Sie an, in welcher Spalte der Name oder die Firma steht.',
  busy: 'Ein anderer Import läuft. Warten Sie ihn ab, oder beenden Sie ihn.',
  cancelled: 'Es wurde keine Datei gewählt.',
  serverNotUrl: 'Das ist keine Serveradresse. Sie sieht so aus: wss://pbx.example.com/ws.',
  serverNotSecure:
    'Außerhalb dieses Rechners sind nur verschlüsselte Leitungen erlaubt. Verwenden Sie wss:// statt ws://.',
  userMissing: 'Geben Sie den Benutzer oder die Nebenstelle ein.',
  countryUnknown: 'Wählen Sie das Land, aus dem Sie wählen.',
  cannotStore:
    'Das Passwort lässt sich auf diesem Rechner nicht sicher speichern. Behalten Sie es nur für diese Sitzung.',
  noAccount: 'Richten Sie zuerst die Leitung ein.',
  practiceFailed:
    'Die Übungsleitung ist nicht gestartet. Versuchen Sie es erneut; sonst starten Sie Offhook neu.',
  notPractice: 'Nur auf der Übungsleitung gibt es Kunden, die Sie anrufen.',
  duplicateId: 'Zwei Einträge sind gleich. Geben Sie jedem einen eigenen Namen.',
  duplicateHotkey: 'Zwei Aktionen haben dieselben Tasten. Geben Sie jeder eigene.',
  notAllowed: 'Das öffnet Offhook nicht.',
  badInput: 'Etwas darin ist nicht wie erwartet. Prüfen Sie Ihre Eingabe.',
  failed: 'Das konnte Offhook nicht ausführen. Versuchen Sie es erneut.',
}
