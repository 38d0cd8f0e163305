import { z } from 'zod'

/** One `RTCPeerConnection` in the media window. A call has one; a new one replaces it after the window died. */
export const peerId = z.string().min(1).max(80)

const sdp = z.string().max(60_000)
const peer = z.object({ peer: peerId })

/**
 * What main orders of the media window. Each order carries an `order` number and is answered by one
 * `done` report with the same number; orders of one peer are carried out in the order they came.
 */
export const mediaOrder = z.discriminatedUnion('kind', [
  /**
   * `iceServers` are STUN/TURN URLs. The far end of a `relay` is main itself, on loopback, which finds the window
   * without being told its addresses. The microphone is opened at the first peer that sends it and closed after the last.
   */
  peer.extend({
    kind: z.literal('open'),
    iceServers: z.array(z.string()),
    path: z.enum(['network', 'relay']),
  }),
  /**
   * Answers with `sdp` as soon as one usable candidate is gathered, after 1 s at most; at once for a `relay`. `outside`:
   * the line is on another machine, so that loopback is none: a network that just came up may take 3 s to be seen.
   */
  peer.extend({
    kind: z.literal('createOffer'),
    iceRestart: z.boolean(),
    hold: z.boolean(),
    outside: z.boolean(),
  }),
  peer.extend({ kind: z.literal('createAnswer'), hold: z.boolean(), outside: z.boolean() }),
  peer.extend({ kind: z.literal('setRemote'), type: z.enum(['offer', 'answer', 'pranswer']), sdp }),
  /** Back to `stable` after a refused re-INVITE. */
  peer.extend({ kind: z.literal('rollback') }),
  /** Whether the microphone is sent: off while muted or held, so that nothing leaks. */
  peer.extend({ kind: z.literal('microphone'), on: z.boolean() }),
  /** Whether the far end is heard: off on hold. */
  peer.extend({ kind: z.literal('hear'), on: z.boolean() }),
  peer.extend({ kind: z.literal('tones'), tones: z.string().max(40), duration: z.number(), gap: z.number() }),
  peer.extend({ kind: z.literal('close') }),
  /** Exactly these far ends hear each other beside the microphone; none where it is empty. A peer may be opened later. */
  z.object({ kind: z.literal('mix'), peers: z.array(peerId).max(16) }),
  /** The rings on the ringer device, `waiting` a soft beep on the speaker, `ringback` for the caller's side, or silence. */
  z.object({
    kind: z.literal('signal'),
    sound: z.enum(['none', 'ring', 'ringLow', 'ringBright', 'waiting', 'ringback', 'busy']),
  }),
  z.object({
    kind: z.literal('devices'),
    /** Chosen devices by id, with the label to find it again when ids change; null is the system's default. */
    microphone: z.object({ id: z.string(), label: z.string() }).nullable(),
    speaker: z.object({ id: z.string(), label: z.string() }).nullable(),
    ringer: z.object({ id: z.string(), label: z.string() }).nullable(),
  }),
  /** A short tone in the agent's ear. */
  z.object({ kind: z.literal('zip') }),
  /** Plays the ring for two seconds on the ringer device. */
  z.object({ kind: z.literal('testRing') }),
])
export type MediaOrder = z.infer<typeof mediaOrder>

export const numberedMediaOrder = z.object({ order: z.number().int(), body: mediaOrder })
export type NumberedMediaOrder = z.infer<typeof numberedMediaOrder>

const device = z.object({ id: z.string(), label: z.string() })

/** What the media window tells main. It decides nothing and times nothing. */
export const mediaReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('done'),
    order: z.number().int(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), sdp: z.string().nullable() }),
      z.object({
        ok: z.literal(false),
        reason: z.enum([
          'microphoneDenied',
          'microphoneMissing',
          'noSuchPeer',
          'badSdp',
          'noCandidate',
          'failed',
        ]),
        detail: z.string(),
      }),
    ]),
  }),
  peer.extend({
    kind: z.literal('connection'),
    state: z.enum(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
  }),
  /** Once a second while a peer is open: raw counters since the start, never averages. */
  peer.extend({
    kind: z.literal('stats'),
    packetsReceived: z.number(),
    packetsLost: z.number(),
    packetsDiscarded: z.number(),
    packetsSent: z.number(),
    jitterMs: z.number(),
    roundTripMs: z.number().nullable(),
    jitterBufferDelaySeconds: z.number(),
    jitterBufferEmitted: z.number(),
    concealedSamples: z.number(),
    silentConcealedSamples: z.number(),
    samplesReceived: z.number(),
    /** Sum of squared audio level times seconds, as in WebRTC's `totalAudioEnergy`. */
    heardEnergy: z.number(),
    heardSeconds: z.number(),
    spokenEnergy: z.number(),
    spokenSeconds: z.number(),
    codec: z.string(),
  }),
  z.object({
    kind: z.literal('devices'),
    microphones: z.array(device),
    speakers: z.array(device),
    inUse: z.object({
      microphone: device.nullable(),
      speaker: device.nullable(),
      ringer: device.nullable(),
    }),
  }),
  z.object({
    kind: z.literal('microphone'),
    state: z.enum(['ok', 'denied', 'missing', 'ended']),
    label: z.string(),
  }),
  z.object({ kind: z.literal('log'), message: z.string() }),
])
export type MediaReport = z.infer<typeof mediaReport>
