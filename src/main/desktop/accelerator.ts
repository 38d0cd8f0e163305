const modifiers: Readonly<Record<string, string>> = {
  ctrl: 'Control',
  control: 'Control',
  cmd: 'Command',
  command: 'Command',
  super: 'Command',
  meta: 'Command',
  alt: 'Alt',
  option: 'Alt',
  altgr: 'AltGr',
  shift: 'Shift',
}
const order = ['Control', 'Command', 'Alt', 'AltGr', 'Shift']

const namedKeys: ReadonlySet<string> = new Set(
  (
    'Plus Space Tab Backspace Delete Insert Return Enter Up Down Left Right Home End PageUp PageDown Escape Esc ' +
    'VolumeUp VolumeDown VolumeMute MediaNextTrack MediaPreviousTrack MediaStop MediaPlayPause PrintScreen ' +
    'Capslock Numlock Scrolllock numdec numadd numsub nummult numdiv'
  )
    .split(' ')
    .map((name) => name.toLowerCase()),
)

const isKey = (key: string): boolean =>
  key.length === 1 || /^(f([1-9]|1\d|2[0-4])|num\d)$/.test(key) || namedKeys.has(key)

/** Keys that may be taken from every other program without a modifier: they type nothing. */
const typesNothing = (key: string): boolean => /^(f\d+|media\w+|volume\w+)$/.test(key)

/**
 * One spelling for all that mean the same keys on this platform, so that they can be compared. Null for what is no
 * accelerator of Electron's, and for one that would take a plain key away from typing (WCAG 2.1.4).
 */
export function canonicalAccelerator(accelerator: string, platform: NodeJS.Platform): string | null {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase())
  const key = parts.pop()
  if (key === undefined || !isKey(key)) return null
  const either = platform === 'darwin' ? 'Command' : 'Control'
  const held = parts.map((part) =>
    part === 'commandorcontrol' || part === 'cmdorctrl' ? either : modifiers[part],
  )
  if (held.includes(undefined)) return null
  const used = order.filter((modifier) => held.includes(modifier))
  const strong = used.some((modifier) => modifier !== 'Shift')
  return strong || typesNothing(key) ? [...used, key].join('+') : null
}
