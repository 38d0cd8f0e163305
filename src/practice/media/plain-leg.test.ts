import { createSocket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { createVoices } from './customer-sound.ts'
import { createFrameClock } from './frame-clock.ts'
import type { MediaKind, MediaLeg } from './media-leg.ts'
import { createPlainLeg, type PlainOptions } from './plain-leg.ts'

const clock = createFrameClock()
const voices = createVoices()
const legs: MediaLeg[] = []

afterEach(() => {
  for (const leg of legs.splice(0)) leg.close()
})

function create(options: PlainOptions & { media?: Exclude<MediaKind, 'none'> } = {}): MediaLeg {
  const leg = createPlainLeg({ media: 'audio', voice: legs.length + 1, voices, clock, ...options })
  legs.push(leg)
  return leg
}

/** Offer and answer; returns both. */
async function agree(
  caller: MediaLeg,
  callee: MediaLeg,
  offering: Parameters<MediaLeg['offer']>[0] = {},
): Promise<{ offer: string; answer: string }> {
  const offer = await caller.offer(offering)
  const answer = await callee.answer(offer)
  await caller.acceptAnswer(answer)
  return { offer, answer }
}

const loud = (leg: MediaLeg) =>
  expect.poll(() => leg.stats(0.4).heard.rms, { timeout: 10_000 }).toBeGreaterThan(0.03)

// Real time: sound takes as long as it takes.
describe('plain media', { timeout: 30_000 }, () => {
  it.each([['PCMU'], ['PCMA']] as const)('goes both ways in %s, without loss', async (codec) => {
    const [ada, bob] = [create(), create({ codecs: [codec] })]
    const { offer, answer } = await agree(ada, bob)
    expect(offer).toMatch(/^m=audio \d+ RTP\/AVP 0 8 101\r$/m)
    expect(answer).toMatch(codec === 'PCMU' ? /RTP\/AVP 0 101\r$/m : /RTP\/AVP 8 101\r$/m)
    await Promise.all([loud(ada), loud(bob)])
    expect(ada.stats(1)).toMatchObject({ connection: 'connected', heard: { lost: 0 } })
    expect(ada.stats(0.4).heard.rms).toBeCloseTo(bob.stats(0.4).sent.rms, 1)
  })

  it('comes back from an echo in a codec that nobody here can speak', async () => {
    const [ada, echo] = [create({ media: 'echo', codecs: ['G722'] }), create({ media: 'echo' })]
    const { answer } = await agree(ada, echo)
    expect(answer).toContain('a=rtpmap:9 G722/8000')
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const back = new Promise<Buffer>((resolve) => socket.once('message', resolve))
    const packet = Buffer.from('8009000100000002000000030405060708', 'hex')
    socket.send(packet, portOf(answer), '127.0.0.1')
    const received = await back
    socket.close()
    expect(received.subarray(12)).toEqual(packet.subarray(12))
    expect(received[1]! & 0x7f).toBe(9)
  })

  it('goes where packets really come from, whatever the description says', async () => {
    const bob = create()
    const far = createSocket('udp4')
    await new Promise<void>((resolve) => far.bind(0, '127.0.0.1', resolve))
    const offer = await create().offer()
    const answer = await bob.answer(offer.replace(/^m=audio \d+/m, 'm=audio 9'))
    const heard = new Promise<void>((resolve) => far.once('message', () => resolve()))
    far.send(Buffer.from(`8000000100000002000000${'03'.repeat(160)}`, 'hex'), portOf(answer), '127.0.0.1')
    await heard
    far.close()
  })

  it('goes over SRTP when it is offered, and not when it is refused', async () => {
    const [ada, bob] = [create({ srtp: 'offered' }), create()]
    const { offer, answer } = await agree(ada, bob)
    for (const sdp of [offer, answer])
      expect(sdp).toMatch(/RTP\/SAVP 0[\s\S]*a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[\w+/]{40}\r/)
    await Promise.all([loud(ada), loud(bob)])
    await agree(bob, ada, { direction: 'sendonly' })
    await agree(bob, ada)
    await Promise.all([loud(ada), loud(bob)])
    await expect(create({ srtp: 'refused' }).answer(offer)).rejects.toThrow('SRTP')
    await expect(create().answer(offer.replace(/inline:\S+/, 'inline:short'))).rejects.toThrow()
  })

  it.each([['sendonly'], ['inactive']] as const)(
    'stops for a hold by %s and comes back',
    async (direction) => {
      const [ada, bob] = [create(), create()]
      await agree(ada, bob)
      await Promise.all([loud(ada), loud(bob)])
      const { answer } = await agree(ada, bob, { direction })
      expect(answer).toContain(direction === 'sendonly' ? 'a=recvonly' : 'a=inactive')
      await expect.poll(() => ada.stats(0.3).heard.recentPackets).toBe(0)
      await agree(ada, bob)
      await loud(ada)
    },
  )

  it('stops for the old hold, which takes the address away', async () => {
    const [ada, bob] = [create(), create()]
    await agree(ada, bob)
    const offer = (await ada.offer()).replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0')
    expect(await bob.answer(offer)).toContain('a=inactive')
    await expect.poll(() => ada.stats(0.3).heard.recentPackets).toBe(0)
  })

  it('carries digits both ways, beside the sound', async () => {
    const [ada, bob] = [create(), create()]
    await agree(ada, bob)
    ada.sendDigits('12#')
    bob.sendDigits('9*')
    await expect.poll(() => [ada.digits(), bob.digits()], { timeout: 10_000 }).toEqual(['9*', '12#'])
  })

  it('changes its codec in the middle, with a word and without', async () => {
    const [ada, bob] = [create(), create()]
    await agree(ada, bob)
    await loud(bob)
    ada.speak?.('PCMA')
    await loud(bob)
    const { answer } = await agree(ada, bob, { codecs: ['PCMA'] })
    expect(answer).toMatch(/RTP\/AVP 8 101/)
    await Promise.all([loud(ada), loud(bob)])
  })

  it('turns down what it can’t use', async () => {
    const offer = await create().offer()
    const bob = create({ codecs: ['PCMA'] })
    await expect(bob.answer(offer.replace(/ 0 8 101/, ' 0 101'))).rejects.toThrow('no codec')
    await expect(bob.answer(offer.replace(/m=audio \d+/, 'm=audio 0'))).rejects.toThrow('no plain audio')
    await expect(bob.answer('v=0\r\n')).rejects.toThrow('no plain audio')
  })
})

function portOf(sdp: string): number {
  return Number(sdp.match(/^m=audio (\d+)/m)?.[1])
}
