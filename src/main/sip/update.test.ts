import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeSdp, mediaFailure } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import {
  bodyIn,
  fieldIn,
  type RawCall,
  rawCallFromAgent,
  rawCallToAgent,
  statusIn,
} from './testing/raw-call.ts'
import { type RawPeer, startRawPeer } from './testing/raw-peer.ts'
import { until } from './testing/until.ts'

let peer: RawPeer
let phone: LineUnderTest
const id = 'call-1'

beforeEach(async () => {
  peer = await startRawPeer()
  phone = lineUnderTest()
  phone.start({ server: peer.url })
  await phone.registered()
})

afterEach(async () => {
  await phone.line.stop()
  await peer.close()
})

async function ringing(): Promise<RawCall> {
  const call = rawCallToAgent(peer)
  await phone.fact('offered')
  phone.order({ kind: 'ring', call: id })
  await call.next(/^SIP\/2\.0 180/)
  return call
}

async function answered(): Promise<RawCall> {
  const call = rawCallToAgent(peer)
  await phone.fact('offered')
  phone.order({ kind: 'answer', call: id })
  await call.next(/^SIP\/2\.0 200/)
  call.send('ACK')
  await phone.fact('answered')
  return call
}

const update = async (call: RawCall, body = '', headers: readonly string[] = []) =>
  call.answerTo(call.send('UPDATE', { body, headers }), 'UPDATE')

