import { useEffect, useRef } from 'react'
import styles from './tips.module.css'

const DELAY_MS = 500
const GAP = 6
const EDGE = 4

/**
 * One tip for the whole window: beside the element with `data-tip` under the pointer or the keyboard's focus. It repeats
 * for the eye what the element's name says to a screen reader.
 */
export function Tips() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const hide = (): void => {
      clearTimeout(timer)
      if (box.matches(':popover-open')) box.hidePopover()
    }
    const show = (target: HTMLElement): void => {
      if (!target.isConnected) return
      box.textContent = target.dataset.tip ?? ''
      box.showPopover()
      const { left, width, top, bottom } = target.getBoundingClientRect()
      const most = window.innerWidth - box.offsetWidth - EDGE
      const middle = left + width / 2 - box.offsetWidth / 2
      const below = bottom + GAP + box.offsetHeight <= window.innerHeight - EDGE
      box.style.left = `${Math.max(EDGE, Math.min(most, middle))}px`
      box.style.top = `${below ? bottom + GAP : top - GAP - box.offsetHeight}px`
    }
    const over = ({ type, target }: Event): void => {
      const named = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
      hide()
      if (!named || (type === 'focusin' && !named.matches(':focus-visible'))) return
      timer = setTimeout(() => show(named), DELAY_MS)
    }
    const begin = ['pointerover', 'focusin']
    const end = ['focusout', 'pointerdown', 'keydown', 'scroll', 'blur']
    for (const type of begin) window.addEventListener(type, over, true)
    for (const type of end) window.addEventListener(type, hide, true)
    return () => {
      clearTimeout(timer)
      for (const type of begin) window.removeEventListener(type, over, true)
      for (const type of end) window.removeEventListener(type, hide, true)
    }
  }, [])
  return <div ref={ref} popover="manual" aria-hidden="true" className={styles.tip} />
}
