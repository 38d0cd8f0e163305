import type { ConnectionTested } from '../../../contract/crm.ts'
import type { Followed, SyncOrder, SyncReport } from '../../../contract/sync.ts'
import type { CrmFault } from '../../../domain/crm/failure.ts'
import { ok } from '../../../domain/result.ts'

type Tested =
  | { readonly ok: true; readonly value: ConnectionTested }
  | { readonly ok: false; readonly reason: 'failed'; readonly fault: CrmFault }
type Reported = Extract<SyncReport, { kind: 'crm.tested' }>['result']

/** Has the worker try a connection that may never have been saved. */
export function createTester(post: (order: SyncOrder) => void) {
  const waiting = new Map<number, (tested: Tested) => void>()
  let last = 0
  const failed = (fault: CrmFault): Tested => ({ ok: false, reason: 'failed', fault })

  return {
    test: (connection: Followed, secret: string): Promise<Tested> => {
      last += 1
      const job = last
      return new Promise((resolve) => {
        waiting.set(job, resolve)
        post({ kind: 'crm.test', job, connection, secret })
      })
    },
    tested: (job: number, result: Reported): void => {
      waiting.get(job)?.(result.ok ? ok(result.value) : failed(result.fault))
      waiting.delete(job)
    },
    workerEnded: (): void => {
      const fault: CrmFault = { reason: 'failed', detail: 'the worker ended', retryAfter: null }
      for (const answer of waiting.values()) answer(failed(fault))
      waiting.clear()
    },
  }
}
