import type { BodyAndContentType } from 'sip.js'
import type { OfferOptions } from '../call-description.ts'
import type { DescriptionHandler } from '../line.ts'

/**
 * Media that exists in SDP only. It keeps the rules of an `RTCPeerConnection` (an answer without an offer throws, an
 * offer in `have-local-offer` too), so that what would break there breaks in a test.
 */
export type FakeDescriptionHandler = DescriptionHandler & {
  readonly state: () => 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed'
  /** Options of each description that was asked for, in order. */
  readonly made: readonly Partial<OfferOptions>[]
  /** How many were asked for, made or not. */
  readonly asked: () => number
  /** Descriptions of the far end, in order. */
  readonly taken: readonly string[]
  readonly rollbacks: () => number
  readonly tones: readonly string[]
  /** Makes the next call of that method fail. */
  readonly failNext: (method: 'get' | 'set' | 'rollback', error: Error) => void
  /** Holds back every description until it is called. */
  readonly pause: () => () => void
  sendsTones: boolean
  /** Lines at the end of each description, as of ICE candidates. */
  moreLines: readonly string[]
}

/** As the media window reports it. */
export const mediaFailure = (reason: 'badSdp' | 'microphoneMissing' | 'windowGone'): Error =>
  Object.assign(new Error(reason), { reason })

export function fakeSdp(direction: string, version = 1): string {
  return [
    'v=0',
    `o=- 4711 ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 0 101',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    'a=rtcp-mux',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n')
}

/** Audio as plain RTP, for peers that know nothing else. */
export function plainSdp(direction: string, version = 1): string {
  return [
    'v=0',
    `o=- 4711 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    'm=audio 40000 RTP/AVP 0 101',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n')
}

export function createFakeDescriptionHandler(sdp: typeof fakeSdp = fakeSdp): FakeDescriptionHandler {
  let state: ReturnType<FakeDescriptionHandler['state']> = 'stable'
  let rollbacks = 0
  let asked = 0
  let gate: Promise<void> = Promise.resolve()
  const made: Partial<OfferOptions>[] = []
  const taken: string[] = []
  const tones: string[] = []
  const failures = new Map<string, Error>()

  const mayFail = (method: string) => {
    const error = failures.get(method)
    failures.delete(method)
    if (error) throw error
  }
  const open = () => {
    if (state === 'closed') throw new Error('the peer connection is closed')
  }

  const handler: FakeDescriptionHandler = {
    state: () => state,
    made,
    asked: () => asked,
    taken,
    tones,
    rollbacks: () => rollbacks,
    sendsTones: true,
    moreLines: [],
    failNext: (method, error) => failures.set(method, error),
    pause: () => {
      let release: () => void = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    getDescription: async (options?: Partial<OfferOptions>): Promise<BodyAndContentType> => {
      asked += 1
      await gate
      open()
      mayFail('get')
      made.push(options ?? {})
      if (state === 'have-local-offer') throw new Error('Invalid signaling state have-local-offer')
      state = state === 'have-remote-offer' ? 'stable' : 'have-local-offer'
      const direction = options?.hold ? 'sendonly' : 'sendrecv'
      const more = handler.moreLines.map((line) => `${line}\r\n`).join('')
      return { body: sdp(direction, made.length) + more, contentType: 'application/sdp' }
    },
    setDescription: async (sdp) => {
      await gate
      open()
      const answering = state === 'have-local-offer'
      // As the real one does: an answer that can't be applied takes the offer back.
      if (answering && failures.has('set')) state = 'stable'
      mayFail('set')
      taken.push(sdp)
      if (!sdp.includes('m=audio')) throw mediaFailure('badSdp')
      state = answering ? 'stable' : 'have-remote-offer'
    },
    rollbackDescription: async () => {
      open()
      mayFail('rollback')
      rollbacks += 1
      state = 'stable'
    },
    hasDescription: (contentType) => contentType === 'application/sdp',
    sendDtmf: (sent) => {
      if (handler.sendsTones) tones.push(sent)
      return handler.sendsTones
    },
    close: () => {
      state = 'closed'
    },
  }
  return handler
}
