import type { MediaReport } from '../../contract/media.ts'
import type { MediaApi } from '../../contract/window-api.ts'
import { createDevices } from './devices.ts'
import { createMicrophone } from './microphone.ts'
import { createMixer } from './mixer.ts'
import { createPeer } from './peer.ts'
import { createPlayback } from './playback.ts'
import { createSignalPlayer } from './signal-player.ts'
import { createSoundMix } from './sound-mix.ts'
import { createWindowOrders } from './window-orders.ts'

declare global {
  interface Window {
    readonly media: MediaApi
  }
}

/** Builds the parts of the media window, passes them to each other, and says `ready`. */
function start(api: MediaApi): void {
  const { mediaDevices } = navigator
  const report = (message: MediaReport): void => api.report(message)
  const log = (message: string): void => report({ kind: 'log', message })

  addEventListener('error', ({ message }) => log(message))
  addEventListener('unhandledrejection', ({ reason }) => log(`unhandled: ${String(reason)}`))
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    log(`content policy: ${violatedDirective} ${blockedURI}`),
  )

  const devices = createDevices({
    source: mediaDevices,
    changed: () => {
      microphone.devicesChanged()
      orders.devicesChanged()
    },
    report,
    log,
  })
  const microphone = createMicrophone({
    choice: () => devices.choices().microphone,
    getUserMedia: (constraints) => mediaDevices.getUserMedia(constraints),
    createSilence,
    report,
    log,
  })
  const mixer = createMixer({ mix: createSoundMix(log), log })
  const orders = createWindowOrders({
    openPeer: ({ peer, iceServers, path }) =>
      createPeer({
        id: peer,
        iceServers,
        path,
        microphone,
        playback: createPlayback(devices.choices().speaker.id, log),
        mixing: mixer.place(peer),
        report,
        log,
      }),
    setMixed: mixer.setMixed,
    signals: createSignalPlayer(log),
    choices: devices.choices,
    prefer: devices.prefer,
    report,
  })

  api.onOrder(orders.carryOut)
  // Only then can the first call open the device that was chosen for it.
  devices
    .look()
    .catch((error: unknown) => log(`the devices can't be listed: ${String(error)}`))
    .finally(() => report({ kind: 'ready' }))
}

/** A source that nothing is connected to is silent, and still makes packets: they keep the way through a NAT open. */
function createSilence(): { track: MediaStreamTrack; close: () => void } {
  const context = new AudioContext()
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks()
  if (track === undefined) throw new Error('a media stream destination has no track')
  const close = (): void => {
    track.stop()
    void context.close()
  }
  return { track, close }
}

start(window.media)
