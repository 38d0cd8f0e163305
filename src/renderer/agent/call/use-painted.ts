import { useEffect } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useApi } from '../state/agent-context.tsx'

/**
 * Tells main, once for a ringing call, that the caller's card is on screen. The first frame after the commit
 * paints it; the second says that it has.
 */
export function usePainted({ id }: CallView): void {
  const api = useApi()
  useEffect(() => {
    let second = 0
    const first = requestAnimationFrame(() => {
      second = requestAnimationFrame(() => void api.send('pop.painted', { call: id }))
    })
    return () => {
      cancelAnimationFrame(first)
      cancelAnimationFrame(second)
    }
  }, [api, id])
}
