import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeSdp } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { fieldIn, type RawCall, rawCallFromAgent, rawCallToAgent } from './testing/raw-call.ts'
import { type RawPeer, startRawPeer } from './testing/raw-peer.ts'
import { until } from './testing/until.ts'

let peer: RawPeer
let phone: LineUnderTest

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

async function dialled() {
  phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
  return rawCallFromAgent(peer)
}

const toTag = (message: string): string | undefined => fieldIn(message, 'To')?.match(/;tag=(\S+)/)?.[1]
const ok = { body: fakeSdp('sendrecv') }

describe('answers that are more than one, or too late', () => {
  it('of a fork: the first is the call, the others are acknowledged and hung up', async () => {
    const call = await dialled()
    call.reply(call.invite, '180 Ringing', { tag: 'one' })
    call.reply(call.invite, '180 Ringing', { tag: 'two' })
    call.reply(call.invite, '200 OK', { ...ok, tag: 'two' })
    await phone.fact('answered')
    for (const tag of ['one', 'three']) {
      call.reply(call.invite, '200 OK', { ...ok, tag })
      await until(() => {
        const ended = call.received().filter((text) => toTag(text) === tag)
        expect(ended.map((text) => text.split(' ')[0])).toEqual(['ACK', 'BYE'])
      })
    }
    const kept = call.received().filter((text) => toTag(text) === 'two')
    expect(kept.map((text) => text.split(' ')[0])).toEqual(['ACK'])
    expect(phone.kinds('out')).toEqual(['dialed', 'farRinging', 'answered'])
  })

  it('of a fork, sent once more: acknowledged once more, and no more than that', async () => {
    const call = await dialled()
    call.reply(call.invite, '200 OK', ok)
    await phone.fact('answered')
    call.reply(call.invite, '200 OK', ok)
    await until(() => expect(call.received().filter((text) => text.startsWith('ACK'))).toHaveLength(2))
    expect(call.received().some((text) => text.startsWith('BYE'))).toBe(false)
  })

  it('after a CANCEL: acknowledged and hung up', async () => {
    const call = await dialled()
    call.reply(call.invite, '180 Ringing')
    await phone.fact('farRinging')
    phone.order({ kind: 'hangUp', call: 'out' })
    const cancel = await call.next(/^CANCEL/)
    call.reply(call.invite, '200 OK', ok)
    call.reply(cancel, '481 Call/Transaction Does Not Exist')
    await call.next(/^ACK/)
    call.reply(await call.next(/^BYE/), '200 OK')
    expect(phone.kinds('out')).toEqual(['dialed', 'farRinging', 'ended'])
  })

  it('to a hold, after the agent hung up: acknowledged, or the far end would say it again and again', async () => {
    const call = await dialled()
    call.reply(call.invite, '200 OK', ok)
    await phone.fact('answered')
    await call.next(/^ACK/)
    phone.order({ kind: 'hold', call: 'out' })
    const hold = await call.next(/^INVITE/, 1)
    phone.order({ kind: 'hangUp', call: 'out' })
    const bye = await call.next(/^BYE/)
    call.reply(hold, '200 OK', { body: fakeSdp('recvonly') })
    await call.next(/^ACK/, 1)
    call.reply(bye, '200 OK')
    expect(phone.kinds('out')).toEqual(['dialed', 'answered', 'ended'])
  })

  it('without a Contact: it is the call all the same', async () => {
    const call = await dialled()
    const { length } = peer.received
    peer.send(
      [
        'SIP/2.0 200 OK',
        ...(call.invite.match(/^(Via|From|Call-ID|CSeq): .*$/gim) ?? []).map((line) => line.trimEnd()),
        'To: <sip:123@practice.example>;tag=far',
        'Content-Type: application/sdp',
        `Content-Length: ${Buffer.byteLength(ok.body)}`,
        '',
        ok.body,
      ].join('\r\n'),
    )
    await phone.fact('answered')
    await until(() => expect(peer.received.length).toBeGreaterThan(length))
    expect(peer.received.at(-1)).toMatch(/^ACK sip:123@practice\.example/)
  })

  it.each(['Negotiate abc', 'Digest realm="practice.example"', 'Bearer x="y"'])(
    'with a challenge that nobody can answer (%s): the call ends at once',
    async (challenge) => {
      const call = await dialled()
      call.reply(call.invite, '407 Proxy Authentication Required', {
        headers: [`Proxy-Authenticate: ${challenge}`],
      })
      expect((await phone.fact('ended')).fact).toMatchObject({ cause: 'notAllowed', sip: { code: 407 } })
      await call.next(/^ACK/)
    },
  )
})

