import { describe, expect, it, vi } from 'vitest'
import type { MediaReport } from '../../contract/media.ts'
import type { DeviceChoice } from './choose-devices.ts'
import { createMicrophone } from './microphone.ts'

type FakeTrack = {
  readonly label: string
  enabled: boolean
  stopped: boolean
  onended: (() => void) | null
  stop: () => void
  clone: () => FakeTrack
}

const none: DeviceChoice = { id: '', device: null }
const chosen = (id: string): DeviceChoice => ({ id, device: { id, label: id } })

function setUp(devices: readonly string[] = ['built-in', 'headset']) {
  const plugged = new Set(devices)
  const tracks: FakeTrack[] = []
  const reports: MediaReport[] = []
  const gates: (() => void)[] = []
  let choice = none
  let denied = false
  let slow = false

  const track = (label: string): FakeTrack => {
    const made: FakeTrack = {
      label,
      enabled: true,
      stopped: false,
      onended: null,
      stop: () => {
        made.stopped = true
      },
      clone: () => track(label),
    }
    tracks.push(made)
    return made
  }

  const getUserMedia = async ({ audio }: MediaStreamConstraints): Promise<MediaStream> => {
    const wanted = (audio as { deviceId?: { exact: string } }).deviceId?.exact ?? [...plugged][0]
    if (slow) await new Promise<void>((resolve) => gates.push(resolve))
    if (denied) throw new DOMException('denied', 'NotAllowedError')
    if (wanted === undefined || !plugged.has(wanted)) throw new DOMException('none', 'NotFoundError')
    const opened = track(wanted)
    return { getAudioTracks: () => [opened] } as unknown as MediaStream
  }

  const microphone = createMicrophone({
    choice: () => choice,
    getUserMedia,
    createSilence: () => {
      const silence = track('silence')
      return { track: silence as unknown as MediaStreamTrack, close: () => silence.stop() }
    },
    report: (report) => reports.push(report),
    log: () => {},
  })

  const taker = () => {
    const taken: FakeTrack[] = []
    return {
      taken,
      now: () => taken.at(-1),
      replaceTrack: async (next: MediaStreamTrack | null) => {
        taken.push(next as unknown as FakeTrack)
      },
    }
  }

  return {
    microphone,
    plugged,
    tracks,
    taker,
    gates,
    states: () => reports.map((report) => (report.kind === 'microphone' ? report.state : '')),
    choose: (next: DeviceChoice) => {
      choice = next
      microphone.devicesChanged()
    },
    deny: () => {
      denied = true
    },
    beSlow: () => {
      slow = true
    },
    running: () => tracks.filter(({ stopped }) => !stopped).map(({ label }) => label),
  }
}

describe('the microphone', () => {
  it('is opened for the first peer, shared by the next, and closed after the last', async () => {
    const { microphone, taker, running, tracks } = setUp()
    const [one, two] = [taker(), taker()]
    const first = microphone.use(one, true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('built-in'))
    const second = microphone.use(two, true)
    expect(two.now()?.label).toBe('built-in')
    expect(tracks).toHaveLength(3)
    first.release()
    expect(running()).toHaveLength(2)
    second.release()
    expect(running()).toEqual([])
  })

  it('is switched for each peer by itself, also before it has opened', async () => {
    const { microphone, taker } = setUp()
    const [one, two] = [taker(), taker()]
    const first = microphone.use(one, false)
    microphone.use(two, true)
    await vi.waitFor(() => expect(one.now()).toBeDefined())
    expect([one.now()?.enabled, two.now()?.enabled]).toEqual([false, true])
    first.setOn(true)
    expect(one.now()?.enabled).toBe(true)
  })

  it('is not opened for a call that only rings, but as soon as it is to be heard', async () => {
    const { microphone, taker, tracks, choose } = setUp()
    const one = taker()
    const use = microphone.use(one, false)
    choose(chosen('headset'))
    expect(tracks).toEqual([])
    use.setOn(true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    expect(one.now()?.enabled).toBe(true)
    use.release()
    use.setOn(true)
    expect(tracks.every(({ stopped }) => stopped)).toBe(true)
  })

  it('that opens after its last peer has gone is closed at once', async () => {
    const { microphone, taker, running, tracks, states } = setUp()
    microphone.use(taker(), true).release()
    await vi.waitFor(() => expect(tracks).toHaveLength(1))
    await vi.waitFor(() => expect(running()).toEqual([]))
    expect(states()).toEqual([])
  })

  it('is exchanged without a gap when another one is chosen, on or off as it was', async () => {
    const { microphone, taker, choose, running, states } = setUp()
    const one = taker()
    const use = microphone.use(one, true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('built-in'))
    use.setOn(false)
    choose(chosen('headset'))
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    expect(one.now()?.enabled).toBe(false)
    await vi.waitFor(() => expect(running()).toEqual(['headset', 'headset']))
    expect(states()).toEqual(['ok', 'ok'])
  })

  it('stays as it is when something else was plugged in', async () => {
    const { microphone, taker, choose } = setUp()
    const one = taker()
    choose(chosen('headset'))
    microphone.use(one, true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    choose(chosen('headset'))
    expect(one.taken).toHaveLength(1)
  })

  it('that is unplugged gives way to the default', async () => {
    const { microphone, taker, choose, plugged, tracks, states } = setUp()
    const one = taker()
    choose(chosen('headset'))
    microphone.use(one, true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    plugged.delete('headset')
    tracks.find(({ onended }) => onended !== null)?.onended?.()
    await vi.waitFor(() => expect(one.now()?.label).toBe('built-in'))
    expect(states()).toEqual(['ok', 'ended', 'ok'])
  })

  it('that is missing leaves the call with silence until one is plugged in', async () => {
    const { microphone, taker, choose, plugged, states, running } = setUp([])
    const one = taker()
    microphone.use(one, true)
    await vi.waitFor(() => expect(one.now()?.label).toBe('silence'))
    expect(states()).toEqual(['missing'])
    plugged.add('headset')
    choose(chosen('headset'))
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    await vi.waitFor(() => expect(running()).toEqual(['headset', 'headset']))
    expect(states()).toEqual(['missing', 'ok'])
  })

  it('that is denied says so', async () => {
    const { microphone, taker, deny, states } = setUp()
    deny()
    const one = taker()
    microphone.use(one, true)
    await vi.waitFor(() => expect(states()).toEqual(['denied']))
    expect(one.now()?.label).toBe('silence')
  })

  it('is the one chosen last, however long the others take to open', async () => {
    const { microphone, taker, choose, beSlow, gates, running } = setUp()
    beSlow()
    const one = taker()
    microphone.use(one, true)
    choose(chosen('headset'))
    await vi.waitFor(() => expect(gates).toHaveLength(2))
    gates[1]?.()
    await vi.waitFor(() => expect(one.now()?.label).toBe('headset'))
    gates[0]?.()
    await vi.waitFor(() => expect(running()).toEqual(['headset', 'headset']))
    expect(one.now()?.label).toBe('headset')
  })
})
