import { powerMonitor, powerSaveBlocker } from 'electron'

export type PowerListener = {
  /** The machine is about to sleep: sockets will be dead when it wakes. */
  readonly suspend: () => void
  readonly resume: () => void
  readonly lock: () => void
  readonly unlock: () => void
  /** The system is going down (Linux and macOS). */
  readonly shutdown: () => void
}

/** Tells of what the machine does. Needs a ready app. */
export function watchPower(listener: PowerListener): void {
  powerMonitor.on('suspend', () => listener.suspend())
  powerMonitor.on('resume', () => listener.resume())
  powerMonitor.on('lock-screen', () => listener.lock())
  powerMonitor.on('unlock-screen', () => listener.unlock())
  powerMonitor.on('shutdown', () => listener.shutdown())
}

/** Keeps the machine from going to sleep by itself while there is a call. May be set to the same again. */
export function createWakeLock(): (awake: boolean) => void {
  let held: number | null = null
  return (awake) => {
    if (awake && held === null) held = powerSaveBlocker.start('prevent-app-suspension')
    if (!awake && held !== null) {
      powerSaveBlocker.stop(held)
      held = null
    }
  }
}
