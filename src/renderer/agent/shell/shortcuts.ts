import type { Translate } from '../i18n/translate.ts'

/** The keys of the window itself. Those of calls can be changed and come with the view's settings. */
export const SHORTCUTS = {
  palette: 'CommandOrControl+K',
  dial: 'CommandOrControl+L',
  transfer: 'CommandOrControl+Shift+X',
  swap: 'CommandOrControl+Shift+Y',
  join: 'CommandOrControl+Shift+J',
  stateMenu: 'CommandOrControl+Shift+S',
  notes: 'CommandOrControl+Shift+N',
  list: 'CommandOrControl+/',
  desk: 'CommandOrControl+1',
  calls: 'CommandOrControl+2',
  customers: 'CommandOrControl+3',
  settings: 'CommandOrControl+4',
  crm: 'CommandOrControl+5',
} as const

export type Shortcut = keyof typeof SHORTCUTS

/** Where a shortcut leads: the element says so itself with `data-hotkey`. */
export type HotkeyTarget = 'search' | 'stateMenu' | 'notes'

export function focusTarget(target: HotkeyTarget): boolean {
  const element = document.querySelector<HTMLElement>(`[data-hotkey="${target}"]`)
  const inner = element?.matches('input, textarea, button')
    ? element
    : element?.querySelector<HTMLElement>('input, textarea, button')
  inner?.focus()
  return inner !== null && inner !== undefined
}

/** The name of a shortcut that the agent can't change, for a tip or the list. */
export const shortcutTitle = (
  shortcut: 'palette' | 'stateMenu' | 'notes' | 'transfer' | 'swap',
  t: Translate,
) => t(`shell.shortcuts.${shortcut}`)
