import { useEffect } from 'react'
import type { HotkeyAction, View } from '../../../contract/view.ts'
import type { CommandName, Input } from '../api.ts'
import { useParts } from '../state/agent-context.tsx'
import { conferenceOf, joinable } from '../state/conference.ts'
import { type DeskStore, openPlace, pickCall, toggleDrawer } from '../state/desk-store.ts'
import { primaryCall } from '../state/shown-call.ts'
import { matches, parseAccelerator } from '../ui/accelerator.ts'
import { focusTarget, SHORTCUTS, type Shortcut } from './shortcuts.ts'

type Order = { [Name in CommandName]: { readonly name: Name; readonly input: Input<Name> } }[CommandName]

/** Orders to calls whose keys belong to this window. */
type WindowOrder = 'swap' | 'join'

const isOrder = (shortcut: Shortcut | undefined): shortcut is WindowOrder =>
  shortcut === 'swap' || shortcut === 'join'

/** What a call's hotkey orders just now; null where there is nothing that it could mean. */
export function orderOf(action: HotkeyAction | WindowOrder, view: View): Order | null {
  const ringing = view.calls.find((call) => call.phase === 'ringing')
  const current = primaryCall(view.calls)
  switch (action) {
    case 'answer':
      return ringing ? { name: 'call.answer', input: { call: ringing.id } } : null
    case 'reject':
      return ringing ? { name: 'call.reject', input: { call: ringing.id, as: 'decline' } } : null
    case 'hangUp':
      if (!current) return null
      // A key can't say which of two it means.
      return conferenceOf(view.calls, current)
        ? { name: 'call.endConference', input: { call: current.id } }
        : { name: 'call.hangUp', input: { call: current.id } }
    case 'mute':
      if (current?.phase !== 'connected') return null
      return { name: current.muted ? 'call.unmute' : 'call.mute', input: { call: current.id } }
    case 'hold':
      if (current?.phase !== 'connected') return null
      return { name: current.held ? 'call.resume' : 'call.hold', input: { call: current.id } }
    case 'swap': {
      const connected = view.calls.filter((call) => call.phase === 'connected')
      return connected.length > 1 && connected.some(({ held }) => held)
        ? { name: 'call.swap', input: null }
        : null
    }
    case 'join': {
      const pair = joinable(view.calls)
      return pair && { name: 'call.conference', input: { call: pair[0].id, with: pair[1].id } }
    }
  }
}

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, [contenteditable="true"]')

function runShortcut(shortcut: Shortcut, view: View, desk: DeskStore): void {
  switch (shortcut) {
    case 'palette':
    case 'dial':
      focusTarget('search')
      return
    case 'stateMenu':
      document.querySelector<HTMLElement>('[data-hotkey="stateMenu"] button')?.click()
      return
    case 'notes':
      openPlace(desk, { screen: 'desk' })
      requestAnimationFrame(() => focusTarget('notes'))
      return
    case 'list':
      desk.setState({ shortcutsOpen: true })
      return
    case 'transfer': {
      const current = primaryCall(view.calls)
      if (current?.phase !== 'connected' || conferenceOf(view.calls, current)) return
      pickCall(desk, desk.getState().picked)
      toggleDrawer(desk, current.id, 'transfer')
      return
    }
    case 'desk':
      openPlace(desk, { screen: 'desk' })
      return
    case 'calls':
      openPlace(desk, { screen: 'calls', call: null })
      return
    case 'customers':
      openPlace(desk, { screen: 'customers', customer: null, task: 'none' })
      return
    case 'crm':
      if (view.crm.connections.length > 0) openPlace(desk, { screen: 'crm', item: null })
      return
    case 'settings':
      openPlace(desk, { screen: 'settings', section: 'line' })
      return
    case 'swap':
    case 'join':
      return
  }
}

/** The keys that work wherever the focus is in this window. Nothing here is a single letter. */
export function useHotkeys(): void {
  const { api, views, desk } = useParts()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { view } = views.getState()
      if (!view || event.defaultPrevented || event.repeat) return
      const pressed = (accelerator: string) => {
        const chord = parseAccelerator(accelerator)
        return chord !== null && matches(chord, event)
      }
      const hotkey = view.settings.hotkeys.find(({ focused }) => pressed(focused))
      const shortcut = (Object.keys(SHORTCUTS) as Shortcut[]).find((each) => pressed(SHORTCUTS[each]))
      const action = hotkey?.action ?? (isOrder(shortcut) ? shortcut : null)
      if (action) {
        event.preventDefault()
        const order = orderOf(action, view)
        if (order) void api.send(order.name, order.input as never)
        return
      }
      if (shortcut) {
        event.preventDefault()
        runShortcut(shortcut, view, desk)
        return
      }
      if (event.key === '?' && !inText(event.target)) desk.setState({ shortcutsOpen: true })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [api, views, desk])
}
