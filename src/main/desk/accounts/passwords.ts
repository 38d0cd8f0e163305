import type { AccountView } from '../../../contract/view.ts'
import { ok, type Result } from '../../../domain/result.ts'
import type { Entry } from '../../journal/journal.ts'
import { secretKey } from './stored.ts'

/** Where passwords rest: the system's keyring, or only in memory. */
export type Secrets = {
  /** Base64; refused where the system has no way to encrypt. */
  readonly encrypt: (secret: string) => Promise<Result<string, 'cannotStore'>>
  /** Null where it can't be read any more, for example after a change of keyring. */
  readonly decrypt: (base64: string) => Promise<string | null>
}

type Kept = AccountView['passwordKept']

/** The passwords of the accounts, each by itself. */
export type Passwords = {
  readonly of: (account: string) => string | null
  readonly kept: (account: string) => Kept
  /** Takes up the stored one; `sealed` where it doesn't lie under the account's own key yet. */
  readonly load: (account: string, sealed?: string | null) => Promise<void>
  /** For this session only, and never stored. */
  readonly lend: (account: string, password: string) => void
  /** Keeps it as the agent wished; false where it can't be stored, and then it isn't taken over either. */
  readonly keep: (account: string, password: string, store: boolean) => Promise<boolean>
  /** What has to be written so that nothing of it is left. */
  readonly forget: (account: string) => Entry
}

export function createPasswords(parts: {
  readonly read: (key: string) => string | null
  readonly write: (entries: readonly Entry[]) => void
  readonly secrets: Secrets
  /** The setting that one of them rests under. */
  readonly key?: (account: string) => string
}): Passwords {
  const key = parts.key ?? secretKey
  const known = new Map<string, { readonly password: string; readonly kept: Kept }>()
  const setting = (account: string, value: string | null): Entry => ({
    kind: 'setting',
    key: key(account),
    value,
  })
  return {
    of: (account) => known.get(account)?.password ?? null,
    kept: (account) => known.get(account)?.kept ?? 'none',
    load: async (account, sealed = parts.read(key(account))) => {
      const password = sealed === null ? null : await parts.secrets.decrypt(sealed)
      if (password !== null) known.set(account, { password, kept: 'stored' })
    },
    lend: (account, password) => {
      known.set(account, { password, kept: 'session' })
    },
    keep: async (account, password, store) => {
      const sealed = store ? await parts.secrets.encrypt(password) : ok(null)
      if (!sealed.ok) return false
      known.set(account, { password, kept: store ? 'stored' : 'session' })
      parts.write([setting(account, sealed.value)])
      return true
    },
    forget: (account) => {
      known.delete(account)
      return setting(account, null)
    },
  }
}
