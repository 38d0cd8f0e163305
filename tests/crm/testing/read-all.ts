import type { RemoteDeal, RemoteRecord } from '../../../src/domain/crm/record.ts'
import type { Page, Session } from '../../../src/main/crm/connector.ts'

export type ReadAll = {
  readonly records: readonly RemoteRecord[]
  readonly deals: readonly RemoteDeal[]
  readonly gone: readonly string[]
  readonly bad: Page['bad']
  readonly pages: readonly Page[]
  /** Where the next look begins. */
  readonly cursor: string
}

/** All pages from a cursor on. `session` may be another one each time, as after a crash. */
export async function readAll(
  session: () => Session,
  object: string,
  from: string | null = null,
): Promise<ReadAll> {
  const pages: Page[] = []
  let cursor = from
  for (;;) {
    const page = await session().pull(object, cursor)
    pages.push(page)
    if (cursor === page.cursor && page.more) throw new Error('the cursor doesn’t move')
    cursor = page.cursor
    if (!page.more) break
  }
  return {
    records: pages.flatMap(({ records }) => records),
    deals: pages.flatMap(({ deals }) => deals),
    gone: pages.flatMap(({ gone }) => gone),
    bad: pages.flatMap(({ bad }) => bad),
    pages,
    cursor,
  }
}
