/** What a browser tells of a codec, as far as it is looked at here. */
type Codec = { readonly mimeType: string }

/** Best first. What isn't named is not offered: comfort noise and redundancy confuse gateways and are rarely answered. */
const wanted = ['audio/opus', 'audio/g722', 'audio/pcma', 'audio/pcmu', 'audio/telephone-event']

/** The codecs to offer out of those that the browser has; variants of one codec keep the browser's order. */
export function preferCodecs<C extends Codec>(supported: readonly C[]): C[] {
  return wanted.flatMap((name) => supported.filter(({ mimeType }) => mimeType.toLowerCase() === name))
}
