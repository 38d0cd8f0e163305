import type { Delivery, Followed, Outcome } from '../../../contract/sync.ts'
import type { Capabilities } from '../../../domain/crm/description.ts'
import type { OutboxWork } from '../../../domain/crm/outbox.ts'
import type { Session } from '../connector.ts'
import type { Mirror } from './mirror.ts'

/** What writing to one connection is made of. */
export type DeliverParts = {
  readonly connection: Pick<Followed, 'id' | 'mapping' | 'dispositions' | 'language'>
  readonly capabilities: Capabilities
  readonly session: Session
  readonly mirror: Mirror
}

/** One item on its way. */
export type Delivering<Kind extends OutboxWork['kind']> = Pick<Delivery, 'item' | 'remoteId'> & {
  readonly work: Extract<OutboxWork, { kind: Kind }>
  /** Whether it may be in the CRM already; what is found out on the way is said here. */
  readonly doubt: Doubt
}

export type Doubt = {
  readonly is: () => boolean
  /** It was looked for and isn't there. */
  readonly dispel: () => void
}

type Done = Extract<Outcome, { kind: 'done' }>

export const done = (remoteId: string | null, more: Partial<Done> = {}): Outcome => ({
  kind: 'done',
  remoteId,
  conflicts: [],
  gone: false,
  nowhere: false,
  customer: null,
  ...more,
})
