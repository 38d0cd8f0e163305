import { useEffect, useRef } from 'react'
import type { CallView } from '../../../contract/view.ts'
import type { CallId } from '../../../domain/call/facts.ts'

const isLive = (call: CallView): boolean => call.phase !== 'ended'

/** Nothing has the focus, or only a column does that held what it was on: no key does anything there. */
const isNowhere = (focused: Element | null): boolean =>
  focused === document.body || (focused?.hasAttribute('data-column') ?? false)

/**
 * When a call ends, its controls go away. If the focus was on them, or nowhere, it goes to the wrap-up, where the
 * agent's next key belongs; elsewhere it is left alone.
 */
export function useEndHandover(calls: readonly CallView[]): void {
  const focused = useRef<CallId | null>(null)
  const before = useRef(calls)
  useEffect(() => {
    const onFocus = (event: FocusEvent) => {
      const card = event.target instanceof HTMLElement ? event.target.closest('[data-call]') : null
      focused.current = card?.getAttribute('data-call') ?? null
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [])
  useEffect(() => {
    const lived = new Set(before.current.filter(isLive).map(({ id }) => id))
    before.current = calls
    // Beside another call the wrap-up on the desk is that call's.
    const ownsDesk = !calls.some(isLive)
    const ended = calls.find(
      (call) => !isLive(call) && (call.id === focused.current || (ownsDesk && lived.has(call.id))),
    )
    if (!ended || !isNowhere(document.activeElement)) return
    focused.current = null
    const group = document.querySelector('[data-hotkey="wrapUp"]')
    const target =
      group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector<HTMLElement>('input')
    target?.focus()
  }, [calls])
}
