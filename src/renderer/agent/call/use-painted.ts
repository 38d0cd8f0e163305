import { useLayoutEffect } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { useParts } from '../state/agent-context.tsx'

/**
 * Tells main, once for a ringing call, that the caller's card is on screen. The frame's callback runs before it is
 * painted; a message posted from there is the first thing that runs after it.
 */
export function usePainted({ id }: CallView): void {
  const { api, desk } = useParts()
  useLayoutEffect(() => {
    if (desk.getState().painted === id) return
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      desk.setState({ painted: id })
      void api.send('pop.painted', { call: id })
    }
    const frame = requestAnimationFrame(() => channel.port2.postMessage(null))
    return () => {
      cancelAnimationFrame(frame)
      channel.port1.close()
    }
  }, [api, desk, id])
}
