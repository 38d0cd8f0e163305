/** What a browser tells of a codec, as far as it is looked at here. */
type Codec = { readonly mimeType: string; readonly clockRate: number }

/** Best first. What isn't named is not offered: comfort noise and redundancy confuse gateways and are rarely answered. */
const wanted = ['audio/opus', 'audio/g722', 'audio/pcma', 'audio/pcmu', 'audio/telephone-event']

/**
 * The codecs to offer out of those that the browser has. Of the two kinds of tones the one at 8 kHz comes first: a far
 * end that looks for the name only would take the other, and hear nothing from a call in G.711.
 */
export function preferCodecs<C extends Codec>(supported: readonly C[]): C[] {
  return wanted.flatMap((name) =>
    supported
      .filter(({ mimeType }) => mimeType.toLowerCase() === name)
      .sort((one, other) => one.clockRate - other.clockRate),
  )
}
