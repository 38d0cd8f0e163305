import type { BodyAndContentType, SessionDescriptionHandler, SessionDescriptionHandlerOptions } from 'sip.js'
import type { DescriptionHandler } from './line.ts'

/** What re-INVITEs hand to the description handler. `hold` stays for the next one, `iceRestart` doesn't. */
export type OfferOptions = SessionDescriptionHandlerOptions & {
  readonly hold: boolean
  readonly iceRestart: boolean
  /** Made before the agent answered: nothing is sent and nothing heard until the desk says so. */
  readonly early?: boolean
}

/**
 * Stands between SIP.js and the media of one call, and keeps SIP.js from giving a call up over its media: an answer
 * that can be prepared before the call is accepted, a refused re-INVITE that is always rolled back, and silence once
 * the call has ended (SIP.js goes on with what it was doing and throws where nobody can catch it).
 */
export type CallDescription = SessionDescriptionHandler & {
  /** Takes the offer of an INVITE, or makes one where it has none, ahead of `Invitation.accept`. */
  readonly prepare: (offer: string | null) => Promise<void>
  /** Takes back an offer that was made but never sent. False when there is none. */
  readonly withdrawOffer: () => Promise<boolean>
  /** Why the far end's last answer could not be applied; reading it forgets it. */
  readonly takeAnswerError: () => Error | null
  readonly rollbackDescription: () => Promise<void>
}

export type CallDescriptionParts = {
  readonly media: DescriptionHandler
  /** To be waited for before a description is made; null where nothing is. */
  readonly ready: (() => Promise<void>) | null
  /** Whether SIP.js may be told that the far end's answer could not be applied; it ends the call then. */
  readonly answerFailed: (error: Error) => 'tell' | 'hide'
  readonly log: (message: string) => void
}

const never = <Value>(): Promise<Value> => new Promise<Value>(() => {})
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** What failed: the far end's description, or the media on this side (microphone, media window). */
export function failedSide(error: unknown, whileReading: boolean): 'far' | 'near' {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined
  if (reason === undefined) return whileReading ? 'far' : 'near'
  return reason === 'badSdp' ? 'far' : 'near'
}

export class OfferRefused extends Error {
  readonly side: 'far' | 'near'

  constructor(cause: unknown, whileReading: boolean) {
    super(asError(cause).message, { cause })
    this.side = failedSide(cause, whileReading)
  }
}

export function createCallDescription(parts: CallDescriptionParts): CallDescription {
  const { media } = parts
  let exchange: 'stable' | 'localOffer' | 'remoteOffer' = 'stable'
  let prepared: BodyAndContentType | null = null
  let answerError: Error | null = null
  let closed = false

  const describe = async (options?: SessionDescriptionHandlerOptions): Promise<BodyAndContentType> => {
    const answering = exchange === 'remoteOffer'
    try {
      if (parts.ready) await parts.ready()
      const made = await media.getDescription(options)
      if (closed && answering) return never()
      exchange = answering ? 'stable' : 'localOffer'
      return made
    } catch (error) {
      if (closed && answering) return never()
      throw asError(error)
    }
  }

  const takeAnswer = async (sdp: string, options?: SessionDescriptionHandlerOptions): Promise<void> => {
    exchange = 'stable'
    try {
      await media.setDescription(sdp, options)
    } catch (error) {
      answerError = asError(error)
      // After the end the ACK still has to go out; SIP.js sends it only when the answer was taken.
      if (closed || parts.answerFailed(answerError) === 'hide') return
      throw answerError
    }
  }

  const takeOffer = async (sdp: string, options?: SessionDescriptionHandlerOptions): Promise<void> => {
    try {
      await media.setDescription(sdp, options)
      if (closed) return never()
      exchange = 'remoteOffer'
    } catch (error) {
      if (closed) return never()
      throw asError(error)
    }
  }

  const rollback = async (): Promise<void> => {
    exchange = 'stable'
    try {
      await media.rollbackDescription()
    } catch (error) {
      // SIP.js would end the call. It goes on as it was, and a later offer gets a fresh start; after its end there is none.
      if (!closed) parts.log(`roll-back failed: ${asError(error).message}`)
    }
  }

  return {
    prepare: async (offer) => {
      if (offer !== null) {
        await media.setDescription(offer, {}).catch((error: unknown) => {
          throw new OfferRefused(error, true)
        })
        exchange = 'remoteOffer'
      }
      const made = await describe({}).catch((error: unknown) => {
        throw new OfferRefused(error, false)
      })
      prepared = made
    },
    withdrawOffer: async () => {
      if (exchange !== 'localOffer') return false
      await rollback()
      return true
    },
    takeAnswerError: () => {
      const error = answerError
      answerError = null
      return error
    },
    getDescription: async (options) => {
      if (!prepared) return describe(options)
      const made = prepared
      prepared = null
      return made
    },
    setDescription: async (sdp, options) => {
      if (prepared) return
      return exchange === 'localOffer' ? takeAnswer(sdp, options) : takeOffer(sdp, options)
    },
    hasDescription: (contentType) => media.hasDescription(contentType),
    rollbackDescription: rollback,
    sendDtmf: (tones, options) => media.sendDtmf(tones, options),
    close: () => {
      if (closed) return
      closed = true
      media.close()
    },
  }
}
