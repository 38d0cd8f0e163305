/** A device as `enumerateDevices` names it. `default` and `communications` are stand-ins for one of the others. */
export type SeenDevice = { readonly id: string; readonly label: string; readonly group: string }

export type Device = { readonly id: string; readonly label: string }

export type Preferences = {
  readonly microphone: Device | null
  readonly speaker: Device | null
  readonly ringer: Device | null
}

export type DeviceChoice = {
  /** For `getUserMedia` and `setSinkId`: empty lets the system choose. */
  readonly id: string
  /** The device that this comes down to now, where it is known. */
  readonly device: Device | null
}

export type Choices = {
  readonly microphone: DeviceChoice
  readonly speaker: DeviceChoice
  readonly ringer: DeviceChoice
}

const standIns: ReadonlySet<string> = new Set(['default', 'communications', ''])

/** The devices that one can choose from: real ones. */
export const realDevices = (seen: readonly SeenDevice[]): Device[] =>
  seen.filter(({ id }) => !standIns.has(id)).map(({ id, label }) => ({ id, label }))

/** What the system's default comes down to: the device of the same group, or whose name the stand-in's ends with. */
function behindDefault(seen: readonly SeenDevice[]): Device | null {
  const real = seen.filter(({ id }) => !standIns.has(id))
  const standIn = seen.find(({ id }) => id === 'default')
  const found =
    standIn === undefined
      ? real[0]
      : (real.find(({ group }) => group !== '' && group === standIn.group) ??
        real.find(({ label }) => label !== '' && standIn.label.endsWith(label)) ??
        standIn)
  return found === undefined ? null : { id: found.id, label: found.label }
}

/**
 * The chosen device; one of the same name where its id is gone (ids change when site data is cleared, and with some
 * drivers at each plugging in); else the system's default.
 */
export function chooseDevice(preference: Device | null, seen: readonly SeenDevice[]): DeviceChoice {
  const real = realDevices(seen)
  const found =
    preference === null
      ? undefined
      : (real.find(({ id }) => id === preference.id) ??
        real.find(({ label }) => label !== '' && label === preference.label))
  return found === undefined ? { id: '', device: behindDefault(seen) } : { id: found.id, device: found }
}

export const chooseDevices = (
  preferences: Preferences,
  seen: { readonly microphones: readonly SeenDevice[]; readonly speakers: readonly SeenDevice[] },
): Choices => ({
  microphone: chooseDevice(preferences.microphone, seen.microphones),
  speaker: chooseDevice(preferences.speaker, seen.speakers),
  ringer: chooseDevice(preferences.ringer, seen.speakers),
})

/** Two choices that are the same need no switching. The default is another one when what stands behind it changed. */
export const sameChoice = (one: DeviceChoice, other: DeviceChoice): boolean =>
  one.id === other.id && one.device?.id === other.device?.id && one.device?.label === other.device?.label
