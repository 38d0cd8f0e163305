import { describe, expect, it } from 'vitest'
import { chooseDevice, chooseDevices, realDevices, type SeenDevice, sameChoice } from './choose-devices.ts'

const desk: SeenDevice = { id: 'd1', label: 'Desk speaker', group: 'g1' }
const headset: SeenDevice = { id: 'h1', label: 'Headset (046d:0a44)', group: 'g2' }
const standIn: SeenDevice = { id: 'default', label: 'Default - Desk speaker', group: 'g1' }
const communications: SeenDevice = { id: 'communications', label: 'Communications - Headset', group: 'g2' }
const all = [standIn, communications, desk, headset]

describe('the devices to choose from', () => {
  it('are the real ones', () => {
    expect(realDevices(all).map(({ id }) => id)).toEqual(['d1', 'h1'])
  })
})

describe('a device', () => {
  it('is the chosen one', () => {
    expect(chooseDevice({ id: 'h1', label: 'Headset (046d:0a44)' }, all)).toEqual({
      id: 'h1',
      device: { id: 'h1', label: 'Headset (046d:0a44)' },
    })
  })

  it('is found again by its name when its id has changed', () => {
    expect(chooseDevice({ id: 'old', label: 'Headset (046d:0a44)' }, all).id).toBe('h1')
  })

  it('is the system’s default when the chosen one is gone, and says which that is', () => {
    expect(chooseDevice({ id: 'old', label: 'Other headset' }, all)).toEqual({
      id: '',
      device: { id: 'd1', label: 'Desk speaker' },
    })
  })

  it('is the system’s default when none was chosen, or one without a name', () => {
    expect(chooseDevice(null, all).id).toBe('')
    expect(chooseDevice({ id: 'old', label: '' }, [{ id: 'x', label: '', group: '' }]).id).toBe('')
  })

  it('is nothing where nothing is plugged in', () => {
    expect(chooseDevice(null, [])).toEqual({ id: '', device: null })
  })

  it('behind the default is known by its group, its name, or by being the only one', () => {
    const behind = (...seen: SeenDevice[]) => chooseDevice(null, seen).device?.id
    expect(behind({ ...standIn, label: 'Default' }, headset, desk)).toBe('d1')
    expect(behind({ ...standIn, group: '' }, headset, desk)).toBe('d1')
    expect(behind(headset)).toBe('h1')
    expect(behind({ id: 'default', label: 'Default', group: 'other' }, headset)).toBe('default')
  })
})

describe('the three roles', () => {
  it('are chosen for themselves: ring on the desk, talk through the headset', () => {
    const choices = chooseDevices(
      { microphone: null, speaker: headset, ringer: desk },
      { microphones: [], speakers: all },
    )
    expect([choices.microphone.device, choices.speaker.id, choices.ringer.id]).toEqual([null, 'h1', 'd1'])
  })
})

describe('a choice', () => {
  it('is another one when another device has become the default', () => {
    const before = chooseDevice(null, all)
    const now = chooseDevice(null, [{ ...standIn, group: 'g2' }, desk, headset])
    expect(sameChoice(before, now)).toBe(false)
    expect(sameChoice(before, chooseDevice(null, all))).toBe(true)
  })
})
