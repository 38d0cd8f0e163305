import { cadences, renderCadence, type SoundName } from './cadence.ts'

/** An output of its own for each sound, so that a ring comes out of the room's speaker and a beep out of the headset. */
export type SignalPlayer = {
  /** Stops what was playing at once. `sink` is a device id, empty for the system's default. */
  readonly play: (sound: SoundName | 'none', sink: string) => void
  /** Plays a sound beside whatever else is playing, for some seconds. */
  readonly playFor: (sound: SoundName, sink: string, seconds: number) => void
  /** Moves what is playing to another device. */
  readonly moveTo: (sinkOf: (sound: SoundName) => string) => void
}

type Playing = { readonly sound: SoundName; sink: string; readonly context: AudioContext }

/** TypeScript's DOM library doesn't know the output of an `AudioContext` yet. */
type WithSink = AudioContext & { setSinkId(sink: string): Promise<void> }

export function createSignalPlayer(log: (message: string) => void): SignalPlayer {
  let playing: Playing | null = null

  const close = (context: AudioContext): void => {
    // Suspending first silences it now; closing takes the device down in its own time.
    void context.suspend()
    context.close().catch((error: unknown) => log(`a sound did not close: ${String(error)}`))
  }

  const setSink = (context: AudioContext, sink: string): void => {
    ;(context as WithSink).setSinkId(sink).catch((error: unknown) => {
      log(`a sound stays on the system's default device: ${String(error)}`)
    })
  }

  const start = (sound: SoundName, sink: string, seconds?: number): Playing => {
    const context = new AudioContext({ latencyHint: 'playback' })
    if (sink !== '') setSink(context, sink)
    const samples = renderCadence(cadences[sound], context.sampleRate)
    const buffer = context.createBuffer(1, samples.length, context.sampleRate)
    buffer.copyToChannel(samples, 0)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.loop = true
    source.connect(context.destination)
    source.start()
    if (seconds !== undefined) {
      source.stop(context.currentTime + seconds)
      source.onended = () => close(context)
    }
    return { sound, sink, context }
  }

  return {
    play: (sound, sink) => {
      if (playing !== null && playing.sound === sound && playing.sink === sink) return
      if (playing !== null) close(playing.context)
      playing = sound === 'none' ? null : start(sound, sink)
    },
    playFor: (sound, sink, seconds) => {
      start(sound, sink, seconds)
    },
    moveTo: (sinkOf) => {
      if (playing === null) return
      const sink = sinkOf(playing.sound)
      if (sink === playing.sink) return
      playing.sink = sink
      setSink(playing.context, sink)
    },
  }
}
