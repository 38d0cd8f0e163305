import type { OutboxRow } from '../../../../contract/crm.ts'
import type { Translate } from '../../i18n/translate.ts'

/** How an item stands, in a word. */
export function stateWord({ state, attempts }: Pick<OutboxRow, 'state' | 'attempts'>, t: Translate): string {
  return t(state === 'queued' && attempts > 0 ? 'crm.outbox.state.again' : `crm.outbox.state.${state}`)
}
