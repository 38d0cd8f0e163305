import { useCallback, useEffect, useState } from 'react'
import type { ConnectorView } from '../../../contract/crm.ts'
import { useApi } from '../state/agent-context.tsx'

export type Connectors = {
  /** Null until they came. */
  readonly connectors: readonly ConnectorView[] | null
  readonly failed: boolean
  readonly again: () => void
}

/** The connectors that this Offhook has. They don't change while it runs. */
export function useConnectors(): Connectors {
  const api = useApi()
  const [connectors, setConnectors] = useState<readonly ConnectorView[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish to ask again asks again.
  useEffect(() => {
    let current = true
    void api.send('crm.connectors', null).then((answer) => {
      if (!current) return
      if (Array.isArray(answer)) setConnectors(answer)
      else setFailed(true)
    })
    return () => {
      current = false
    }
  }, [api, turn])
  const again = useCallback(() => {
    setFailed(false)
    setTurn((count) => count + 1)
  }, [])
  return { connectors, failed, again }
}
