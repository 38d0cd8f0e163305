import { describe, expect, it, vi } from 'vitest'
import type { MediaReport } from '../../contract/media.ts'
import { createMedia } from './create-media.ts'
import { MediaError, mediaErrorReason } from './media-error.ts'
import { createFakeMediaWindow, fakeSdp } from './testing/fake-media-window.ts'

const offer = fakeSdp('9', 'sendrecv')
const PATH = { localAddress: () => '127.0.0.1' }
const WEBRTC = { kind: 'webrtc', iceServers: ['stun:127.0.0.1:3478'] } as const

function setUp(options: { orderTimeoutMs?: number; started?: boolean } = {}) {
  const window = createFakeMediaWindow()
  const states: string[] = []
  const reports: [string | null, MediaReport][] = []
  const log: string[] = []
  const media = createMedia(
    window,
    {
      window: (state) => states.push(state),
      report: (call, report) => reports.push([call, report]),
      tone: () => {},
    },
    { log: (message) => log.push(message), ...options },
  )
  if (options.started !== false) window.start()
  return { window, media, states, reports, log }
}

const reasonOf = async (promise: Promise<unknown>): Promise<string | null> =>
  promise.then(
    () => null,
    (error: unknown) => mediaErrorReason(error),
  )

describe('the description handler of a call', () => {
  it('opens a peer connection with the account’s ICE servers and offers', async () => {
    const { window, media } = setUp()
    const description = await media.descriptionHandler('c1', WEBRTC, PATH).getDescription()
    expect(description.contentType).toBe('application/sdp')
    expect(description.body).toContain('a=sendrecv')
    expect([...window.peers.values()]).toMatchObject([
      { id: 'c1.1', signaling: 'haveLocalOffer', iceServers: ['stun:127.0.0.1:3478'] },
    ])
  })

  it('takes the answer to its offer, and then an offer of the far end', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.getDescription()
    await handler.setDescription(fakeSdp('1', 'sendrecv'))
    expect(window.peers.get('c1.1')?.signaling).toBe('stable')
    await handler.setDescription(offer)
    expect(window.peers.get('c1.1')?.signaling).toBe('haveRemoteOffer')
    await handler.getDescription()
    expect(window.peers.get('c1.1')?.signaling).toBe('stable')
    expect(window.peers.size).toBe(1)
  })

  it('answers the far end’s first offer', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.setDescription(offer)
    const answer = await handler.getDescription()
    expect(answer.body).toContain('a=sendrecv')
    expect(window.peers.get('c1.1')?.remote).toBe(offer)
  })

  it('stays on hold in later descriptions until it is told otherwise', async () => {
    const { media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.setDescription(offer)
    await handler.getDescription()
    const hold = await handler.getDescription({ hold: true } as object)
    expect(hold.body).toContain('a=sendonly')
    await handler.setDescription(fakeSdp('2', 'recvonly'))
    await handler.setDescription(offer)
    expect((await handler.getDescription()).body).toContain('a=sendonly')
    expect((await handler.getDescription({ hold: false } as object)).body).toContain('a=sendrecv')
  })

  it('is as it was before when an offer to hold is taken back', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.setDescription(offer)
    await handler.getDescription()
    await handler.getDescription({ hold: true } as object)
    await handler.rollbackDescription()
    expect(window.peers.get('c1.1')?.signaling).toBe('stable')
    expect((await handler.getDescription()).body).toContain('a=sendrecv')
  })

  it('passes an ICE restart on, however it is asked for', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.getDescription({ offerOptions: { iceRestart: true } } as object)
    await handler.rollbackDescription()
    await handler.getDescription({ iceRestart: true } as object)
    await handler.rollbackDescription()
    await handler.getDescription()
    const restarts = window.orders.flatMap((order) =>
      order.kind === 'createOffer' ? [order.iceRestart] : [],
    )
    expect(restarts).toEqual([true, true, false])
  })

  it('tells the window whether the line is on another machine, as it is when the description is made', async () => {
    const { window, media } = setUp()
    let address: string | null = null
    const handler = media.descriptionHandler('c1', WEBRTC, { localAddress: () => address })
    for (const now of ['127.0.0.1', '192.0.2.7', '2001:db8::7', '::1', null]) {
      address = now
      await handler.getDescription()
      await handler.rollbackDescription()
    }
    address = '192.0.2.7'
    await handler.setDescription(offer)
    await handler.getDescription()
    const told = window.orders.flatMap((order) => ('outside' in order ? [order.outside] : []))
    expect(told).toEqual([false, true, true, false, false, true])
  })

  it('can go on after an answer that makes no sense', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.getDescription()
    expect(await reasonOf(handler.setDescription('nonsense'))).toBe('badSdp')
    expect(window.peers.get('c1.1')?.signaling).toBe('stable')
    await handler.getDescription()
    await handler.setDescription(fakeSdp('2', 'sendrecv'))
    expect(window.peers.get('c1.1')?.signaling).toBe('stable')
  })

  it('says why an offer could not be made, and makes the next', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    window.refuseNext('createOffer', 'noCandidate')
    const failure = await handler.getDescription().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MediaError)
    expect(mediaErrorReason(failure)).toBe('noCandidate')
    expect((await handler.getDescription()).body).toContain('a=sendrecv')
  })

  it('knows SDP whatever parameters and case its type has', () => {
    const handler = setUp().media.descriptionHandler('c1', WEBRTC, PATH)
    expect(handler.hasDescription('application/sdp')).toBe(true)
    expect(handler.hasDescription('Application/SDP;charset=utf-8')).toBe(true)
    expect(handler.hasDescription('application/isup')).toBe(false)
  })

  it('sends tones of 160 ms with gaps of 70 ms, and says when there is nothing to send them on', async () => {
    const { window, media } = setUp()
    expect(await media.sendTones('c1', '1')).toBe(false)
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    expect(handler.sendDtmf('1')).toBe(false)
    await handler.getDescription()
    expect(await media.sendTones('c1', '12#')).toBe(true)
    expect(window.orders.at(-1)).toEqual({
      kind: 'tones',
      peer: 'c1.1',
      tones: '12#',
      duration: 160,
      gap: 70,
    })
    window.refuseNext('tones', 'failed')
    expect(await media.sendTones('c1', '1')).toBe(false)
  })

  it('closes its peer connection once, and refuses everything afterwards', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.getDescription()
    handler.close()
    handler.close()
    media.release('c1')
    await vi.waitFor(() => expect(window.peers.size).toBe(0))
    expect(window.orders.filter((order) => order.kind === 'close')).toHaveLength(1)
    expect(await reasonOf(handler.getDescription())).toBe('released')
    expect(await reasonOf(handler.setDescription(offer))).toBe('released')
    expect(handler.sendDtmf('1')).toBe(false)
  })

  it('leaves no peer connection behind when the call ends while it is being opened', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    window.keepSilent('open')
    const description = reasonOf(handler.getDescription())
    media.release('c1')
    window.release('open')
    expect(await description).toBe('released')
    expect(window.orders.at(-1)).toEqual({ kind: 'close', peer: 'c1.1' })
  })
})

