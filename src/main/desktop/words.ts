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
  /** What the browser shows after signing in to a CRM. */
  readonly signedIn: string
  readonly signedInDetail: string
  readonly notSignedIn: string
  readonly notSignedInDetail: string
  readonly language: string
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
  signedIn: 'You are signed in',
  signedInDetail: 'Offhook has what it needs. You can close this window.',
  notSignedIn: 'You are not signed in',
  notSignedInDetail: 'Offhook says why. You can close this window and try again there.',
  language: 'en',
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
  signedIn: 'Sie sind angemeldet',
  signedInDetail: 'Offhook hat, was es braucht. Sie können dieses Fenster schließen.',
  notSignedIn: 'Sie sind nicht angemeldet',
  notSignedInDetail: 'Offhook sagt, warum. Sie können dieses Fenster schließen und es dort neu versuchen.',
  language: 'de',
}

/** Words for a locale such as `de-AT`; English where there are none of it. */
export const desktopWords = (locale: string): DesktopWords =>
  locale.toLowerCase().startsWith('de') ? de : en

/** The page that the browser shows after signing in to a CRM. */
export const signedInPage = (words: DesktopWords, outcome: 'done' | 'failed') =>
  outcome === 'done'
    ? { language: words.language, title: words.signedIn, text: words.signedInDetail }
    : { language: words.language, title: words.notSignedIn, text: words.notSignedInDetail }
