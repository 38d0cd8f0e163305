import { Core } from 'sip.js'
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
const before = { ...Core.Timers }

beforeEach(async () => {
  peer = await startRawPeer()
  phone = lineUnderTest()
  phone.start({ server: peer.url })
  await phone.registered()
})

afterEach(async () => {
  Object.assign(Core.Timers, before)
  await phone.line.stop()
  await peer.close()
})

describe('a caller who wants to know that the phone heard of ringing', () => {
  async function ringing(): Promise<{ call: RawCall; rack: string }> {
    const call = rawCallToAgent(peer, { body: fakeSdp('sendrecv'), headers: ['Require: 100rel'] })
    await phone.fact('offered')
    phone.order({ kind: 'ring', call: id })
    const said = await call.next(/^SIP\/2\.0 180/)
    expect(fieldIn(said, 'Require')).toBe('100rel')
    expect(said).not.toContain('application/sdp')
    return { call, rack: `RAck: ${fieldIn(said, 'RSeq')} ${fieldIn(said, 'CSeq')}` }
  }

  it('is told reliably, without opening the microphone', async () => {
    const { call, rack } = await ringing()
    const prack = call.send('PRACK', { headers: [rack] })
    expect(statusIn(await call.answerTo(prack, 'PRACK'))).toBe(200)
    expect(phone.mediaOf(id).made).toEqual([])
    phone.order({ kind: 'answer', call: id })
    await call.next(/^SIP\/2\.0 200 [\s\S]*CSeq: \d+ INVITE/)
    call.send('ACK')
    await phone.fact('answered')
  })

  it('is told again and again, until a PRACK comes', async () => {
    Core.Timers.T1 = 20
    const { call, rack } = await ringing()
    const first = await call.next(/^SIP\/2\.0 180/)
    expect(await call.next(/^SIP\/2\.0 180/, 2)).toBe(first)
    await call.answerTo(call.send('PRACK', { headers: [rack] }), 'PRACK')
    expect(phone.kinds(id)).toEqual(['offered'])
  })

  it('is refused when no PRACK ever comes', async () => {
    Core.Timers.T1 = 3
    const { call } = await ringing()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network' })
    await call.next(/^SIP\/2\.0 504/)
  })

  it('may answer for it only after the call was taken', async () => {
    const { call, rack } = await ringing()
    phone.order({ kind: 'answer', call: id })
    await phone.fact('answered')
    expect(statusIn(await call.answerTo(call.send('PRACK', { headers: [rack] }), 'PRACK'))).toBe(200)
    call.send('ACK')
    phone.order({ kind: 'hangUp', call: id })
    await call.next(/^BYE/)
  })

  it.each([
    ['that names another response', 'RAck: 1 1 INVITE', '', 481],
    ['without a name', 'X-None: 1', '', 481],
  ])('gets no answer to a PRACK %s but a refusal', async (_what, header, body, status) => {
    const { call } = await ringing()
    expect(statusIn(await call.answerTo(call.send('PRACK', { headers: [header], body }), 'PRACK'))).toBe(
      status,
    )
    expect(phone.kinds(id)).toEqual(['offered'])
  })

  it('can’t offer anew before the first offer is answered', async () => {
    const { call, rack } = await ringing()
    const prack = call.send('PRACK', { headers: [rack], body: fakeSdp('sendrecv', 2) })
    expect(statusIn(await call.answerTo(prack, 'PRACK'))).toBe(488)
    phone.order({ kind: 'answer', call: id })
    await phone.fact('answered')
  })

  it('can give up before and after the PRACK', async () => {
    const { call } = await ringing()
    call.send('CANCEL')
    await call.next(/^SIP\/2\.0 487/)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'missed' })
  })

  it('can hang up by BYE while it rings', async () => {
    const { call } = await ringing()
    expect(statusIn(await call.answerTo(call.send('BYE'), 'BYE'))).toBe(200)
    await call.next(/^SIP\/2\.0 487/)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'missed' })
  })
})

