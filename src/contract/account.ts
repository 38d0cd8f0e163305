import { z } from 'zod'
import { type AccountSettings, RINGS } from '../domain/account/account.ts'
import { CALLERS, CODECS, SRTP_MODES, TRANSPORTS } from '../domain/line.ts'

const text = (max: number) => z.string().max(max)
const texts = (max: number, of: number) => z.array(text(of).min(1)).max(max)

/** Whose requests to answer by itself an account follows. */
export const autoAnswerRule = z.object({
  mode: z.enum(['off', 'on', 'named']),
  from: texts(100, 128),
})

/** Whether it is a port is said beside its field, when it is saved. */
const port = z.number().int().min(0).max(99_999)

export const plainMedia = z.object({
  codecs: z.array(z.enum(CODECS)).max(CODECS.length),
  srtp: z.enum(SRTP_MODES),
  stunServer: text(300),
  ports: z.object({ from: port, to: port }).nullable(),
})

export const numberRules = z.object({
  rules: z.array(z.object({ id: text(60).min(1), pattern: text(40), replacement: text(40) })).max(50),
  outsidePrefix: text(10),
  internalDigits: z.number().int().min(0).max(20),
})

export const directCalls = z.object({
  from: z.enum(CALLERS),
  addresses: texts(100, 60),
  port,
  autoAnswer: z.boolean(),
})

/** The form of an account: shapes only. What the values mean is checked when it is saved. */
export const accountSettings = z.object({
  label: text(60),
  transport: z.enum(TRANSPORTS),
  registers: z.boolean(),
  server: text(500),
  backupServers: texts(10, 500),
  outboundProxy: text(300),
  user: text(100),
  domain: text(200),
  authorizationUser: text(100),
  displayName: text(100),
  country: text(2),
  trustsProxy: z.boolean(),
  dtmf: z.enum(['rfc4733', 'info']),
  whileUnavailable: z.enum(['ring', 'busy', 'unavailable']),
  iceServers: texts(10, 300),
  media: plainMedia,
  echoNumber: text(40),
  caFile: text(4_000),
  credentialsInDialog: z.boolean(),
  callerIds: texts(50, 60),
  callerId: text(60),
  ring: z.enum(RINGS),
  autoAnswer: autoAnswerRule,
  direct: directCalls,
  numbers: numberRules,
}) satisfies z.ZodType<AccountSettings>

export type AccountField = keyof AccountSettings

/** What is wrong with a value, each said beside its field. */
export type AccountProblem =
  | 'serverNotUrl'
  | 'serverNotSecure'
  | 'serverNotHost'
  | 'backupBad'
  | 'proxyNotHost'
  | 'proxyUnreachable'
  | 'userMissing'
  | 'countryUnknown'
  | 'codecsMissing'
  | 'stunNotHost'
  | 'iceNotUrl'
  | 'portsReversed'
  | 'portsTooLow'
  | 'portsTooHigh'
  | 'portsOdd'
  | 'portsTooFew'
  | 'callersMissing'
  | 'sourcesMissing'
  | 'sourceBad'
  | 'directPortBad'
  | 'directPortTaken'
  | 'caUnreadable'
  | 'caNotCertificate'
  | 'caExpired'
  | 'echoBad'
  | 'callerIdUnknown'
  | 'callerIdBad'
  | 'patternBad'
  | 'replacementBad'
  | 'prefixBad'

export type AccountProblems = { readonly [Field in AccountField]?: AccountProblem }

/** The id of what was saved. A bad value is refused field by field, all of them at once, and nothing is saved. */
export type AccountSaved =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: 'cannotStore' | 'noAccount' | 'lineOnCall' }
  | { readonly ok: false; readonly reason: 'badFields'; readonly fields: AccountProblems }

/** Whether the check of a draft has begun. What can't be saved can't be checked either. */
export type CheckBegun =
  | { readonly ok: true; readonly value: null }
  | { readonly ok: false; readonly reason: 'noAccount' }
  | { readonly ok: false; readonly reason: 'badFields'; readonly fields: AccountProblems }
