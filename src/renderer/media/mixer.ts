import type { TrackTaker } from './microphone.ts'

/** Several tracks made into one. */
export type Mixture = { readonly track: MediaStreamTrack; readonly close: () => void }

export type MixerParts = {
  readonly mix: (tracks: readonly MediaStreamTrack[]) => Mixture
  readonly log: (message: string) => void
}

/** One peer's place at the mixer: what it sends, and what is heard of it. */
export type MixerPlace = {
  /** Stands between the microphone and the sender, and adds the other voices while the peer is mixed. */
  readonly taker: (sender: TrackTaker) => TrackTaker
  readonly setHeard: (track: MediaStreamTrack) => void
  readonly leave: () => void
}

export type Mixer = {
  readonly place: (peer: string) => MixerPlace
  /** Exactly these peers hear each other, also those that take their place later. */
  readonly setMixed: (peers: readonly string[]) => void
}

type Place = {
  readonly peer: string
  sender: TrackTaker | null
  microphone: MediaStreamTrack | null
  heard: MediaStreamTrack | null
  /** What is being sent, to notice when it would be the same again. */
  sent: readonly MediaStreamTrack[]
  mixture: Mixture | null
}

const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index])

/**
 * Lets the far ends of several peers hear each other. Each is sent the microphone and every voice but its own; who is
 * not mixed is sent the microphone's own track, so that an ordinary call pays nothing for it.
 */
export function createMixer(parts: MixerParts): Mixer {
  const places = new Set<Place>()
  let mixed: readonly string[] = []

  const voicesFor = (place: Place): readonly MediaStreamTrack[] =>
    mixed.includes(place.peer)
      ? [...places].flatMap((other) =>
          other !== place && other.heard !== null && mixed.includes(other.peer) ? [other.heard] : [],
        )
      : []

  const mixtureOf = (tracks: readonly MediaStreamTrack[]): Mixture | null => {
    try {
      return parts.mix(tracks)
    } catch (error) {
      parts.log(`the voices can't be mixed: ${String(error)}`)
      return null
    }
  }

  const send = async (place: Place): Promise<void> => {
    const { microphone, sender } = place
    if (sender === null) return
    const voices = voicesFor(place)
    const sent = microphone === null ? voices : [microphone, ...voices]
    if (same(sent, place.sent)) return
    const before = place.mixture
    const mixture = voices.length > 0 ? mixtureOf(sent) : null
    place.sent = sent
    place.mixture = mixture
    try {
      await sender.replaceTrack(mixture?.track ?? microphone)
    } finally {
      before?.close()
    }
  }

  const sendAll = (): void => {
    for (const place of places) {
      send(place).catch((error: unknown) => {
        // A peer that was closed meanwhile takes nothing any more.
        if (places.has(place)) parts.log(`a call did not take the others' voices: ${String(error)}`)
      })
    }
  }

  return {
    place: (peer) => {
      const place: Place = { peer, sender: null, microphone: null, heard: null, sent: [], mixture: null }
      places.add(place)
      return {
        taker: (sender) => {
          Object.assign(place, { sender, microphone: null, sent: [] })
          return {
            replaceTrack: (track) => {
              place.microphone = track
              return send(place)
            },
          }
        },
        setHeard: (track) => {
          place.heard = track
          sendAll()
        },
        leave: () => {
          places.delete(place)
          place.mixture?.close()
          sendAll()
        },
      }
    },
    setMixed: (peers) => {
      mixed = peers
      sendAll()
    },
  }
}