describe('an UPDATE in a call', () => {
  it('is promised in Allow', async () => {
    const call = await answered()
    expect(fieldIn(await call.next(/^SIP\/2\.0 200/), 'Allow')).toMatch(/\bUPDATE\b/)
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    const { invite } = await rawCallFromAgent(peer)
    expect(fieldIn(invite, 'Allow')).toMatch(/\bUPDATE\b/)
    expect(invite.match(/^Allow:/gm)).toHaveLength(1)
  })

  it('without an offer is accepted, and what the far end sends next is in order', async () => {
    const call = await answered()
    expect(statusIn(await update(call))).toBe(200)
    expect(statusIn(await call.answerTo(call.send('BYE'), 'BYE'))).toBe(200)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('with an offer is answered, and holds and resumes', async () => {
    const call = await answered()
    const held = await update(call, fakeSdp('sendonly', 2))
    expect(statusIn(held)).toBe(200)
    expect(bodyIn(held)).toContain('m=audio')
    await phone.fact('farHeld')
    expect(statusIn(await update(call, fakeSdp('sendrecv', 3)))).toBe(200)
    await phone.fact('farResumed')
    expect(phone.mediaOf(id).taken).toHaveLength(3)
  })

  it('that is sent again is done once', async () => {
    const call = await answered()
    const goOn = phone.mediaOf(id).pause()
    const first = call.send('UPDATE', { body: fakeSdp('sendonly', 2) })
    await until(() => expect(phone.messages.some(({ text }) => text.startsWith('UPDATE'))).toBe(true))
    peer.send(phone.messages.find(({ text }) => text.startsWith('UPDATE'))?.text ?? '')
    goOn()
    expect(statusIn(await call.answerTo(first, 'UPDATE'))).toBe(200)
    expect(statusIn(await update(call))).toBe(200)
    expect(phone.mediaOf(id).taken).toHaveLength(2)
  })

  it('whose offer is of no use is refused, and the next one is answered', async () => {
    const call = await answered()
    phone.mediaOf(id).failNext('set', mediaFailure('badSdp'))
    expect(statusIn(await update(call, fakeSdp('sendonly', 2)))).toBe(488)
    expect(statusIn(await update(call, fakeSdp('sendonly', 3)))).toBe(200)
    await phone.fact('farHeld')
  })

  it('with an old number is refused', async () => {
    const call = await answered()
    const cseq = call.send('UPDATE', { cseq: 5 })
    expect(statusIn(await call.answerTo(cseq, 'UPDATE'))).toBe(500)
  })

  it('tells where the far end is to be found from now on', async () => {
    const call = await answered()
    const cseq = call.send('UPDATE')
    await call.answerTo(cseq, 'UPDATE')
    const moved = phone.messages.find(({ text }) => text.startsWith('UPDATE'))?.text ?? ''
    peer.send(
      moved
        .replace(/branch=\S+/, 'branch=z9hG4bKmoved')
        .replace(/^CSeq: \d+/m, `CSeq: ${cseq + 50}`)
        .replace('sip:far@peer.example', 'sip:elsewhere@peer.example'),
    )
    await call.answerTo(cseq + 50, 'UPDATE')
    phone.order({ kind: 'hangUp', call: id })
    expect(await call.next(/^BYE/)).toMatch(/^BYE sip:elsewhere@peer\.example/)
  })

  it('for a call that isn’t there gets 481', async () => {
    const call = rawCallToAgent(peer, { headers: ['Require: nothing'] })
    await call.next(/^SIP\/2\.0 420/)
    expect(statusIn(await update(call))).toBe(481)
  })
})

describe('glare', () => {
  it('with our re-INVITE: 491', async () => {
    const call = await answered()
    phone.order({ kind: 'hold', call: id })
    const invite = await call.next(/^INVITE/)
    expect(statusIn(await update(call, fakeSdp('sendonly', 2)))).toBe(491)
    call.reply(invite, '200 OK', { body: fakeSdp('recvonly') })
    await phone.fact('held')
  })

  it('with an offer that is being made: 491', async () => {
    const call = await answered()
    const goOn = phone.mediaOf(id).pause()
    phone.order({ kind: 'hold', call: id })
    await until(() => expect(phone.mediaOf(id).asked()).toBe(2))
    expect(statusIn(await update(call, fakeSdp('sendonly', 2)))).toBe(491)
    goOn()
    call.reply(await call.next(/^INVITE/), '200 OK', { body: fakeSdp('recvonly') })
    await phone.fact('held')
  })

  it('with another UPDATE or re-INVITE while the first is being answered: 500 with Retry-After', async () => {
    const call = await answered()
    const goOn = phone.mediaOf(id).pause()
    const first = call.send('UPDATE', { body: fakeSdp('sendonly', 2) })
    for (const method of ['UPDATE', 'INVITE']) {
      const refused = await call.answerTo(call.send(method, { body: fakeSdp('sendrecv', 3) }), method)
      expect(statusIn(refused)).toBe(500)
      expect(Number(fieldIn(refused, 'Retry-After'))).toBeLessThan(10)
    }
    goOn()
    expect(statusIn(await call.answerTo(first, 'UPDATE'))).toBe(200)
    await phone.fact('farHeld')
  })

  it('waits with a hold of ours until the far end’s offer is answered', async () => {
    const call = await answered()
    const goOn = phone.mediaOf(id).pause()
    const first = call.send('UPDATE', { body: fakeSdp('sendrecv', 2) })
    await until(() => expect(phone.messages.some(({ text }) => text.startsWith('UPDATE'))).toBe(true))
    phone.order({ kind: 'hold', call: id })
    goOn()
    expect(statusIn(await call.answerTo(first, 'UPDATE'))).toBe(200)
    call.reply(await call.next(/^INVITE/), '200 OK', { body: fakeSdp('recvonly') })
    await phone.fact('held')
    expect(phone.mediaOf(id).state()).toBe('stable')
  })

  it('with the call’s end: 487', async () => {
    const call = await answered()
    phone.mediaOf(id).pause()
    const first = call.send('UPDATE', { body: fakeSdp('sendonly', 2) })
    await until(() => expect(phone.messages.some(({ text }) => text.startsWith('UPDATE'))).toBe(true))
    call.send('BYE')
    expect(statusIn(await call.answerTo(first, 'UPDATE'))).toBe(487)
  })
})

describe('an UPDATE before the answer', () => {
  it('is accepted without an offer', async () => {
    const call = await ringing()
    expect(statusIn(await update(call))).toBe(200)
    phone.order({ kind: 'answer', call: id })
    await call.next(/^SIP\/2\.0 200 OK[\s\S]*^CSeq: \d+ INVITE/m)
  })

  it('waits with its offer until the first one is answered', async () => {
    const call = await ringing()
    const refused = await update(call, fakeSdp('sendrecv', 2))
    expect(statusIn(refused)).toBe(500)
    expect(fieldIn(refused, 'Retry-After')).toMatch(/^\d$/)
  })

  it('brings other early media', async () => {
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    const call = await rawCallFromAgent(peer)
    call.reply(call.invite, '183 Session Progress', { body: fakeSdp('sendrecv') })
    await phone.fact('earlyMedia')
    const changed = await update(call, fakeSdp('sendrecv', 2))
    expect(statusIn(changed)).toBe(200)
    expect(bodyIn(changed)).toContain('m=audio')
    call.reply(call.invite, '200 OK', { body: fakeSdp('sendrecv', 2) })
    await phone.fact('answered')
  })

  it('of a branch without the media is refused', async () => {
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    const call = await rawCallFromAgent(peer)
    call.reply(call.invite, '183 Session Progress', { body: fakeSdp('sendrecv'), tag: 'announcer' })
    await phone.fact('earlyMedia')
    call.reply(call.invite, '183 Session Progress', { body: fakeSdp('sendrecv') })
    await until(() =>
      expect(phone.messages.filter(({ text }) => text.startsWith('SIP/2.0 183'))).toHaveLength(2),
    )
    expect(statusIn(await update(call, fakeSdp('sendrecv', 2)))).toBe(488)
  })
})
