import type { Mixture } from './mixer.ts'

/** TypeScript's DOM library doesn't know the output of an `AudioContext` yet. */
type WithSink = AudioContextOptions & { readonly sinkId: { readonly type: 'none' } }

/**
 * Mixes by Web Audio, in one context that runs only while something is mixed. It has no loudspeaker of its own: one
 * that is unplugged must not stop the far ends from hearing each other. A remote track is heard here only while an
 * audio element plays it too, which the peer's playback does.
 */
export function createSoundMix(
  log: (message: string) => void,
): (tracks: readonly MediaStreamTrack[]) => Mixture {
  let context: AudioContext | null = null
  let mixtures = 0

  const opened = (): AudioContext => {
    if (context !== null) return context
    const options: WithSink = { sampleRate: 48_000, latencyHint: 'interactive', sinkId: { type: 'none' } }
    const made = new AudioContext(options)
    made.resume().catch((error: unknown) => log(`the mix doesn't run: ${String(error)}`))
    context = made
    return made
  }

  return (tracks) => {
    const at = opened()
    const mono = { channelCount: 1, channelCountMode: 'explicit' } as const
    const destination = new MediaStreamAudioDestinationNode(at, mono)
    const [track] = destination.stream.getAudioTracks()
    if (track === undefined) throw new Error('a media stream destination has no track')
    const sources = tracks.map((each) => at.createMediaStreamSource(new MediaStream([each])))
    for (const source of sources) source.connect(destination)
    mixtures += 1
    const close = (): void => {
      for (const source of sources) source.disconnect()
      track.stop()
      mixtures -= 1
      if (mixtures > 0) return
      context = null
      at.close().catch((error: unknown) => log(`the mix did not close: ${String(error)}`))
    }
    return { track, close }
  }
}
