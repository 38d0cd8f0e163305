import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
const id = 'call-1'

async function begin(dtmf: 'info' | 'rfc4733' = 'rfc4733') {
  phone.start({ server: practice.url, dtmf })
  await phone.registered()
  const call = practice.call({ to: 'agent', from: '+12025550143' })
  await phone.fact('offered')
  phone.order({ kind: 'answer', call: id })
  await call.answered()
  return call
}

beforeEach(async () => {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest()
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

describe('within a call', () => {
  it.each(['INFO', 'MESSAGE'] as const)('%s is accepted', async (method) => {
    const call = await begin()
    const reply = await call.send(method, { contentType: 'text/plain', body: 'hello' })
    expect(reply.code).toBe(200)
  })

  it('NOTIFY is accepted', async () => {
    const call = await begin()
    const reply = await call.send('NOTIFY', { headers: ['Event: talk', 'Subscription-State: terminated'] })
    expect(reply.code).toBe(200)
  })

  it('REFER is refused, reported, and never followed', async () => {
    const call = await begin()
    const invites: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('INVITE')) invites.push(text)
    })
    expect((await call.refer('sip:+1900555@practice.example')).code).toBe(603)
    expect((await phone.fact('referRefused')).fact).toEqual({ kind: 'referRefused', to: '+1900555' })
    expect((await call.send('INFO', { contentType: 'text/plain', body: 'x' })).code).toBe(200)
    expect(invites).toEqual([])
  })

  it('a BYE without an ACK before it ends the call, and nothing follows it', async () => {
    phone.start({ server: practice.url })
    await phone.registered()
    practice.drop((direction, text) => direction === 'out' && text.startsWith('ACK'))
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    expect(await call.hangUp()).toMatchObject({ how: 'bye' })
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('a hang-up before the ACK is over at once', async () => {
    phone.start({ server: practice.url })
    await phone.registered()
    const acks: (() => void)[] = []
    practice.drop((direction, text) => direction === 'out' && text.startsWith('ACK') && acks.length === 0)
    practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: id })
    await phone.fact('answered')
    phone.order({ kind: 'hangUp', call: id })
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
  })
})

describe('tones', () => {
  it('go out as RTP events through the media', async () => {
    await begin('rfc4733')
    phone.order({ kind: 'sendTone', call: id, tone: '5#' })
    expect((await phone.fact('toneSent')).fact).toEqual({ kind: 'toneSent', tone: '5#' })
    expect(phone.mediaOf(id).tones).toEqual(['5#'])
  })

  it('fail when the media can’t send them', async () => {
    await begin('rfc4733')
    phone.mediaOf(id).sendsTones = false
    phone.order({ kind: 'sendTone', call: id, tone: '5' })
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'sendTone', sip: null })
  })

  it('go out by INFO, one by one and in order', async () => {
    const call = await begin('info')
    phone.order({ kind: 'sendTone', call: id, tone: '1' })
    phone.order({ kind: 'sendTone', call: id, tone: '2*3' })
    await until(() => expect(call.infoDigits()).toBe('12*3'))
    expect(call.infos[0]).toEqual({
      contentType: 'application/dtmf-relay',
      body: 'Signal=1\r\nDuration=160\r\n',
    })
    await until(() => expect(phone.kinds(id)).toEqual(['offered', 'answered', 'toneSent', 'toneSent']))
  })

  it('fail when the far end refuses the INFO', async () => {
    await begin('info')
    practice.tamper((direction, text) =>
      direction === 'out' && /^CSeq: \d+ INFO/m.test(text) ? text.replace('200 OK', '415 No') : text,
    )
    phone.order({ kind: 'sendTone', call: id, tone: '1' })
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'sendTone', sip: { code: 415 } })
  })

  it.each(['', 'x', '1;2', '\r\nSignal=9'])('that are none (%j) fail', async (tone) => {
    const call = await begin('info')
    phone.order({ kind: 'sendTone', call: id, tone })
    await phone.fact('orderFailed')
    expect(call.infos).toEqual([])
  })
})
