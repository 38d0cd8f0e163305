/**
 * The header fields of an INVITE, several of a kind joined by commas. The parameters of the Request-URI stand among
 * them as `Request-URI`, as they came: `;intercom=true`.
 */
export type HeaderFields = Readonly<Record<string, string>>

/** One field of an INVITE that asks the phone to answer by itself. */
export type AutoAnswerSignal = {
  readonly header: string
  /** The part of the field that says so. */
  readonly value: string
  /** Seconds that the phone should ring before. */
  readonly after: number
}

/** How an INVITE reads: by what it is answered, if by anything, and what else it says. */
export type AutoAnswerReading = {
  readonly signal: AutoAnswerSignal | null
  /** Said as well, and outranked. */
  readonly others: readonly AutoAnswerSignal[]
  /** The field that asks for the agent's own hand (RFC 5373 `Manual`): it outranks every signal. */
  readonly manual: string | null
}

/** Longer than this nobody lets a pushed call ring: such a number is a mistake, and the agent answers by hand. */
const LONGEST_DELAY_S = 60

/** The values of a field. A comma inside of quotes or angle brackets belongs to its value. */
const listed = (field: string): readonly string[] =>
  (field.match(/(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,])+/g) ?? []).map((value) => value.trim())

const seconds = (text: string | undefined): number | null => {
  const after = text === undefined ? 0 : Number(text)
  return Number.isInteger(after) && after >= 0 && after <= LONGEST_DELAY_S ? after : null
}

/** The parameters of a value, outside of its URI and however they are set apart. */
const parameter = (value: string, name: string): string | undefined => {
  const outside = value.replace(/<[^>]*>/g, '')
  return new RegExp(`(?:^|[;\\s])${name}\\s*=\\s*"?(\\d+)"?\\s*(?=$|[;,\\s])`, 'i').exec(outside)?.[1]
}

const answerAfter = (value: string): number | null => {
  const found = parameter(value, 'answer-after')
  return found === undefined ? null : seconds(found)
}

const alertAutoAnswer = (value: string): number | null =>
  /(?:^|[;\s])info\s*=\s*"?alert-autoanswer\b/i.test(value.replace(/<[^>]*>/g, ''))
    ? seconds(parameter(value, 'delay'))
    : null

/** A word that stands alone in its field, in quotes or without, whatever its spaces and capitals. */
const word =
  (...words: readonly string[]) =>
  (value: string): number | null =>
    words.includes(
      value
        .replace(/^"(.*)"$/, '$1')
        .replace(/^;/, '')
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, ' '),
    )
      ? 0
      : null

type Rule = { readonly header: string; readonly read: (value: string) => number | null }

/**
 * What PBXes and dialers really send, the surest first: `answer-after` outranks the ring types of Alert-Info, and the
 * modes of RFC 5373 the spellings that somebody made up.
 */
const RULES: readonly Rule[] = [
  { header: 'call-info', read: answerAfter },
  { header: 'answer-after', read: (value) => (/^\d+$/.test(value) ? seconds(value) : null) },
  { header: 'alert-info', read: answerAfter },
  { header: 'priv-answer-mode', read: (value) => word('auto')(value.split(';')[0] ?? '') },
  { header: 'answer-mode', read: (value) => word('auto')(value.split(';')[0] ?? '') },
  { header: 'alert-info', read: alertAutoAnswer },
  { header: 'call-info', read: alertAutoAnswer },
  { header: 'alert-info', read: word('ring answer', 'auto answer', 'intercom') },
  { header: 'call-info', read: word('auto answer') },
  { header: 'p-auto-answer', read: word('normal') },
  { header: 'x-autoanswer', read: word('true', '1') },
  {
    header: 'request-uri',
    read: (value) => (/(?:^|;)intercom=(?:true|1)(?:;|$)/i.test(value) ? 0 : null),
  },
]

const MODES: readonly string[] = ['priv-answer-mode', 'answer-mode']

/** Reads every auto-answer signal that is known from the wild out of an INVITE's fields. */
export function readAutoAnswer(fields: HeaderFields): AutoAnswerReading {
  const named = Object.entries(fields).map(([name, text]) => ({ name, id: name.toLowerCase(), text }))
  const signals = RULES.flatMap(({ header, read }) =>
    named
      .filter(({ id }) => id === header)
      .flatMap(({ name, text }) =>
        listed(text).flatMap((value): AutoAnswerSignal[] => {
          const after = read(value)
          return after === null ? [] : [{ header: name, value, after }]
        }),
      ),
  )
  const manual = named.find(
    ({ id, text }) => MODES.includes(id) && word('manual')(text.split(';')[0] ?? '') === 0,
  )
  const [signal = null, ...others] = signals
  return { signal, others, manual: manual?.name ?? null }
}

/** Whose signals an account follows. */
export type AutoAnswerRule = {
  readonly mode: 'off' | 'on' | 'named'
  /** Numbers, or users of the PBX, that may push a call in the mode `named`. */
  readonly from: readonly string[]
}

/** Why a call with a signal rings all the same. */
export const AUTO_ANSWER_REFUSALS = [
  'off',
  'sender',
  'manual',
  'stranger',
  'anotherCall',
  'notAvailable',
  'wrapUp',
] as const
export type AutoAnswerRefusal = (typeof AUTO_ANSWER_REFUSALS)[number]

export type AutoAnswerSituation = {
  /** The agent takes calls: neither on a break nor offline. */
  readonly available: boolean
  /** Live calls at this desk beside the one in question. */
  readonly otherCalls: number
  /** The notes of an earlier call are still being written. */
  readonly wrapUpOpen: boolean
  /** They came past the server, nobody named them, and the account doesn't let such callers push. */
  readonly strange: boolean
  /** Whether the caller is this one of the account's senders: numbers have many spellings. */
  readonly isSender: (sender: string) => boolean
}

/** Null where the phone answers by itself. */
export function refuseAutoAnswer(
  reading: AutoAnswerReading,
  rule: AutoAnswerRule,
  situation: AutoAnswerSituation,
): AutoAnswerRefusal | null {
  if (rule.mode === 'off') return 'off'
  if (reading.manual !== null) return 'manual'
  if (situation.strange) return 'stranger'
  if (rule.mode === 'named' && !rule.from.some(situation.isSender)) return 'sender'
  if (situation.otherCalls > 0) return 'anotherCall'
  if (!situation.available) return 'notAvailable'
  return situation.wrapUpOpen ? 'wrapUp' : null
}