describe('the audio switches of a call', () => {
  it('are set before anything is offered', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    media.setAudio('c1', { microphone: false, hear: true })
    await handler.getDescription()
    expect(window.orders.map(({ kind }) => kind)).toEqual(['open', 'microphone', 'hear', 'createOffer'])
    expect(window.peers.get('c1.1')).toMatchObject({ microphone: false, hear: true })
  })

  it('are off for what is offered before the answer, until the desk says otherwise', async () => {
    const { window, media } = setUp()
    await media.descriptionHandler('c1', WEBRTC, PATH).getDescription({ early: true } as object)
    expect(window.peers.get('c1.1')).toMatchObject({ microphone: false, hear: false })
    media.setAudio('c1', { microphone: true, hear: true })
    await vi.waitFor(() => expect(window.peers.get('c1.1')).toMatchObject({ microphone: true, hear: true }))
  })

  it('change what is open', async () => {
    const { window, media } = setUp()
    await media.descriptionHandler('c1', WEBRTC, PATH).getDescription()
    media.setAudio('c1', { microphone: true, hear: false })
    await vi.waitFor(() => expect(window.peers.get('c1.1')).toMatchObject({ microphone: true, hear: false }))
  })
})

describe('the media window', () => {
  it('that takes another’s place mixes the same calls again, by their new peers', async () => {
    const { window, media } = setUp()
    const [one, two] = [
      media.descriptionHandler('c1', WEBRTC, PATH),
      media.descriptionHandler('c2', WEBRTC, PATH),
    ]
    await one.getDescription()
    await two.getDescription()
    media.mix(['c1', 'c2'])
    const mixes = () => window.orders.flatMap((order) => (order.kind === 'mix' ? [order.peers.join()] : []))
    expect(mixes()).toEqual(['c1.1,c2.1'])
    window.die()
    window.start()
    await one.getDescription()
    await two.getDescription()
    expect(mixes().at(-1)).toBe('c1.2,c2.2')
    media.mix([])
    window.die()
    window.start()
    await one.getDescription()
    expect(mixes().at(-1)).toBe('')
  })

  it('is told the devices and the ringer again when a new one comes, before any call', async () => {
    const { window, media } = setUp({ started: false })
    media.order({ kind: 'devices', microphone: { id: 'a', label: 'A' }, speaker: null, ringer: null })
    media.order({ kind: 'signal', sound: 'ring' })
    const description = media.descriptionHandler('c1', WEBRTC, PATH).getDescription()
    window.start()
    await description
    expect(window.orders.map(({ kind }) => kind)).toEqual([
      'devices',
      'signal',
      'open',
      'microphone',
      'hear',
      'createOffer',
    ])
    window.die()
    window.start()
    expect(window.orders.slice(-2).map(({ kind }) => kind)).toEqual(['devices', 'signal'])
  })

  it('may die: the next description opens a new peer connection, muted and held as before', async () => {
    const { window, media, states } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.setDescription(offer)
    await handler.getDescription({ hold: true } as object)
    media.setAudio('c1', { microphone: false, hear: false })
    window.die()
    expect(states).toEqual(['ready', 'gone'])
    const description = handler.getDescription()
    window.start()
    expect((await description).body).toContain('a=sendonly')
    expect([...window.peers.values()]).toMatchObject([
      { id: 'c1.2', microphone: false, hear: false, hold: true, signaling: 'haveLocalOffer' },
    ])
  })

  it('may die while an offer is made: the offer comes from the next one', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    window.keepSilent('createOffer')
    const description = handler.getDescription()
    await vi.waitFor(() => expect(window.orders.at(-1)?.kind).toBe('createOffer'))
    window.die()
    window.release('createOffer')
    window.start()
    expect((await description).body).toContain('a=sendrecv')
    expect([...window.peers.keys()]).toEqual(['c1.2'])
  })

  it('may die between the far end’s offer and the answer', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.setDescription(offer)
    window.die()
    window.start()
    await handler.getDescription()
    expect(window.peers.get('c1.2')).toMatchObject({ remote: offer, signaling: 'stable' })
  })

  it('may die while it takes the far end’s offer', async () => {
    const { window, media } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    window.keepSilent('setRemote')
    const taken = handler.setDescription(offer)
    await vi.waitFor(() => expect(window.orders.at(-1)?.kind).toBe('setRemote'))
    window.die()
    await taken
    window.release('setRemote')
    window.start()
    await handler.getDescription()
    expect(window.peers.get('c1.2')).toMatchObject({ remote: offer, signaling: 'stable' })
  })

  it('may die before the answer comes: the call goes on, its connection is reported failed', async () => {
    const { window, media, reports } = setUp()
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    await handler.getDescription()
    window.die()
    window.start()
    await handler.setDescription(fakeSdp('1', 'sendrecv'))
    expect(reports).toEqual([['c1', { kind: 'connection', peer: 'c1.1', state: 'failed' }]])
    await handler.getDescription()
    await handler.setDescription(fakeSdp('2', 'sendrecv'))
    expect(window.peers.get('c1.2')?.signaling).toBe('stable')
  })

  it('that loads again unasked counts as a new one', async () => {
    const { window, media, states } = setUp()
    await media.descriptionHandler('c1', WEBRTC, PATH).getDescription()
    window.start()
    expect(states).toEqual(['ready', 'gone', 'ready'])
  })

  it('that gives no answer fails the order in time', async () => {
    const { window, media } = setUp({ orderTimeoutMs: 20 })
    const handler = media.descriptionHandler('c1', WEBRTC, PATH)
    window.keepSilent('createOffer')
    expect(await reasonOf(handler.getDescription())).toBe('timeout')
    window.release('createOffer')
    await handler.getDescription()
    expect([...window.peers.keys()]).toEqual(['c1.2'])
  })

  it('that never comes fails the order in time', async () => {
    const { media } = setUp({ orderTimeoutMs: 20, started: false })
    expect(await reasonOf(media.descriptionHandler('c1', WEBRTC, PATH).getDescription())).toBe('timeout')
  })

  it('is heard about calls that have a peer connection, and about itself', async () => {
    const { window, media, reports } = setUp()
    await media.descriptionHandler('c1', WEBRTC, PATH).getDescription()
    const connected = { kind: 'connection', peer: 'c1.1', state: 'connected' } as const
    const microphone = { kind: 'microphone', state: 'missing', label: '' } as const
    window.report(connected)
    window.report(microphone)
    window.report({ ...connected, peer: 'c9.1' })
    media.release('c1')
    window.report({ ...connected, state: 'closed' })
    expect(reports).toEqual([
      ['c1', connected],
      [null, microphone],
    ])
  })
})