describe('another party than before', () => {
  const id = 'call-1'

  async function answered(trustsProxy = true): Promise<RawCall> {
    phone.start({ server: peer.url, trustsProxy })
    await until(() => expect(phone.states.at(-1)?.state).toBe('registered'))
    const call = rawCallToAgent(peer)
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: id })
    await call.next(/^SIP\/2\.0 200/)
    call.send('ACK')
    await phone.fact('answered')
    return call
  }
  const named = (who: string) => ({ headers: [`P-Asserted-Identity: ${who}`] })

  it.each(['UPDATE', 'INVITE'])('is told when a %s names it', async (method) => {
    const call = await answered()
    const body = method === 'INVITE' ? ok.body : ''
    await call.answerTo(call.send(method, { body, ...named('"Bo" <sip:+4930999@pbx>') }), method)
    expect((await phone.fact('partyChanged')).fact.party).toEqual({ number: '+4930999', displayName: 'Bo' })
  })

  it('is not the same one written in another way, or without a name', async () => {
    const call = await answered()
    for (const who of ['<sip:+12025550143@pbx>', '<sip:2025550143@pbx>', '<tel:+1-202-555-0143>']) {
      await call.answerTo(call.send('UPDATE', named(who)), 'UPDATE')
    }
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })

  it('is not believed from a network that isn’t trusted', async () => {
    const call = await answered(false)
    await call.answerTo(call.send('UPDATE', named('<sip:+4930999@pbx>')), 'UPDATE')
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })

  it('of a call that was dialled is told against what the answer said', async () => {
    const call = await dialled()
    call.reply(call.invite, '200 OK', { ...ok, ...named('<sip:4123@pbx>') })
    await phone.fact('answered')
    await call.answerTo(call.send('UPDATE', named('<sip:4123@pbx>')), 'UPDATE')
    expect(phone.kinds('out')).toEqual(['dialed', 'answered'])
    await call.answerTo(call.send('UPDATE', named('"Bo" <sip:4999@pbx>')), 'UPDATE')
    expect((await phone.fact('partyChanged')).fact.party).toEqual({ number: '4999', displayName: 'Bo' })
  })

  it.each(['UPDATE', 'INVITE'])(
    'is told when the From of a %s is another one, and called so',
    async (method) => {
      const call = await answered(false)
      expect(fieldIn(await call.next(/^SIP\/2\.0 200/), 'Supported')).toMatch(/\bfrom-change\b/)
      const body = method === 'INVITE' ? ok.body : ''
      const from = '"Bo" <sip:+4930999@elsewhere.example>'
      await call.answerTo(call.send(method, { body, from }), method)
      expect((await phone.fact('partyChanged')).fact.party).toEqual({ number: '+4930999', displayName: 'Bo' })
      if (method === 'INVITE') call.send('ACK', { from })
      phone.order({ kind: 'hangUp', call: id })
      expect(fieldIn(await call.next(/^BYE/), 'To')).toMatch(/<sip:\+4930999@elsewhere\.example>;tag=far$/)
    },
  )

  it('of a call that was dialled is told by From, too', async () => {
    const call = await dialled()
    expect(fieldIn(call.invite, 'Supported')).toMatch(/\bfrom-change\b/)
    call.reply(call.invite, '200 OK', ok)
    await phone.fact('answered')
    await call.answerTo(call.send('UPDATE'), 'UPDATE')
    expect(phone.kinds('out')).toEqual(['dialed', 'answered'])
    await call.answerTo(call.send('UPDATE', { from: '<sip:4999@practice.example>' }), 'UPDATE')
    expect((await phone.fact('partyChanged')).fact.party).toEqual({ number: '4999', displayName: null })
  })

  it('is not the same one from another host', async () => {
    const call = await answered()
    await call.answerTo(call.send('UPDATE', { from: '<sip:+12025550143@sbc.example>' }), 'UPDATE')
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })

  it('stays who the network vouched for, whatever From says then', async () => {
    const call = await answered()
    await call.answerTo(call.send('UPDATE', named('"Bo" <sip:+4930999@pbx>')), 'UPDATE')
    await phone.fact('partyChanged')
    await call.answerTo(call.send('UPDATE', { from: '<sip:+4930666@elsewhere.example>' }), 'UPDATE')
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'partyChanged'])
  })
})