describe('a caller who made no offer and wants to know of ringing', () => {
  async function ringing(): Promise<{ call: RawCall; said: string; rack: string }> {
    const call = rawCallToAgent(peer, { body: '', headers: ['Require: 100rel'] })
    await phone.fact('offered')
    phone.order({ kind: 'ring', call: id })
    const said = await call.next(/^SIP\/2\.0 180/)
    return { call, said, rack: `RAck: ${fieldIn(said, 'RSeq')} ${fieldIn(said, 'CSeq')}` }
  }
  const answerInPrack = ({ call, rack }: { call: RawCall; rack: string }, body = fakeSdp('sendrecv')) =>
    call.answerTo(call.send('PRACK', { headers: [rack], body }), 'PRACK')

  it('gets our offer with the ringing, from which nobody is heard before the answer', async () => {
    const { call, said, rack } = await ringing()
    expect(fieldIn(said, 'Require')).toBe('100rel')
    expect(said).toContain('m=audio')
    expect(phone.mediaOf(id).made).toMatchObject([{ early: true }])
    expect(statusIn(await answerInPrack({ call, rack }))).toBe(200)
    expect(phone.mediaOf(id).taken).toHaveLength(1)
    expect(phone.kinds(id)).toEqual(['offered'])

    phone.order({ kind: 'answer', call: id })
    const ok = await call.next(/^SIP\/2\.0 200 [\s\S]*CSeq: \d+ INVITE/)
    expect(bodyIn(ok)).toBe('')
    call.send('ACK')
    await phone.fact('answered')
    expect(phone.mediaOf(id).made).toHaveLength(1)
    phone.order({ kind: 'hold', call: id })
    const invite = await call.next(/^INVITE/)
    call.reply(invite, '200 OK', { body: fakeSdp('recvonly') })
    await phone.fact('held')
  })

  it('is answered only once they have answered the offer, however quick the agent is', async () => {
    const { call, rack } = await ringing()
    phone.order({ kind: 'answer', call: id })
    expect(call.received().map(statusIn)).not.toContain(200)
    await answerInPrack({ call, rack })
    await call.next(/^SIP\/2\.0 200 [\s\S]*CSeq: \d+ INVITE/)
    call.send('ACK')
    await phone.fact('answered')
  })

  it('is told again and again by the same response, until a PRACK comes', async () => {
    Core.Timers.T1 = 20
    const { call, said, rack } = await ringing()
    expect(await call.next(/^SIP\/2\.0 180/, 2)).toBe(said)
    expect(statusIn(await answerInPrack({ call, rack }))).toBe(200)
  })

  it('whose PRACK has no answer is refused, and may give it in another', async () => {
    const { call, rack } = await ringing()
    expect(statusIn(await answerInPrack({ call, rack }, ''))).toBe(488)
    expect(statusIn(await answerInPrack({ call, rack }))).toBe(200)
  })

  it('whose answer fits nothing is refused with the call', async () => {
    const { call, rack } = await ringing()
    phone.mediaOf(id).failNext('set', mediaFailure('badSdp'))
    expect(statusIn(await answerInPrack({ call, rack }))).toBe(488)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'notCompatible' })
    await call.next(/^SIP\/2\.0 488 [\s\S]*CSeq: \d+ INVITE/)
  })

  it('can give up before and after the PRACK', async () => {
    const { call, rack } = await ringing()
    await answerInPrack({ call, rack })
    call.send('CANCEL')
    await call.next(/^SIP\/2\.0 487/)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'missed' })
  })

  it('hears nothing but 100 where no offer can be made, and the answer makes one', async () => {
    phone.mediaOf(id).failNext('get', mediaFailure('windowGone'))
    const call = rawCallToAgent(peer, { body: '', headers: ['Require: 100rel'] })
    await phone.fact('offered')
    phone.order({ kind: 'ring', call: id })
    phone.order({ kind: 'answer', call: id })
    expect(bodyIn(await call.next(/^SIP\/2\.0 200/))).toContain('m=audio')
    expect(call.received().map(statusIn)).toEqual([100, 200])
    call.send('ACK', { body: fakeSdp('sendrecv') })
    await phone.fact('answered')
  })
})

describe('a far end that wants to know that we heard of ringing', () => {
  async function dialled() {
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    const call = await rawCallFromAgent(peer)
    expect(fieldIn(call.invite, 'Supported')).toMatch(/\b100rel\b/)
    return call
  }
  const reliably = (rseq: number) => ['Require: 100rel', `RSeq: ${rseq}`]

  it('gets a PRACK for each response, in order and once', async () => {
    const call = await dialled()
    call.reply(call.invite, '180 Ringing', { headers: reliably(7) })
    call.reply(call.invite, '180 Ringing', { headers: reliably(7) })
    call.reply(call.invite, '183 Session Progress', { headers: reliably(9), body: fakeSdp('sendrecv') })
    call.reply(call.invite, '183 Session Progress', { headers: reliably(8), body: fakeSdp('sendrecv') })
    const first = await call.next(/^PRACK/)
    const second = await call.next(/^PRACK/, 1)
    expect([first, second].map((text) => fieldIn(text, 'RAck'))).toEqual(['7 1 INVITE', '8 1 INVITE'])
    expect(Number(fieldIn(second, 'CSeq')?.split(' ')[0])).toBe(3)
    for (const text of [first, second]) call.reply(text, '200 OK')
    await phone.fact('earlyMedia')
    call.reply(call.invite, '200 OK')
    await phone.fact('answered')
    await until(() => expect(call.received().filter((text) => text.startsWith('ACK'))).toHaveLength(1))
    expect(call.received().filter((text) => text.startsWith('PRACK'))).toHaveLength(2)
    expect(phone.mediaOf('out').taken).toHaveLength(1)
  })

  it('gets no credentials for a PRACK that it challenges', async () => {
    const call = await dialled()
    call.reply(call.invite, '180 Ringing', { headers: reliably(1) })
    const prack = await call.next(/^PRACK/)
    call.reply(prack, '407 Proxy Authentication Required', {
      headers: ['Proxy-Authenticate: Digest realm="practice.example", nonce="n", qop="auth"'],
    })
    call.reply(call.invite, '200 OK', { body: fakeSdp('sendrecv') })
    await phone.fact('answered')
    expect(call.received().join('\n')).not.toMatch(/Authorization/)
  })
})
