import { useCallback, useEffect, useRef, useState } from 'react'
import { type Answer, type CommandName, type Input, refusalOf } from '../api.ts'
import { useApi } from './agent-context.tsx'

export type Command<Name extends CommandName> = {
  readonly send: (input: Input<Name>) => Promise<Answer<Name>>
  /** Why the last one was not carried out; it stands beside the control that sent it. */
  readonly refusal: string | null
  readonly pending: boolean
  readonly clear: () => void
}

/** A command with the words that came back. What it changed shows in the next view, never here. */
export function useCommand<Name extends CommandName>(name: Name): Command<Name> {
  const api = useApi()
  const [refusal, setRefusal] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  const send = useCallback(
    async (input: Input<Name>) => {
      setPending(true)
      setRefusal(null)
      const answer = await api.send(name, input)
      if (alive.current) {
        setPending(false)
        setRefusal(refusalOf(answer))
      }
      return answer
    },
    [api, name],
  )
  const clear = useCallback(() => setRefusal(null), [])
  return { send, refusal, pending, clear }
}
