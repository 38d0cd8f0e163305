import type { History } from '../../journal/history.ts'
import type { Desk } from '../desk.ts'
import type { Pops } from '../pops.ts'

/** Calls that are told of at a time. */
const PAGE = 100

/** Tells the calls of a customer that they are another one's: the customer was added to a CRM and has its id there. */
export function renameCustomer(
  parts: { readonly history: History; readonly desk: Desk; readonly pops: Pick<Pops, 'load'> },
  from: string,
  to: { readonly id: string; readonly name: string },
): void {
  const { history, desk, pops } = parts
  const told = new Set<string>()
  const tell = (call: string): void => {
    told.add(call)
    desk.amend(call, { kind: 'customerMatched', customer: to.id, name: to.name, how: 'created' })
    const shown = desk.book.calls.get(call) ?? desk.state().notices.find(({ id }) => id === call)
    if (shown) pops.load(shown)
  }
  for (const call of [...desk.book.calls.values()]) if (call.customer?.id === from) tell(call.id)
  for (;;) {
    const page = history.list({ text: '', filter: 'all', customer: from, before: null, limit: PAGE })
    // Where the disk is full, the history still says what it said before.
    const left = page.rows.filter(({ id }) => !told.has(id))
    if (left.length === 0) return
    for (const { id } of left) tell(id)
  }
}
