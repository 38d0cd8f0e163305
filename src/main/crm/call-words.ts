import type { CallLog } from '../../domain/crm/call-log.ts'

/** What stands in a CRM beside what agents wrote, in the language of the desk that writes it. */
export type CallWords = {
  readonly inboundFrom: string
  readonly outboundTo: string
  readonly number: string
  readonly line: string
  readonly ringing: string
  readonly talk: string
  readonly hold: string
  readonly wrapUp: string
  readonly handleTime: string
  readonly note: string
  /** Before the idempotency key, by which nothing is written twice. */
  readonly writtenBy: string
}

const WORDS: Readonly<Record<string, CallWords>> = {
  en: {
    inboundFrom: 'Call from',
    outboundTo: 'Call to',
    number: 'Number',
    line: 'Line',
    ringing: 'Ringing',
    talk: 'Talk',
    hold: 'Hold',
    wrapUp: 'Wrap-up',
    handleTime: 'Handle time',
    note: 'Note',
    writtenBy: 'Offhook',
  },
  de: {
    inboundFrom: 'Anruf von',
    outboundTo: 'Anruf an',
    number: 'Nummer',
    line: 'Leitung',
    ringing: 'Klingeln',
    talk: 'Gespräch',
    hold: 'Gehalten',
    wrapUp: 'Nachbearbeitung',
    handleTime: 'Bearbeitungszeit',
    note: 'Notiz',
    writtenBy: 'Offhook',
  },
}

/** For a language such as `de` or `de-AT`; English where there are none of it. */
export function callWords(language: string): CallWords {
  const words = WORDS[language.toLowerCase().split('-')[0] ?? ''] ?? WORDS.en
  if (!words) throw new Error('no words')
  return words
}

/** Minutes and seconds of milliseconds: 1:05. */
function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** One line that says what call it was. */
export const callTitle = ({ direction, number }: CallLog, words: CallWords): string =>
  `${direction === 'inbound' ? words.inboundFrom : words.outboundTo} ${number}`

/** What the agent wrote first, cut off where there is no room for more; then the times, and the key. Plain text. */
export function callText(log: CallLog, words: CallWords, most = 30_000): string {
  const { durations, disposition, number, line, key } = log
  const times = [
    `${words.ringing} ${minutes(durations.ring)}`,
    `${words.talk} ${minutes(durations.talk)}`,
    `${words.hold} ${minutes(durations.hold)}`,
    `${words.wrapUp} ${minutes(durations.wrapUp)}`,
    `${words.handleTime} ${minutes(durations.handle)}`,
  ]
  const facts = [
    ...(disposition ? [disposition.label] : []),
    `${words.number}: ${number}`,
    `${words.line}: ${line}`,
    times.join(', '),
    keyLine(key, words),
  ].join('\n')
  const notes = log.notes.trim().slice(0, Math.max(0, most - facts.length - 2))
  return notes === '' ? facts : `${notes}\n\n${facts}`
}

/** Says which of our entries it is: what finds it again where the CRM has no field for that. */
export const keyLine = (key: string, words: CallWords): string => `${words.writtenBy} ${key}`
