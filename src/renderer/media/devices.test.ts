import { describe, expect, it, vi } from 'vitest'
import type { MediaReport } from '../../contract/media.ts'
import { createDevices, type DeviceSource } from './devices.ts'

const device = (kind: MediaDeviceKind, deviceId: string) =>
  ({ kind, deviceId, label: `The ${deviceId}`, groupId: deviceId }) as MediaDeviceInfo

function setUp() {
  const events = new EventTarget()
  let plugged: MediaDeviceInfo[] = []
  const waiting: ((found: MediaDeviceInfo[]) => void)[] = []
  let slow = false
  const reports: Extract<MediaReport, { kind: 'devices' }>[] = []
  let changes = 0
  const devices = createDevices({
    source: {
      enumerateDevices: () =>
        slow ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(plugged),
      addEventListener: events.addEventListener.bind(events) as DeviceSource['addEventListener'],
    },
    changed: () => {
      changes += 1
    },
    report: (report) => reports.push(report),
    log: () => {},
  })
  return {
    devices,
    reports,
    waiting,
    changes: () => changes,
    plug: (...now: MediaDeviceInfo[]) => {
      plugged = now
      events.dispatchEvent(new Event('devicechange'))
    },
    beSlow: () => {
      slow = true
    },
  }
}

const microphone = device('audioinput', 'microphone')
const headset = device('audioinput', 'headset')
const speaker = device('audiooutput', 'speaker')

describe('the devices', () => {
  it('are told when they change, with what is in use', async () => {
    const { devices, reports, plug } = setUp()
    await devices.look()
    plug(microphone, speaker, device('videoinput', 'camera'))
    await vi.waitFor(() => expect(reports).toHaveLength(2))
    expect(reports.at(-1)).toEqual({
      kind: 'devices',
      microphones: [{ id: 'microphone', label: 'The microphone' }],
      speakers: [{ id: 'speaker', label: 'The speaker' }],
      inUse: {
        microphone: { id: 'microphone', label: 'The microphone' },
        speaker: { id: 'speaker', label: 'The speaker' },
        ringer: { id: 'speaker', label: 'The speaker' },
      },
    })
  })

  it('are the wished ones again as soon as these come back', async () => {
    const { devices, reports, plug } = setUp()
    plug(microphone, headset)
    devices.prefer({ microphone: { id: 'headset', label: 'The headset' }, speaker: null, ringer: null })
    const inUse = () => reports.at(-1)?.inUse.microphone?.id
    await vi.waitFor(() => expect(inUse()).toBe('headset'))
    plug(microphone)
    await vi.waitFor(() => expect(inUse()).toBe('microphone'))
    plug(microphone, headset)
    await vi.waitFor(() => expect(inUse()).toBe('headset'))
    expect(devices.choices().microphone.id).toBe('headset')
  })

  it('are not told again when nothing is different', async () => {
    const { devices, reports, changes } = setUp()
    await devices.look()
    await devices.look()
    expect(reports).toHaveLength(1)
    expect(changes()).toBe(2)
  })

  it('are those of the last look, in whatever order the looks end', async () => {
    const { devices, waiting, beSlow } = setUp()
    beSlow()
    const [first, second] = [devices.look(), devices.look()]
    waiting[1]?.([headset])
    waiting[0]?.([microphone])
    await Promise.all([first, second])
    expect(devices.choices().microphone.device?.id).toBe('headset')
  })
})
