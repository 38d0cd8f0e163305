import { useCallback, useEffect, useRef, useState } from 'react'
import type { HistoryPage, HistoryRow } from '../../../contract/agent.ts'
import { type Input, refusalOf } from '../api.ts'
import { useApi, useView } from './agent-context.tsx'

export type HistoryQuery = Pick<Input<'history.list'>, 'text' | 'filter' | 'customer'>

export type History = {
  readonly rows: readonly HistoryRow[]
  readonly more: boolean
  readonly loading: boolean
  readonly refusal: string | null
  readonly loadMore: () => void
  readonly reload: () => void
}

type Loaded = Pick<History, 'rows' | 'more' | 'loading' | 'refusal'>
const BEFORE_FIRST: Loaded = { rows: [], more: false, loading: true, refusal: null }

/** Calls that are over, newest first, page by page. It asks again when a call has ended. */
export function useHistory({ text, filter, customer }: HistoryQuery, pageSize: number): History {
  const api = useApi()
  const ended = useView(
    ({ today, calls, notices }) =>
      `${today.handledCalls}/${today.missedCalls}/${notices.length}/${calls.filter(({ phase }) => phase === 'ended').length}`,
  )
  const [loaded, setLoaded] = useState(BEFORE_FIRST)
  const [turn, setTurn] = useState(0)
  const asked = useRef(0)

  const load = useCallback(
    async (before: number | null) => {
      asked.current += 1
      const question = asked.current
      setLoaded((last) => ({ ...last, loading: true }))
      const answer = await api.send('history.list', { text, filter, customer, before, limit: pageSize })
      if (question !== asked.current) return
      const refusal = refusalOf(answer)
      const page: HistoryPage = refusal === null ? (answer as HistoryPage) : { rows: [], more: false }
      setLoaded((last) => ({
        rows: before === null ? page.rows : [...last.rows, ...page.rows],
        more: page.more,
        loading: false,
        refusal,
      }))
    },
    [api, text, filter, customer, pageSize],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: a call that ended, or a wish to reload, asks again.
  useEffect(() => {
    void load(null)
  }, [load, ended, turn])

  const last = loaded.rows.at(-1)
  return {
    ...loaded,
    reload: () => setTurn((count) => count + 1),
    loadMore: () => {
      if (loaded.more && !loaded.loading && last) void load(last.startedAt)
    },
  }
}
