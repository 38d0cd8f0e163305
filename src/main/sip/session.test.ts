import { Core } from 'sip.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeSdp } from './testing/fake-description-handler.ts'
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
  phone = lineUnderTest({ sessionSecond: 10 })
  phone.start({ server: peer.url })
  await phone.registered()
})

afterEach(async () => {
  Object.assign(Core.Timers, before)
  await phone.line.stop()
  await peer.close()
})

const updates = ['Allow: INVITE, ACK, BYE, CANCEL, UPDATE']

async function dialled() {
  phone.order({ kind: 'dial', call: id, to: '123', from: null })
  return rawCallFromAgent(peer)
}

/** A call that the agent dialled, with these lines in its 200. */
async function answeredThere(...headers: readonly string[]): Promise<RawCall> {
  const call = await dialled()
  call.reply(call.invite, '200 OK', { body: fakeSdp('sendrecv'), headers })
  await phone.fact('answered', id)
  return call
}

/** A call to the agent, with these lines in its INVITE. */
async function answeredHere(...headers: readonly string[]): Promise<{ call: RawCall; ok: string }> {
  const call = rawCallToAgent(peer, { body: fakeSdp('sendrecv'), headers })
  const { call: offered } = await phone.fact('offered')
  phone.order({ kind: 'answer', call: offered })
  const ok = await call.next(/^SIP\/2\.0 200/)
  call.send('ACK')
  await phone.fact('answered', offered)
  return { call, ok }
}

const timed = (refresher: string) => [`Session-Expires: 90${refresher}`, 'Supported: timer']

describe('a call that is dialled', () => {
  it('asks for a session timer', async () => {
    const { invite } = await dialled()
    expect(fieldIn(invite, 'Session-Expires')).toBe('1800')
    expect(fieldIn(invite, 'Min-SE')).toBe('90')
    expect(fieldIn(invite, 'Supported')).toMatch(/\btimer\b/)
  })

  it('asks for a longer one after a 422, in the same call', async () => {
    const call = await dialled()
    call.reply(call.invite, '422 Session Interval Too Small', { headers: ['Min-SE: 3600'] })
    const again = await call.next(/^INVITE/, 1)
    expect(fieldIn(again, 'CSeq')).toBe('2 INVITE')
    for (const name of ['From', 'To', 'Call-ID'])
      expect(fieldIn(again, name)).toBe(fieldIn(call.invite, name))
    expect(again.match(/^(Session-Expires|Min-SE): .*$/gm)).toEqual(['Session-Expires: 3600', 'Min-SE: 3600'])
    await call.next(/^ACK/)
    call.reply(again, '200 OK', { body: fakeSdp('sendrecv') })
    await phone.fact('answered')
    phone.order({ kind: 'hangUp', call: id })
    expect(fieldIn(await call.next(/^BYE/), 'CSeq')).toBe('3 BYE')
  })

  it('logs in anew for a longer one', async () => {
    const challenge = {
      headers: ['Proxy-Authenticate: Digest realm="practice.example", nonce="n", qop="auth"'],
    }
    const call = await dialled()
    call.reply(call.invite, '407 Proxy Authentication Required', challenge)
    const second = await call.next(/^INVITE/, 1)
    expect(second).toContain('Proxy-Authorization:')
    call.reply(second, '422 Session Interval Too Small', { headers: ['Min-SE: 3600'] })
    const third = await call.next(/^INVITE/, 2)
    expect(third).not.toContain('Proxy-Authorization:')
    call.reply(third, '407 Proxy Authentication Required', challenge)
    const fourth = await call.next(/^INVITE/, 3)
    expect(fieldIn(fourth, 'Proxy-Authorization')).toContain('nc=00000002')
    expect(fieldIn(fourth, 'Session-Expires')).toBe('3600')
    call.reply(fourth, '200 OK', { body: fakeSdp('sendrecv') })
    await phone.fact('answered')
  })

  it.each([
    ['wants ever more', [100, 200, 300], 3],
    ['wants what it was given', [90], 1],
    ['doesn’t say what it wants', [null], 1],
  ])('ends where the far end %s', async (_what, minima, invites) => {
    const call = await dialled()
    for (const [nth, minimum] of minima.entries()) {
      const headers = minimum === null ? [] : [`Min-SE: ${minimum}`]
      call.reply(await call.next(/^INVITE/, nth), '422 Session Interval Too Small', { headers })
    }
    expect((await phone.fact('ended')).fact).toMatchObject({ cause: 'notCompatible', sip: { code: 422 } })
    expect(call.received().filter((text) => text.startsWith('INVITE'))).toHaveLength(invites)
  })

  it('is cancelled although a 422 crosses with it', async () => {
    const call = await dialled()
    call.reply(call.invite, '100 Trying')
    await until(() => expect(phone.messages.some(({ text }) => text.startsWith('SIP/2.0 100'))).toBe(true))
    phone.order({ kind: 'hangUp', call: id })
    await call.next(/^CANCEL/)
    call.reply(call.invite, '422 Session Interval Too Small', { headers: ['Min-SE: 3600'] })
    await call.next(/^ACK/)
    expect(call.received().filter((text) => text.startsWith('INVITE'))).toHaveLength(1)
  })

  it('has no timer where the far end wants none', async () => {
    const call = await answeredThere(...updates)
    phone.order({ kind: 'hold', call: id })
    const hold = await call.next(/^INVITE/, 1)
    expect(hold).not.toContain('Session-Expires')
    call.reply(hold, '200 OK', { body: fakeSdp('recvonly') })
    await phone.fact('held')
  })
})

