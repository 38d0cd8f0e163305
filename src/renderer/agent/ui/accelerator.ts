import type { Translate } from '../i18n/translate.ts'

export type Chord = {
  /** Ctrl, or the command key on a Mac. */
  readonly control: boolean
  readonly shift: boolean
  readonly alt: boolean
  /** As Electron names it: `A`, `F9`, `Space`, `/`. */
  readonly key: string
}

/** Reads an Electron accelerator such as `CommandOrControl+Shift+A`; null where it isn't one. */
export function parseAccelerator(accelerator: string): Chord | null {
  const parts = accelerator.split('+').map((part) => part.trim())
  const key = parts.pop()
  if (!key) return null
  const modifiers = parts.map((part) => part.toLowerCase())
  const known = [
    'commandorcontrol',
    'cmdorctrl',
    'control',
    'ctrl',
    'command',
    'cmd',
    'shift',
    'alt',
    'option',
  ]
  if (!modifiers.every((modifier) => known.includes(modifier))) return null
  const has = (...names: readonly string[]) => modifiers.some((modifier) => names.includes(modifier))
  return {
    control: has('commandorcontrol', 'cmdorctrl', 'control', 'ctrl', 'command', 'cmd'),
    shift: has('shift'),
    alt: has('alt', 'option'),
    key: key.length === 1 ? key.toUpperCase() : key,
  }
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** The key of an event as an accelerator names it; null while only modifiers are down. */
export function keyName({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process', 'CapsLock'].includes(key))
    return null
  if (key === ' ') return 'Space'
  if (key === 'Escape') return 'Esc'
  if (key.startsWith('Arrow')) return key.slice(5)
  // With Shift the digits of many layouts give other letters; the key itself is what is meant.
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  if (digit !== undefined) return digit
  return key.length === 1 ? key.toUpperCase() : key
}

export function matches(chord: Chord, press: KeyPress): boolean {
  const control = press.ctrlKey || press.metaKey
  if (control !== chord.control || press.altKey !== chord.alt) return false
  if (keyName(press)?.toLowerCase() !== chord.key.toLowerCase()) return false
  return press.shiftKey === chord.shift
}

/** The accelerator that a key press makes, for *press the new keys*; null while it isn't complete. */
export function acceleratorOf(press: KeyPress): string | null {
  const key = keyName(press)
  if (key === null) return null
  return [
    press.ctrlKey || press.metaKey ? 'CommandOrControl' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey ? 'Shift' : null,
    key,
  ]
    .filter((part) => part !== null)
    .join('+')
}

/** The keys of an accelerator in the words of the language. */
export function keyParts(accelerator: string, mac: boolean, t: Translate): readonly string[] {
  const chord = parseAccelerator(accelerator)
  if (!chord) return [accelerator]
  const named: Readonly<Record<string, string>> = {
    Enter: t('common.keys.enter'),
    Return: t('common.keys.enter'),
    Space: t('common.keys.space'),
  }
  return [
    chord.control ? t(mac ? 'common.keys.command' : 'common.keys.control') : null,
    chord.alt ? t('common.keys.alt') : null,
    chord.shift ? t('common.keys.shift') : null,
    named[chord.key] ?? chord.key,
  ].filter((part) => part !== null)
}
