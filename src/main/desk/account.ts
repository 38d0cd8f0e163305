import { z } from 'zod'
import { type AccountRefusal, type AgentContract, autoAnswerRule } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { AccountView } from '../../contract/view.ts'
import type { LineState } from '../../domain/line.ts'
import { isCountry } from '../../domain/phone-number.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'
import type { Entry } from '../journal/journal.ts'
import type { Line, LineAccount } from '../sip/line.ts'
import { parseServerUrl } from '../sip/server-url.ts'

/** Where passwords rest: the system's keyring, or only in memory. */
export type Secrets = {
  /** Base64; refused where the system has no way to encrypt. */
  readonly encrypt: (secret: string) => Promise<Result<string, 'cannotStore'>>
  /** Null where it can't be read any more, for example after a change of keyring. */
  readonly decrypt: (base64: string) => Promise<string | null>
}

export type PracticeAccess = {
  readonly url: string
  readonly domain: string
  readonly user: string
  readonly password: string
}

export type PracticeLine = {
  readonly start: () => Promise<PracticeAccess | null>
  readonly callMe: () => void
  readonly stop: () => void
}

export type AccountParts = {
  readonly read: (key: string) => string | null
  readonly write: (entries: readonly Entry[]) => void
  readonly secrets: Secrets
  readonly line: Line
  readonly lineState: (state: LineState) => void
  readonly practice: PracticeLine
  /** The country that the system is set to: how numbers are read before there is an account. */
  readonly homeCountry: () => string
  /** The practice line is about to be used: its customers should be known. */
  readonly practiceBegins: () => void
  /** An account of one's own takes its place. */
  readonly practiceEnds: () => void
  readonly changed: () => void
}

const stored = z.object({
  kind: z.enum(['webrtc', 'practice']),
  server: z.string(),
  user: z.string(),
  domain: z.string(),
  authorizationUser: z.string(),
  displayName: z.string(),
  country: z.string(),
  trustsProxy: z.boolean(),
  dtmf: z.enum(['rfc4733', 'info']),
  whileUnavailable: z.enum(['ring', 'busy', 'unavailable']),
  iceServers: z.array(z.string()),
  // Accounts of the first version had none.
  autoAnswer: autoAnswerRule.default({ mode: 'off', from: [] }),
})
type Stored = z.infer<typeof stored>

const NO_AUTO_ANSWER: Stored['autoAnswer'] = { mode: 'off', from: [] }

const ACCOUNT = 'account'
const SECRET = 'account.secret'

type AccountCommand =
  | 'account.save'
  | 'account.signIn'
  | 'account.practice'
  | 'account.remove'
  | 'line.retry'
  | 'practice.callMe'

export type Accounts = {
  readonly view: () => AccountView
  readonly iceServers: () => readonly string[]
  /**
   * Takes the account up at start. With `practice`, the practice line, whatever is stored. `session` stands in for a
   * password that isn't stored.
   */
  readonly start: (practice: boolean, session: string | null) => Promise<void>
  readonly commands: Pick<Handlers<AgentContract>, AccountCommand>
}

const NOT_STARTED = (reason: 'noAccount' | 'noPassword'): LineState => ({
  state: reason === 'noPassword' ? 'refused' : 'offline',
  reason,
  detail: '',
  retryIn: null,
})