describe('where it is our turn', () => {
  it.each([
    ['as the caller', () => answeredThere('Session-Expires: 90;refresher=uac', ...updates)],
    ['as the called', async () => (await answeredHere(...timed(';refresher=uas'), ...updates)).call],
    [
      'for a caller who knows of no timers',
      async () => (await answeredHere('Session-Expires: 90', ...updates)).call,
    ],
  ])('UPDATE refreshes the session again and again %s', async (_what, begin) => {
    const call = await begin()
    for (const nth of [0, 1, 2]) {
      const update = await call.next(/^UPDATE/, nth)
      expect(fieldIn(update, 'Session-Expires')).toBe('90;refresher=uac')
      expect(fieldIn(update, 'Contact')).toMatch(/^<sip:/)
      expect(bodyIn(update)).toBe('')
      call.reply(update, '200 OK', { headers: ['Session-Expires: 90;refresher=uac'] })
    }
    expect(phone.kinds(id)).not.toContain('ended')
  })

  it('a re-INVITE does where the far end knows no UPDATE, and a hold is kept', async () => {
    const call = await answeredThere('Session-Expires: 90;refresher=uac', 'Allow: INVITE, ACK, BYE')
    phone.order({ kind: 'hold', call: id })
    for (const nth of [1, 2, 3]) {
      const invite = await call.next(/^INVITE/, nth)
      expect(fieldIn(invite, 'Session-Expires')).toBe('90;refresher=uac')
      expect(bodyIn(invite)).toContain('a=sendonly')
      const headers = ['Session-Expires: 90;refresher=uac']
      call.reply(invite, '200 OK', { body: fakeSdp('recvonly'), headers })
    }
    await phone.fact('held')
    expect(phone.kinds(id)).toEqual(['dialed', 'answered', 'held'])
  })

  it('a re-INVITE does where UPDATE is refused', async () => {
    const call = await answeredThere('Session-Expires: 90;refresher=uac', ...updates)
    call.reply(await call.next(/^UPDATE/), '405 Method Not Allowed')
    const headers = ['Session-Expires: 90;refresher=uac']
    for (const nth of [1, 2]) {
      call.reply(await call.next(/^INVITE/, nth), '200 OK', { body: fakeSdp('sendrecv'), headers })
    }
    expect(call.received().filter((text) => text.startsWith('UPDATE'))).toHaveLength(1)
  })

  it.each(['488 Not Acceptable Here', '500 Server Internal Error', '403 Forbidden'])(
    'the call goes on when a refresh is refused with %s, and another one is tried',
    async (status) => {
      const call = await answeredThere('Session-Expires: 90;refresher=uac')
      call.reply(await call.next(/^INVITE/, 1), status)
      call.reply(await call.next(/^INVITE/, 2), '200 OK', { body: fakeSdp('sendrecv') })
      await until(() => expect(phone.mediaOf(id).taken).toHaveLength(2))
      expect(phone.kinds(id)).toEqual(['dialed', 'answered'])
    },
  )

  it('and at that of the far end at once (491), the refresh comes after it', async () => {
    const call = await answeredThere('Session-Expires: 90;refresher=uac', ...updates)
    call.reply(await call.next(/^UPDATE/), '491 Request Pending')
    await call.next(/^UPDATE/, 1)
    expect(phone.kinds(id)).toEqual(['dialed', 'answered'])
  })

  it('a longer interval is asked for where the far end wants one', async () => {
    const call = await answeredThere('Session-Expires: 90;refresher=uac', ...updates)
    call.reply(await call.next(/^UPDATE/), '422 Session Interval Too Small', { headers: ['Min-SE: 120'] })
    const again = await call.next(/^UPDATE/, 1)
    expect(fieldIn(again, 'Session-Expires')).toBe('120;refresher=uac')
    expect(fieldIn(again, 'Min-SE')).toBe('120')
  })

  it('a far end that doesn’t know the call any more ends it', async () => {
    const call = await answeredThere('Session-Expires: 90;refresher=uac', ...updates)
    call.reply(await call.next(/^UPDATE/), '481 Call/Transaction Does Not Exist')
    expect((await phone.fact('ended')).fact).toMatchObject({
      by: 'system',
      cause: 'network',
      sip: { code: 481 },
    })
    await call.next(/^BYE/)
  })

  it('a far end that says nothing ends it', async () => {
    Core.Timers.TIMER_F = 300
    const call = await answeredThere('Session-Expires: 90;refresher=uac', ...updates)
    await call.next(/^UPDATE/)
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network', sip: null })
    await call.next(/^BYE/)
  })
})

