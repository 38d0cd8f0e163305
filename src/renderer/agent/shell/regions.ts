import { useEffect } from 'react'

const FOCUSABLE =
  'button:not([disabled]), input:not([disabled]), textarea:not([disabled]), [tabindex="0"]:not([role="separator"])'

const shown = (element: HTMLElement): boolean => element.getClientRects().length > 0

/** Where the focus goes in a region: where it was, else its first control, else the region itself. */
function enter(region: HTMLElement, last: ReadonlyMap<HTMLElement, HTMLElement>): void {
  const before = last.get(region)
  if (before?.isConnected && region.contains(before)) {
    before.focus()
    return
  }
  const first = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find(shown)
  const target = first ?? region
  target.focus()
}

/** F6 walks through the parts of the window, Shift+F6 back. */
export function useRegionWalk(): void {
  useEffect(() => {
    const last = new Map<HTMLElement, HTMLElement>()
    const onFocus = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement)) return
      const region = event.target.closest<HTMLElement>('[data-region]')
      if (region && region !== event.target) last.set(region, event.target)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey) return
      event.preventDefault()
      const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
      if (regions.length === 0) return
      const here = regions.findIndex((region) => region.contains(document.activeElement))
      const step = event.shiftKey ? -1 : 1
      const from = here === -1 && event.shiftKey ? 0 : here
      const next = regions[(from + step + regions.length) % regions.length]
      if (next) enter(next, last)
    }
    document.addEventListener('focusin', onFocus)
    window.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('focusin', onFocus)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