function readAccount(text: string | null): Stored | null {
  if (text === null) return null
  try {
    const parsed = stored.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The one account: what it is, its password, and the line that is started with both. */
export function createAccounts(parts: AccountParts): Accounts {
  let account: Stored | null = null
  let password: string | null = null
  let kept: AccountView['passwordKept'] = 'none'

  const lineAccount = (of: Stored): LineAccount => ({
    transport: 'websocket',
    server: of.server,
    backupServers: [],
    outboundProxy: '',
    certificates: [],
    user: of.user,
    domain: of.domain,
    authorizationUser: of.authorizationUser || of.user,
    displayName: of.displayName,
    trustsProxy: of.trustsProxy,
    dtmf: of.dtmf,
    credentialsInDialog: false,
    callerId: '',
  })

  const startLine = (): void => {
    if (!account) parts.lineState(NOT_STARTED('noAccount'))
    else if (password === null) parts.lineState(NOT_STARTED('noPassword'))
    else parts.line.start(lineAccount(account), password)
    parts.changed()
  }

  /** Keeps the password as the agent wished; false where it can't be stored. */
  const keepPassword = async (secret: string, keep: boolean): Promise<boolean> => {
    const sealed = keep ? await parts.secrets.encrypt(secret) : ok(null)
    if (!sealed.ok) return false
    password = secret
    kept = keep ? 'stored' : 'session'
    parts.write([{ kind: 'setting', key: SECRET, value: sealed.value }])
    return true
  }

  const store = (next: Stored): void => {
    account = next
    parts.write([{ kind: 'setting', key: ACCOUNT, value: JSON.stringify(next) }])
  }

  const practice = async (): Promise<Result<null, 'practiceFailed'>> => {
    const access = await parts.practice.start()
    if (!access) return refuse('practiceFailed')
    parts.practiceBegins()
    await parts.line.stop()
    store({
      kind: 'practice',
      server: access.url,
      user: access.user,
      domain: access.domain,
      authorizationUser: access.user,
      displayName: '',
      country: account?.country ?? parts.homeCountry(),
      trustsProxy: true,
      dtmf: 'rfc4733',
      whileUnavailable: account?.whileUnavailable ?? 'unavailable',
      iceServers: [],
      autoAnswer: account?.autoAnswer ?? NO_AUTO_ANSWER,
    })
    password = access.password
    kept = 'session'
    startLine()
    return ok(null)
  }

  return {
    view: () => ({
      kind: account?.kind ?? 'none',
      server: account?.server ?? '',
      user: account?.user ?? '',
      domain: account?.domain ?? '',
      authorizationUser: account?.authorizationUser ?? '',
      displayName: account?.displayName ?? '',
      country: account?.country ?? parts.homeCountry(),
      trustsProxy: account?.trustsProxy ?? true,
      dtmf: account?.dtmf ?? 'rfc4733',
      whileUnavailable: account?.whileUnavailable ?? 'unavailable',
      iceServers: account?.iceServers ?? [],
      autoAnswer: account?.autoAnswer ?? NO_AUTO_ANSWER,
      hasPassword: password !== null,
      passwordKept: kept,
    }),
    iceServers: () => account?.iceServers ?? [],
    start: async (wantsPractice, session) => {
      account = readAccount(parts.read(ACCOUNT))
      if (wantsPractice || account?.kind === 'practice') {
        const started = await practice()
        if (started.ok) return
      }
      const sealed = parts.read(SECRET)
      if (account && sealed !== null) {
        password = await parts.secrets.decrypt(sealed)
        kept = password === null ? 'none' : 'stored'
      }
      if (password === null && session !== null) {
        password = session
        kept = 'session'
      }
      startLine()
    },
    commands: {
      'account.save': async (draft): Promise<Result<null, AccountRefusal>> => {
        const server = parseServerUrl(draft.server.trim())
        if (!server.ok) return refuse(server.reason === 'badAddress' ? 'serverNotUrl' : 'serverNotSecure')
        const user = draft.user.trim()
        if (user === '') return refuse('userMissing')
        if (!isCountry(draft.country)) return refuse('countryUnknown')
        const { password: secret, keepPassword: keep, ...rest } = draft
        if (secret !== null && !(await keepPassword(secret, keep))) return refuse('cannotStore')
        await parts.line.stop()
        parts.practice.stop()
        if (account?.kind === 'practice') parts.practiceEnds()
        const domain = draft.domain.trim() || server.value.host
        store({ ...rest, kind: 'webrtc', server: draft.server.trim(), user, domain })
        startLine()
        return ok(null)
      },
      'account.signIn': async ({ password: secret, keep }) => {
        if (!account) return refuse('noAccount')
        if (!(await keepPassword(secret, keep))) return refuse('cannotStore')
        startLine()
        return ok(null)
      },
      'account.practice': practice,
      'account.remove': async () => {
        await parts.line.stop()
        parts.practice.stop()
        account = null
        password = null
        kept = 'none'
        parts.write([
          { kind: 'setting', key: ACCOUNT, value: null },
          { kind: 'setting', key: SECRET, value: null },
        ])
        startLine()
        return ok(null)
      },
      'line.retry': () => {
        parts.line.retry()
        return ok(null)
      },
      'practice.callMe': () => {
        if (account?.kind !== 'practice') return refuse('notPractice')
        parts.practice.callMe()
        return ok(null)
      },
    },
  }
}
