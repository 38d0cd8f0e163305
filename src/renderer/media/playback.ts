/** The voice of one far end. */
export type Playback = {
  readonly setTrack: (track: MediaStreamTrack) => void
  /** A device id, empty for the system's default. */
  readonly setSink: (sink: string) => void
  readonly setMuted: (muted: boolean) => void
  readonly close: () => void
}

/**
 * Plays through an audio element, never through Web Audio: only then does Chromium's echo canceller know what the
 * microphone is going to hear.
 */
export function createPlayback(initialSink: string, log: (message: string) => void): Playback {
  let element = new Audio()
  let stream: MediaStream | null = null
  let sink = initialSink
  let muted = false
  let closed = false

  const play = (): void => {
    element.muted = muted
    element.srcObject = stream
    if (stream === null) return
    element.play().catch((error: unknown) => {
      // A new source interrupts the play of the one before; that is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        log(`can't play the far end: ${String(error)}`)
      }
    })
  }

  const applySink = async (): Promise<void> => {
    const wanted = sink
    try {
      await element.setSinkId(wanted)
    } catch {
      // After its device was unplugged an element may refuse every other one: a new element doesn't.
      if (closed || wanted !== sink) return
      element.srcObject = null
      element = new Audio()
      play()
      await element.setSinkId(wanted).catch((error: unknown) => {
        log(`the far end is played on the system's default device: ${String(error)}`)
      })
    }
  }

  if (sink !== '') void applySink()

  return {
    setTrack: (track) => {
      stream = new MediaStream([track])
      play()
    },
    setSink: (wanted) => {
      if (closed) return
      sink = wanted
      void applySink()
    },
    setMuted: (wanted) => {
      muted = wanted
      element.muted = wanted
    },
    close: () => {
      closed = true
      element.pause()
      element.srcObject = null
      stream = null
    },
  }
}
