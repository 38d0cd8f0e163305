import type { OutboxRow } from '../../../../contract/crm.ts'
import type { Translate } from '../../i18n/translate.ts'

/** How an item stands, in a word. */
export function stateWord(
  { state, attempts, fault }: Pick<OutboxRow, 'state' | 'attempts' | 'fault'>,
  t: Translate,
): string {
  if (state === 'done' && fault) return t('crm.outbox.state.nowhere')
  return t(state === 'queued' && attempts > 0 ? 'crm.outbox.state.again' : `crm.outbox.state.${state}`)
}
