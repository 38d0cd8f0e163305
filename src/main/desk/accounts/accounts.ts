import { isDeepStrictEqual } from 'node:util'
import type { AccountProblems } from '../../../contract/account.ts'
import type { AgentContract } from '../../../contract/agent.ts'
import type { Handlers } from '../../../contract/boundary.ts'
import type { AccountView } from '../../../contract/view.ts'
import { type AccountSettings, newAccount } from '../../../domain/account/account.ts'
import type { CallMediaKind, Transport } from '../../../domain/line.ts'
import { ok, type Result, refuse } from '../../../domain/result.ts'
import type { Entry } from '../../journal/journal.ts'
import type { LineAccount } from '../../sip/line.ts'
import type { Lines } from '../lines.ts'
import { checkAccount } from './check.ts'
import { callMedia, lineAccount, listeningPort, registers } from './line-account.ts'
import { createPasswords, type Passwords, type Secrets } from './passwords.ts'
import { completed, trimmed } from './saved.ts'
import {
  ACCOUNTS,
  type Account,
  FIRST_ACCOUNT,
  FIRST_SECRET,
  NO_ACCOUNTS,
  readAccounts,
  readFirstAccount,
  type Accounts as StoredAccounts,
  secretKey,
  withDefault,
  writeAccounts,
} from './stored.ts'

export type PracticeAccess = {
  readonly url: string
  /** The same line over UDP: `host:port`. */
  readonly plainServer: string
  readonly domain: string
  readonly user: string
  readonly password: string
}

export type PracticeLine = {
  readonly start: () => Promise<PracticeAccess | null>
  readonly callMe: () => void
  readonly push: () => void
  readonly stop: () => void
}

export type AccountParts = {
  readonly read: (key: string) => string | null
  readonly write: (entries: readonly Entry[]) => void
  readonly secrets: Secrets
  readonly lines: Pick<Lines, 'open' | 'wait' | 'close' | 'retry' | 'arrange' | 'onCall'>
  readonly practice: PracticeLine
  readonly newId: () => string
  /** The country that the system is set to: how numbers are read before there is an account. */
  readonly homeCountry: () => string
  readonly chooseCaFile: () => Promise<string | null>
  /** Whether a plain SIP server, `host[:port]`, can be reached now. */
  readonly reaches: (server: string, transport: Exclude<Transport, 'websocket'>) => Promise<boolean>
  /** The practice line is about to be used: its customers should be known. */
  readonly practiceBegins: () => void
  /** An account of one's own takes its place. */
  readonly practiceEnds: () => void
  readonly changed: () => void
}

type AccountCommand =
  | `account.${'save' | 'signIn' | 'makeDefault' | 'practice' | 'remove' | 'chooseCaFile'}`
  | 'line.retry'
  | `practice.${'callMe' | 'push' | 'autoAnswer' | 'plain'}`

/** What a form says: its settings, the account that it changes, and a password where another was typed. */
export type AccountForm = AccountSettings & { readonly id: string | null; readonly password: string | null }

type BadFields = { readonly ok: false; readonly reason: 'badFields'; readonly fields: AccountProblems }

/** All that a line is made from. */
export type AccountLine = {
  readonly account: LineAccount
  /** Empty where none is known. */
  readonly password: string
  readonly media: CallMediaKind
  readonly echoNumber: string
}

export type Accounts = {
  readonly list: () => readonly Account[]
  readonly get: (id: string | null) => Account | null
  /** What is dialled on where no line is named. */
  readonly defaultAccount: () => Account | null
  /** The default account's country, or the system's. */
  readonly country: () => string
  readonly view: () => readonly AccountView[]
  /**
   * Takes the accounts up at start. With `practice`, the practice line beside whatever is stored. `session` stands in
   * for passwords that aren't stored.
   */
  readonly start: (practice: boolean, session: string | null) => Promise<void>
  /** A form that may never have been saved, as a line would be made from it; refused as `account.save` would. */
  readonly draft: (form: AccountForm) => Result<AccountLine, 'noAccount'> | BadFields
  readonly commands: Pick<Handlers<AgentContract>, AccountCommand>
}

/** The practice line is one, whoever asks for it. */
export const PRACTICE = 'practice'

const viewOf = (account: Account, isDefault: boolean, passwords: Passwords): AccountView => {
  const { certificates: _, ...settings } = account
  return {
    ...settings,
    isDefault,
    hasPassword: passwords.of(account.id) !== null,
    passwordKept: passwords.kept(account.id),
  }
}

