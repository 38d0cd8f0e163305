import type { Protocol } from './addressing.ts'
import type { Endpoint } from './failure.ts'

/** One address of a plain SIP server. `host` is what the account says: certificates are checked against that. */
export type PlainTarget = Endpoint & { readonly protocol: Protocol; readonly address: string }
