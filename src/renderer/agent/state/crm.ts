import type { ConnectionView, CrmView } from '../../../contract/crm.ts'
import { columnTarget } from '../../../domain/customer/import.ts'
import type { Translate } from '../i18n/translate.ts'

/** How a connection is, the worst first. `waiting`: it can't be reached, and is tried again by itself. */
export const STANDINGS = ['signIn', 'vanish', 'problem', 'waiting', 'reading', 'paused', 'ok'] as const
export type Standing = (typeof STANDINGS)[number]

export function standingOf({ paused, hasSecret, sync }: ConnectionView): Standing {
  if (paused || sync.phase === 'paused') return 'paused'
  if (!hasSecret || sync.fault?.reason === 'signIn') return 'signIn'
  if (sync.wouldVanish) return 'vanish'
  if (sync.phase === 'problem') return 'problem'
  if (sync.phase === 'waiting' && sync.fault) return 'waiting'
  if (sync.phase === 'full') return 'reading'
  return 'ok'
}

/** What waits for a person: nothing goes on by itself. */
export const needsHand = (standing: Standing): boolean =>
  standing === 'signIn' || standing === 'vanish' || standing === 'problem'

/** The connection that is worst off; of several the most trusted. Null where there are none. */
export function worstConnection(
  connections: readonly ConnectionView[],
): { readonly connection: ConnectionView; readonly standing: Standing } | null {
  for (const standing of STANDINGS) {
    const connection = connections.find((each) => standingOf(each) === standing)
    if (connection) return { connection, standing }
  }
  return null
}

/** What the agent calls a connection; one that is gone keeps its id for a name. */
export const connectionName = (connections: CrmView['connections'], id: string): string =>
  connections.find((connection) => connection.id === id)?.name ?? id

/** What a customer's field is called here, by its key: `city`, `number:mobile`, `field:Plan`. */
export function fieldWord(key: string, t: Translate): string {
  if (key === 'numbers') return t('customer.numbers')
  if (key === 'fields') return t('customer.fields')
  const target = columnTarget(key)
  if (target.startsWith('number:')) return target.slice('number:'.length) || t('customer.number')
  if (target.startsWith('field:')) return target.slice('field:'.length)
  if (target === 'skip') return key
  return t(`importing.field.${target as 'name'}`)
}