/** The accounts: what they are, their passwords, and the lines that are started with both. */
export function createAccounts(parts: AccountParts): Accounts {
  const { lines } = parts
  const passwords = createPasswords(parts)
  let accounts: StoredAccounts = NO_ACCOUNTS

  const get = (id: string | null): Account | null => accounts.list.find((one) => one.id === id) ?? null
  const defaultAccount = (): Account | null => get(accounts.defaultId)
  const country = (): string => defaultAccount()?.country ?? parts.homeCountry()

  const store = (next: StoredAccounts, ...entries: readonly Entry[]): void => {
    accounts = next
    lines.arrange(next.list.map(({ id }) => id))
    parts.write([{ kind: 'setting', key: ACCOUNTS, value: writeAccounts(next) }, ...entries])
  }

  const openLine = (account: Account): void => {
    const password = passwords.of(account.id)
    if (password === null && registers(account)) lines.wait(account.id, 'noPassword')
    else lines.open(account.id, lineAccount(account), password ?? '')
  }

  const put = (account: Account): StoredAccounts => {
    const known = get(account.id) !== null
    const list = known
      ? accounts.list.map((one) => (one.id === account.id ? account : one))
      : [...accounts.list, account]
    return withDefault(list, accounts.defaultId)
  }

  const without = (id: string): StoredAccounts =>
    withDefault(
      accounts.list.filter((one) => one.id !== id),
      accounts.defaultId,
    )

  const dropPractice = async (): Promise<void> => {
    if (!get(PRACTICE)) return
    await lines.close(PRACTICE)
    parts.practice.stop()
    parts.practiceEnds()
    store(without(PRACTICE), passwords.forget(PRACTICE))
  }

  const practice = async (
    plain = get(PRACTICE)?.transport === 'udp',
  ): Promise<Result<null, 'practiceFailed'>> => {
    const access = await parts.practice.start()
    if (!access) return refuse('practiceFailed')
    parts.practiceBegins()
    const before = get(PRACTICE) ?? defaultAccount()
    const settings = newAccount(country())
    const account: Account = {
      ...settings,
      id: PRACTICE,
      kind: 'practice',
      transport: plain ? 'udp' : 'websocket',
      server: plain ? access.plainServer : access.url,
      user: access.user,
      domain: access.domain,
      whileUnavailable: before?.whileUnavailable ?? settings.whileUnavailable,
      autoAnswer: before?.autoAnswer ?? settings.autoAnswer,
      echoNumber: '600',
      certificates: [],
    }
    store(put(account))
    passwords.lend(PRACTICE, access.password)
    openLine(account)
    parts.changed()
    return ok(null)
  }

  /** Takes over what the first version kept, and lets go of its form. */
  const migrate = async (): Promise<void> => {
    const text = parts.read(FIRST_ACCOUNT)
    const first = text === null ? null : readFirstAccount(text, parts.newId(), parts.homeCountry())
    if (!first) return
    const account = first.kind === 'practice' ? { ...first, id: PRACTICE } : first
    const secret = parts.read(FIRST_SECRET)
    await passwords.load(account.id, secret)
    store(
      withDefault([account], account.id),
      { kind: 'setting', key: secretKey(account.id), value: secret },
      { kind: 'setting', key: FIRST_ACCOUNT, value: null },
      { kind: 'setting', key: FIRST_SECRET, value: null },
    )
  }

  const portsOfOthers = (id: string | null): ReadonlySet<number> =>
    new Set(accounts.list.filter((one) => one.id !== id).flatMap((one) => listeningPort(one) ?? []))

  /** The account that a form makes, or changes. */
  const accountOf = (id: string | null, form: AccountSettings): Result<Account, 'noAccount'> | BadFields => {
    const known = get(id)
    if (id !== null && known?.kind !== 'own') return refuse('noAccount')
    const settings = trimmed(form)
    const kept = known && known.caFile === settings.caFile ? known.certificates : null
    const { problems, certificates } = checkAccount(settings, kept, portsOfOthers(id))
    if (Object.keys(problems).length > 0) return { ok: false, reason: 'badFields', fields: problems }
    return ok({ ...completed(settings), id: known?.id ?? parts.newId(), kind: 'own', certificates })
  }

  /** Asked only of a proxy that is new: one that is down today is no reason to refuse a change of something else. */
  const reachesProxy = async (
    { outboundProxy, transport }: Account,
    known: Account | null,
  ): Promise<boolean> =>
    transport === 'websocket' ||
    outboundProxy === '' ||
    (known?.outboundProxy === outboundProxy && known.transport === transport) ||
    parts.reaches(outboundProxy, transport)

  return {
    list: () => accounts.list,
    get,
    defaultAccount,
    country,
    view: () => accounts.list.map((one) => viewOf(one, one.id === accounts.defaultId, passwords)),
    start: async (wantsPractice, session) => {
      const stored = parts.read(ACCOUNTS)
      if (stored === null) await migrate()
      else accounts = readAccounts(stored, parts.homeCountry())
      lines.arrange(accounts.list.map(({ id }) => id))
      if (wantsPractice || get(PRACTICE)) {
        const started = await practice()
        if (!started.ok && get(PRACTICE)) lines.wait(PRACTICE, 'noAnswer')
        else if (wantsPractice) store(withDefault(accounts.list, PRACTICE))
      }
      for (const account of accounts.list.filter(({ kind }) => kind === 'own')) {
        if (passwords.of(account.id) === null) await passwords.load(account.id)
        if (passwords.of(account.id) === null && session !== null) passwords.lend(account.id, session)
        openLine(account)
      }
      parts.changed()
    },
    draft: ({ id, password, ...form }) => {
      const account = accountOf(id, form)
      if (!account.ok) return account
      return ok({
        account: lineAccount(account.value),
        password: password ?? passwords.of(account.value.id) ?? '',
        media: callMedia(account.value),
        echoNumber: account.value.echoNumber,
      })
    },
    commands: {
      'account.save': async ({ id, password, keepPassword, evenUnreachable = false, ...form }) => {
        const known = get(id)
        const formed = accountOf(id, form)
        if (!formed.ok) return formed
        const account = formed.value
        // Calls end with their line: what the line isn't made from must not cost one, and what it is made from waits.
        const sameLine = known !== null && isDeepStrictEqual(lineAccount(known), lineAccount(account))
        if (!sameLine && lines.onCall(account.id)) return refuse('lineOnCall')
        if (!evenUnreachable && !(await reachesProxy(account, known))) {
          return { ok: false, reason: 'badFields', fields: { outboundProxy: 'proxyUnreachable' } }
        }
        if (password !== null && !(await passwords.keep(account.id, password, keepPassword))) {
          return refuse('cannotStore')
        }
        if (!known) await dropPractice()
        if (!sameLine) await lines.close(account.id)
        store(put(account))
        if (sameLine && password === null && passwords.of(account.id) !== null) lines.retry(account.id)
        else openLine(account)
        parts.changed()
        return ok(account.id)
      },
      'account.signIn': async ({ account: id, password, keep }) => {
        const account = get(id)
        if (!account) return refuse('noAccount')
        if (!(await passwords.keep(id, password, keep))) return refuse('cannotStore')
        openLine(account)
        parts.changed()
        return ok(null)
      },
      'account.makeDefault': ({ account }) => {
        if (!get(account)) return refuse('noAccount')
        store(withDefault(accounts.list, account))
        parts.changed()
        return ok(null)
      },
      'account.practice': () => practice(),
      'account.remove': async ({ account: id }) => {
        if (!get(id)) return refuse('noAccount')
        if (lines.onCall(id)) return refuse('lineOnCall')
        if (id === PRACTICE) await dropPractice()
        else {
          await lines.close(id)
          store(without(id), passwords.forget(id))
        }
        parts.changed()
        return ok(null)
      },
      'account.chooseCaFile': async () => ok(await parts.chooseCaFile()),
      'line.retry': async ({ account }) => {
        if (account === PRACTICE && passwords.of(PRACTICE) === null) await practice()
        else lines.retry(account)
        return ok(null)
      },
      'practice.callMe': () => {
        if (!get(PRACTICE)) return refuse('notPractice')
        parts.practice.callMe()
        return ok(null)
      },
      'practice.push': () => {
        if (!get(PRACTICE)) return refuse('notPractice')
        parts.practice.push()
        return ok(null)
      },
      'practice.plain': async ({ on }) => {
        if (!get(PRACTICE)) return refuse('notPractice')
        await lines.close(PRACTICE)
        return practice(on)
      },
      'practice.autoAnswer': ({ on }) => {
        const account = get(PRACTICE)
        if (!account) return refuse('notPractice')
        store(put({ ...account, autoAnswer: { mode: on ? 'on' : 'off', from: [] } }))
        parts.changed()
        return ok(null)
      },
    },
  }
}
