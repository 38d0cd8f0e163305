import type { SyncOrder, SyncReport } from '../../contract/sync.ts'
import { CrmFailure } from './failure.ts'

/** Secrets that main keeps: asked for when the first request needs one, and anew when one was refused. */
export type SecretSource = {
  readonly of: (connection: string) => { readonly secret: () => Promise<string>; readonly renew: Renew }
  readonly answer: (given: Given) => void
  /** What was known of a connection may be another one now. */
  readonly forget: (connection: string) => void
}
type Given = Extract<SyncOrder, { kind: 'crm.secret' }>
type Renew = (stale: string) => Promise<string | null>

export function createSecretSource(report: (report: SyncReport) => void): SecretSource {
  const known = new Map<string, string>()
  const waiting = new Map<number, (given: Given) => void>()
  let last = 0

  const want = async (connection: string, stale: string | null): Promise<string | null> => {
    last += 1
    const wanted = last
    const { secret, later } = await new Promise<Given>((resolve) => {
      waiting.set(wanted, resolve)
      report({ kind: 'crm.secretWanted', wanted, connection, stale })
    })
    if (later) throw new CrmFailure('offline', 'the sign-in can’t be renewed just now')
    if (secret === null) known.delete(connection)
    else known.set(connection, secret)
    return secret
  }

  return {
    of: (connection) => ({
      secret: async () => {
        const secret = known.get(connection) ?? (await want(connection, null))
        if (secret === null) throw new CrmFailure('signIn', 'there is nothing to sign in with')
        return secret
      },
      renew: (stale) => want(connection, stale),
    }),
    answer: (given) => {
      waiting.get(given.wanted)?.(given)
      waiting.delete(given.wanted)
    },
    forget: (connection) => {
      known.delete(connection)
    },
  }
}
