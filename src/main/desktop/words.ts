import type { AgentStateKind } from '../../domain/agent/state.ts'

/** The few words that main shows by itself: system dialogs and the tray, before any window can translate. */
export type DesktopWords = {
  readonly keepsCrashing: string
  readonly keepsCrashingDetail: string
  readonly tryAgain: string
  readonly quit: string
  readonly show: string
  readonly importTitle: string
  readonly saveTraceTitle: string
  readonly importFiles: string
  readonly caTitle: string
  readonly caFiles: string
  readonly onCall: string
  readonly onCallDetail: string
  readonly stay: string
  readonly endCallAndQuit: string
  readonly states: Readonly<Record<AgentStateKind, string>>
  readonly lineDown: string
  readonly missed: (calls: number) => string
  readonly incoming: string
}

const en: DesktopWords = {
  keepsCrashing: 'Offhook’s window keeps crashing',
  keepsCrashingDetail: 'Calls go on: the phone itself is running. Try again, or quit and start Offhook anew.',
  tryAgain: 'Try again',
  quit: 'Quit Offhook',
  show: 'Show Offhook',
  importTitle: 'Import customers',
  saveTraceTitle: 'Save the call for support',
  importFiles: 'Customer lists',
  caTitle: 'Certificates to trust',
  caFiles: 'Certificates',
  onCall: 'You are on a call',
  onCallDetail: 'Quitting Offhook now ends it. The call and its wrap-up stay in the journal.',
  stay: 'Stay on the call',
  endCallAndQuit: 'End the call and quit',
  states: {
    offline: 'Offline',
    available: 'Available',
    break: 'Break',
    ringing: 'Ringing',
    onCall: 'On a call',
    wrapUp: 'Wrap-up',
  },
  lineDown: 'the line is down',
  missed: (calls) => (calls === 1 ? '1 missed call' : `${calls} missed calls`),
  incoming: 'Incoming call',
}

const de: DesktopWords = {
  keepsCrashing: 'Das Fenster von Offhook stürzt immer wieder ab',
  keepsCrashingDetail:
    'Gespräche laufen weiter: Das Telefon selbst arbeitet. Versuchen Sie es noch einmal, oder beenden Sie Offhook und starten Sie es neu.',
  tryAgain: 'Noch einmal versuchen',
  quit: 'Offhook beenden',
  show: 'Offhook anzeigen',
  importTitle: 'Kunden importieren',
  saveTraceTitle: 'Anruf für den Support speichern',
  importFiles: 'Kundenlisten',
  caTitle: 'Zertifikate, denen vertraut wird',
  caFiles: 'Zertifikate',
  onCall: 'Sie sind im Gespräch',
  onCallDetail:
    'Wenn Sie Offhook jetzt beenden, endet das Gespräch. Gespräch und Nachbearbeitung bleiben im Journal.',
  stay: 'Im Gespräch bleiben',
  endCallAndQuit: 'Gespräch beenden und schließen',
  states: {
    offline: 'Offline',
    available: 'Verfügbar',
    break: 'Pause',
    ringing: 'Es klingelt',
    onCall: 'Im Gespräch',
    wrapUp: 'Nachbearbeitung',
  },
  lineDown: 'die Leitung ist gestört',
  missed: (calls) => (calls === 1 ? '1 verpasster Anruf' : `${calls} verpasste Anrufe`),
  incoming: 'Anruf',
}

/** Words for a locale such as `de-AT`; English where there are none of it. */
export const desktopWords = (locale: string): DesktopWords =>
  locale.toLowerCase().startsWith('de') ? de : en
