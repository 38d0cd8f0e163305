import { describe, expect, it } from 'vitest'
import type { HotkeyAction } from '../../contract/view.ts'
import { createHotkeys, type GlobalHotkey, type HotkeyOptions, type ShortcutPort } from './hotkeys.ts'

const keys: readonly GlobalHotkey[] = [
  { action: 'answer', global: 'CommandOrControl+Shift+F9' },
  { action: 'mute', global: 'CommandOrControl+Shift+F10' },
  { action: 'reject', global: null },
]

function setUp(options: { taken?: readonly string[]; wayland?: boolean } = {}) {
  const held = new Map<string, () => void>()
  const port: ShortcutPort = {
    register: (accelerator, pressed) => {
      if (accelerator === 'Control+Ä') throw new TypeError('conversion failure')
      if (options.taken?.includes(accelerator)) return false
      held.set(accelerator, pressed)
      return true
    },
    unregister: (accelerator) => void held.delete(accelerator),
  }
  const done: HotkeyAction[] = []
  let now = 0
  let changes = 0
  const parts: HotkeyOptions = {
    platform: 'linux',
    wayland: options.wayland ?? false,
    onAction: (action) => done.push(action),
    changed: () => {
      changes += 1
    },
    now: () => now,
  }
  return {
    hotkeys: createHotkeys(port, parts),
    held,
    done,
    changes: () => changes,
    press: (accelerator: string, at: number) => {
      now = at
      held.get(accelerator)?.()
    },
  }
}

describe('the global hotkeys', () => {
  it('are off until they are switched on', () => {
    const { hotkeys, held } = setUp()
    expect(hotkeys.state('answer')).toBe('off')
    hotkeys.apply(keys, false)
    expect(held.size).toBe(0)
    hotkeys.apply(keys, true)
    expect([...held.keys()]).toEqual(['CommandOrControl+Shift+F9', 'CommandOrControl+Shift+F10'])
    expect(['answer', 'mute', 'reject'].map((action) => hotkeys.state(action as HotkeyAction))).toEqual([
      'ok',
      'ok',
      'off',
    ])
  })

  it('do what their key says', () => {
    const { hotkeys, press, done } = setUp()
    hotkeys.apply(keys, true)
    press('CommandOrControl+Shift+F9', 1_000)
    press('CommandOrControl+Shift+F10', 1_100)
    expect(done).toEqual(['answer', 'mute'])
  })

  it('take a key that is held down, or pressed twice by mistake, once', () => {
    const { hotkeys, press, done } = setUp()
    hotkeys.apply(keys, true)
    for (const at of [0, 30, 60, 400, 790]) press('CommandOrControl+Shift+F10', at)
    expect(done).toEqual(['mute'])
    press('CommandOrControl+Shift+F10', 1_190)
    expect(done).toEqual(['mute', 'mute'])
  })

  it('say which key another program has', () => {
    const { hotkeys } = setUp({ taken: ['CommandOrControl+Shift+F9'] })
    hotkeys.apply(keys, true)
    expect(hotkeys.state('answer')).toBe('taken')
    expect(hotkeys.state('mute')).toBe('ok')
  })

  it('say which key is named twice, however it is spelled', () => {
    const { hotkeys, held } = setUp()
    hotkeys.apply([...keys, { action: 'hold', global: 'Shift+Ctrl+f10' }], true)
    expect(hotkeys.state('mute')).toBe('ok')
    expect(hotkeys.state('hold')).toBe('duplicate')
    expect(held.size).toBe(2)
  })

  it('say which key can be none', () => {
    const { hotkeys } = setUp()
    hotkeys.apply(
      [
        { action: 'answer', global: 'A' },
        { action: 'mute', global: 'Control+Ä' },
      ],
      true,
    )
    expect(hotkeys.state('answer')).toBe('unavailable')
    expect(hotkeys.state('mute')).toBe('unavailable')
  })

  it('are unverified where the desktop decides, until one was pressed', () => {
    const { hotkeys, press, changes, done } = setUp({ wayland: true })
    hotkeys.apply(keys, true)
    expect(hotkeys.state('answer')).toBe('unverified')
    press('CommandOrControl+Shift+F9', 0)
    expect(hotkeys.state('answer')).toBe('ok')
    expect(hotkeys.state('mute')).toBe('unverified')
    expect([changes(), done]).toEqual([1, ['answer']])
  })

  it('give up the old keys for the new ones, and all of them at the end', () => {
    const { hotkeys, held } = setUp()
    hotkeys.apply(keys, true)
    hotkeys.apply([{ action: 'answer', global: 'F8' }], true)
    expect([...held.keys()]).toEqual(['F8'])
    expect(hotkeys.state('mute')).toBe('off')
    hotkeys.renew()
    expect([...held.keys()]).toEqual(['F8'])
    hotkeys.stop()
    expect(held.size).toBe(0)
  })
})