describe('where it is the far end’s turn', () => {
  it.each([
    ['the caller', async () => (await answeredHere(...timed(''))).call],
    ['the called', () => answeredThere('Session-Expires: 90;refresher=uas')],
  ])('the call ends when nothing comes from %s, and says why', async (_who, begin) => {
    const call = await begin()
    const { fact } = await phone.fact('ended')
    expect(fact).toMatchObject({ by: 'system', cause: 'expired', sip: null })
    expect(fieldIn(await call.next(/^BYE/), 'Reason')).toBe('SIP;cause=408;text="Session expired"')
  })

  it('the answer says whose turn it is', async () => {
    const { ok } = await answeredHere(...timed(''))
    expect(fieldIn(ok, 'Session-Expires')).toBe('90;refresher=uac')
    expect(fieldIn(ok, 'Require')).toBe('timer')
  })

  it.each(['UPDATE', 'INVITE'])('%s keeps the call alive', async (method) => {
    const { call } = await answeredHere(...timed(';refresher=uac'))
    const body = method === 'INVITE' ? fakeSdp('sendrecv', 2) : ''
    const headers = ['Session-Expires: 60000;refresher=uac', 'Supported: timer']
    const refreshed = await call.answerTo(call.send(method, { body, headers }), method)
    expect(fieldIn(refreshed, 'Session-Expires')).toBe('60000;refresher=uac')
    expect(fieldIn(refreshed, 'Require')).toBe('timer')
    if (method === 'INVITE') call.send('ACK')
    // A call with the old interval, begun later, ends first.
    rawCallToAgent(peer, { body: fakeSdp('sendrecv'), headers: timed(';refresher=uac') })
    await until(() => expect(phone.facts.filter(({ fact }) => fact.kind === 'offered')).toHaveLength(2))
    phone.order({ kind: 'answer', call: 'call-2' })
    await phone.fact('ended', 'call-2')
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })

  it('a refresh without a timer ends the timer', async () => {
    const { call } = await answeredHere(...timed(';refresher=uac'))
    const answer = await call.answerTo(call.send('UPDATE'), 'UPDATE')
    expect(answer).not.toContain('Session-Expires')
    rawCallToAgent(peer, { body: fakeSdp('sendrecv'), headers: timed(';refresher=uac') })
    await until(() => expect(phone.facts.filter(({ fact }) => fact.kind === 'offered')).toHaveLength(2))
    phone.order({ kind: 'answer', call: 'call-2' })
    await phone.fact('ended', 'call-2')
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })

  it('a session that is too short is refused, at every request', async () => {
    const short = ['Session-Expires: 30', 'Supported: timer']
    const refused = rawCallToAgent(peer, { body: fakeSdp('sendrecv'), headers: short })
    const answer = await refused.next(/^SIP\/2\.0 422/)
    expect(fieldIn(answer, 'Min-SE')).toBe('90')
    expect(phone.facts).toEqual([])
    const { call } = await answeredHere()
    for (const method of ['UPDATE', 'INVITE']) {
      const cseq = call.send(method, { body: fakeSdp('sendrecv', 2), headers: short })
      const again = await call.answerTo(cseq, method)
      expect([statusIn(again), fieldIn(again, 'Min-SE')]).toEqual([422, '90'])
      if (method === 'INVITE') call.send('ACK')
    }
    expect(phone.facts.map(({ fact }) => fact.kind)).toEqual(['offered', 'answered'])
  })
})
