import type { ConnectionView } from '../../../contract/crm.ts'
import type { ProblemKind } from '../../../contract/view.ts'
import type { Problems } from '../problems.ts'

/** Until then a CRM that doesn't answer is no news: servers restart. */
const FAILING_AFTER_MS = 15 * 60_000

type Trouble = Extract<ProblemKind, `crm${string}`>

function troubleOf({ sync, paused, hasSecret }: ConnectionView, now: number): Trouble | null {
  if (paused) return null
  if (!hasSecret || sync.fault?.reason === 'signIn') return 'crmSignIn'
  if (sync.wouldVanish) return 'crmWouldVanish'
  const isLate = sync.lastOk === null || now - sync.lastOk > FAILING_AFTER_MS
  return sync.fault && isLate ? 'crmFailing' : null
}

const TROUBLES: readonly Trouble[] = ['crmSignIn', 'crmWouldVanish', 'crmFailing']

/** What of the connections the agent has to know, each kind once: of the most trusted one that has it. */
export function raiseCrmProblems(
  connections: readonly ConnectionView[],
  problems: Problems,
  /** Epoch ms. */
  now: number,
): void {
  for (const kind of TROUBLES) {
    const troubled = connections.find((connection) => troubleOf(connection, now) === kind)
    if (!troubled) problems.clear(kind)
    else {
      const { id, name, sync } = troubled
      const action = kind === 'crmSignIn' ? 'signIn' : 'openSettings'
      problems.raise({ kind, subject: name, detail: sync.fault?.detail ?? '', action, connection: id }, now)
    }
  }
}
