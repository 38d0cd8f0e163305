import { useCallback, useEffect, useRef, useState } from 'react'
import type { OutboxPage, OutboxRow } from '../../../../contract/crm.ts'
import { type Input, refusalOf } from '../../api.ts'
import { useApi, useView } from '../../state/agent-context.tsx'

export type OutboxFilter = Input<'outbox.list'>['filter']

export type Outbox = {
  readonly rows: readonly OutboxRow[]
  readonly more: boolean
  readonly loading: boolean
  readonly refusal: string | null
  readonly loadMore: () => void
  readonly reload: () => void
}

type Loaded = Pick<Outbox, 'rows' | 'more' | 'loading' | 'refusal'>
const BEFORE_FIRST: Loaded = { rows: [], more: false, loading: true, refusal: null }
const PAGE = 100
/** A try takes a moment, and a hundred of them needn't be watched one by one. */
const AFTER_TRY_MS = 2_000
const LONGEST_TIMER_MS = 3_600_000

/** What is written to the CRMs, newest first, page by page. It asks again when the figures change, and after the next try. */
export function useOutbox(filter: OutboxFilter): Outbox {
  const api = useApi()
  const figures = useView(({ crm }) => crm.outbox)
  const [loaded, setLoaded] = useState(BEFORE_FIRST)
  const [turn, setTurn] = useState(0)
  const asked = useRef(0)
  const load = useCallback(
    async (before: number | null, limit: number) => {
      asked.current += 1
      const question = asked.current
      setLoaded((last) => ({ ...last, loading: true }))
      const answer = await api.send('outbox.list', { filter, before, limit })
      if (question !== asked.current) return
      const refusal = refusalOf(answer)
      const page: OutboxPage = refusal === null ? (answer as OutboxPage) : { rows: [], more: false }
      setLoaded((last) => ({
        rows: before === null ? page.rows : [...last.rows, ...page.rows],
        more: page.more,
        loading: false,
        refusal,
      }))
    },
    [api, filter],
  )
  const { rows, more, loading } = loaded
  const shown = useRef(PAGE)
  shown.current = Math.min(200, Math.max(PAGE, rows.length))
  // biome-ignore lint/correctness/useExhaustiveDependencies: other figures, or a wish to reload, ask again.
  useEffect(() => {
    void load(null, shown.current)
  }, [load, figures, turn])

  const next = Math.min(...rows.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt])))
  useEffect(() => {
    if (!Number.isFinite(next)) return
    const wait = Math.max(0, next - Date.now()) + AFTER_TRY_MS
    const timer = setTimeout(() => setTurn((count) => count + 1), Math.min(wait, LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  }, [next])

  const last = rows.at(-1)
  return {
    ...loaded,
    reload: () => setTurn((count) => count + 1),
    loadMore: () => {
      if (more && !loading && last) void load(last.since, PAGE)
    },
  }
}
