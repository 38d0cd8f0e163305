import type { HotkeyAction, HotkeyState } from '../../contract/view.ts'
import { canonicalAccelerator } from './accelerator.ts'
import { createPressGuard } from './press-guard.ts'

/** The parts of Electron's `globalShortcut` that are used. */
export type ShortcutPort = {
  register(accelerator: string, pressed: () => void): boolean
  unregister(accelerator: string): void
}

export type GlobalHotkey = { readonly action: HotkeyAction; readonly global: string | null }

export type HotkeyOptions = {
  readonly platform: NodeJS.Platform
  /** There the desktop decides which key it will be, and a registration proves nothing until the key was pressed. */
  readonly wayland: boolean
  readonly onAction: (action: HotkeyAction) => void
  /** A state has changed by itself. */
  readonly changed: () => void
  /** Monotonic milliseconds. */
  readonly now: () => number
}

export type Hotkeys = {
  /** Registers exactly these, or none at all when they are switched off. */
  readonly apply: (hotkeys: readonly GlobalHotkey[], enabled: boolean) => void
  readonly state: (action: HotkeyAction) => HotkeyState
  /** Registers the same ones again: after a resume or another keyboard layout some systems forget them. */
  readonly renew: () => void
  readonly stop: () => void
}

type Planned = { readonly action: HotkeyAction; readonly accelerator: string; readonly state: HotkeyState }

/** What is to be registered, and what can't be: `off`, `unavailable` (no hotkey for this), `duplicate` (named twice). */
export function planHotkeys(
  hotkeys: readonly GlobalHotkey[],
  enabled: boolean,
  platform: NodeJS.Platform,
): readonly Planned[] {
  const taken = new Set<string>()
  return hotkeys.map(({ action, global }) => {
    const accelerator = global ?? ''
    if (!enabled || accelerator === '') return { action, accelerator, state: 'off' }
    const canonical = canonicalAccelerator(accelerator, platform)
    if (canonical === null) return { action, accelerator, state: 'unavailable' }
    if (taken.has(canonical)) return { action, accelerator, state: 'duplicate' }
    taken.add(canonical)
    return { action, accelerator, state: 'ok' }
  })
}

/** Hotkeys that work while another program has the focus. */
export function createHotkeys(port: ShortcutPort, options: HotkeyOptions): Hotkeys {
  const states = new Map<HotkeyAction, HotkeyState>()
  const guard = createPressGuard()
  let registered: string[] = []
  let last: readonly Planned[] = []

  const pressed = (action: HotkeyAction): void => {
    if (states.get(action) === 'unverified') {
      states.set(action, 'ok')
      options.changed()
    }
    if (guard(action, options.now())) options.onAction(action)
  }

  const register = ({ action, accelerator, state }: Planned): HotkeyState => {
    if (state !== 'ok') return state
    try {
      if (!port.register(accelerator, () => pressed(action))) return 'taken'
    } catch {
      // What Electron can't even parse.
      return 'unavailable'
    }
    registered.push(accelerator)
    return options.wayland ? 'unverified' : 'ok'
  }

  const clear = (): void => {
    for (const accelerator of registered) port.unregister(accelerator)
    registered = []
  }

  const renew = (): void => {
    clear()
    for (const planned of last) states.set(planned.action, register(planned))
  }

  return {
    apply: (hotkeys, enabled) => {
      last = planHotkeys(hotkeys, enabled, options.platform)
      states.clear()
      renew()
    },
    state: (action) => states.get(action) ?? 'off',
    renew,
    stop: clear,
  }
}
