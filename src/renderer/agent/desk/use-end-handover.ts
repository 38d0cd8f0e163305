import { useEffect, useRef } from 'react'
import type { CallView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'

/**
 * When a call ends, its controls go away. If the focus was on them, it goes to the wrap-up, where the agent's
 * next key belongs; elsewhere it is left alone.
 */
export function useEndHandover(calls: readonly CallView[]): void {
  const focused = useRef<CallId | null>(null)
  useEffect(() => {
    const onFocus = (event: FocusEvent) => {
      const card = event.target instanceof HTMLElement ? event.target.closest('[data-call]') : null
      focused.current = card?.getAttribute('data-call') ?? null
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [])
  useEffect(() => {
    const ended = calls.find((call) => call.id === focused.current && call.phase === 'ended')
    if (!ended || document.activeElement !== document.body) return
    focused.current = null
    const group = document.querySelector('[data-hotkey="wrapUp"]')
    const target =
      group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector<HTMLElement>('input')
    target?.focus()
  }, [calls])
}
