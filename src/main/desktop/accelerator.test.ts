import { describe, expect, it } from 'vitest'
import { canonicalAccelerator } from './accelerator.ts'

describe('a hotkey', () => {
  it.each([
    ['CommandOrControl+Shift+F9', 'linux', 'Control+Shift+f9'],
    ['Shift+Ctrl+F9', 'linux', 'Control+Shift+f9'],
    ['CommandOrControl+Shift+F9', 'darwin', 'Command+Shift+f9'],
    ['cmdorctrl + m', 'win32', 'Control+m'],
    ['Alt+Option+num5', 'darwin', 'Alt+num5'],
    ['F9', 'linux', 'f9'],
    ['Shift+F9', 'linux', 'Shift+f9'],
    ['MediaPlayPause', 'win32', 'mediaplaypause'],
    ['Control+Plus', 'linux', 'Control+plus'],
  ] as const)('%s on %s is %s', (accelerator, platform, canonical) => {
    expect(canonicalAccelerator(accelerator, platform)).toBe(canonical)
  })

  it.each([
    [''],
    ['A'],
    ['Shift+A'],
    ['Space'],
    ['Control'],
    ['Control+Shift'],
    ['Control+'],
    ['Hyper+A'],
    ['Control+F25'],
    ['Control+nonsense'],
  ])('%j is none', (accelerator) => {
    expect(canonicalAccelerator(accelerator, 'linux')).toBeNull()
  })
})
