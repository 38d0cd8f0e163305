import { z } from 'zod'
import { accountSettings } from '../../../contract/account.ts'
import { type AccountSettings, newAccount } from '../../../domain/account/account.ts'

/** An account as it is kept. Its password rests under a key of its own. */
export type Account = AccountSettings & {
  readonly id: string
  readonly kind: 'own' | 'practice'
  /** PEM, out of `caFile`: the line doesn't depend on a file that may be gone tomorrow. */
  readonly certificates: readonly string[]
}

export type Accounts = {
  readonly list: readonly Account[]
  /** Null only while there are none. */
  readonly defaultId: string | null
}

export const NO_ACCOUNTS: Accounts = { list: [], defaultId: null }

export const ACCOUNTS = 'accounts'
/** Where the first version kept its one account, and the password of it. */
export const FIRST_ACCOUNT = 'account'
export const FIRST_SECRET = 'account.secret'

export const secretKey = (id: string): string => `account.secret.${id}`

const kept = z.object({
  id: z.string().min(1),
  kind: z.enum(['own', 'practice']),
  certificates: z.array(z.string()),
})
const list = z.object({ list: z.array(z.record(z.string(), z.unknown())), defaultId: z.string().nullable() })

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The settings in a record; what is missing or can't be read any more is as in a new account. */
function settingsOf(record: Readonly<Record<string, unknown>>, country: string): AccountSettings {
  const { shape } = accountSettings
  const read = Object.entries(shape).flatMap(([field, parser]) => {
    const parsed = parser.safeParse(record[field])
    return parsed.success ? [[field, parsed.data] as const] : []
  })
  return { ...newAccount(country), ...Object.fromEntries(read) }
}

/** Reads the accounts; one that is damaged leaves the others alone. */
export function readAccounts(text: string | null, country: string): Accounts {
  const parsed = list.safeParse(text === null ? null : json(text))
  if (!parsed.success) return NO_ACCOUNTS
  const accounts = parsed.data.list.flatMap((record): Account[] => {
    const own = kept.safeParse(record)
    return own.success ? [{ ...settingsOf(record, country), ...own.data }] : []
  })
  return withDefault(accounts, parsed.data.defaultId)
}

export const withDefault = (accounts: readonly Account[], wanted: string | null): Accounts => ({
  list: accounts,
  defaultId: (accounts.find(({ id }) => id === wanted) ?? accounts[0])?.id ?? null,
})

export const writeAccounts = (accounts: Accounts): string => JSON.stringify(accounts)

const first = z.record(z.string(), z.unknown()).and(z.object({ kind: z.enum(['webrtc', 'practice']) }))

/** The one account of the first version, which knew WebRTC lines only and no label. */
export function readFirstAccount(text: string, id: string, country: string): Account | null {
  const parsed = first.safeParse(json(text))
  if (!parsed.success) return null
  const { kind, ...record } = parsed.data
  const settings = settingsOf({ ...record, transport: 'websocket' }, country)
  if (settings.server === '' || settings.user === '') return null
  return { ...settings, id, kind: kind === 'practice' ? 'practice' : 'own', certificates: [] }
}
