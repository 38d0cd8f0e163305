import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { fakeSdp, mediaFailure } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
const caller = { to: 'agent', from: '+12025550143', displayName: 'Ada Byron' }

beforeEach(async () => {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest()
  phone.start({ server: practice.url })
  await phone.registered()
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

/** The newest call that was offered, or the first one to come. */
const offered = async (after = 0) => {
  await until(() => {
    expect(phone.facts.filter(({ fact }) => fact.kind === 'offered').length).toBeGreaterThan(after)
  })
  return phone.fact('offered', `call-${after + 1}`)
}

async function answered(after = 0) {
  const call = practice.call(caller)
  const { call: id } = await offered(after)
  phone.order({ kind: 'answer', call: id })
  await call.answered()
  await phone.fact('answered', id)
  return { call, id }
}

describe('a call that comes in', () => {
  it('is told to the desk before anything but 100 is sent', async () => {
    const sent: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in') sent.push(text.slice(0, 11))
    })
    phone.onFact = (_call, fact) => {
      if (fact.kind === 'offered') sent.push('offered')
    }
    const call = practice.call({
      ...caller,
      headers: ['X-Lead-Id: L-4711', 'Call-Info: <sip:pbx>;answer-after=0', 'X-Two: a', 'X-Two: b'],
    })
    const { call: id, fact } = await offered()
    expect(fact).toEqual({
      kind: 'offered',
      line: 'agent@practice.example',
      party: { number: '+12025550143', displayName: 'Ada Byron' },
      sipCallId: call.id,
      headers: { 'X-Lead-Id': 'L-4711', 'Call-Info': '<sip:pbx>;answer-after=0', 'X-Two': 'a, b' },
    })
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    expect(sent.indexOf('offered')).toBeLessThan(sent.indexOf('SIP/2.0 180'))
  })

  it('rings only when it is ordered to', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    expect(call.state).toBe('calling')
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    expect(call.state).toBe('ringing')
  })

  it('tells that the PBX asks for it to be answered, while it rings and later', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    const allows: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('SIP/2.0 180'))
        allows.push(/^Allow-Events: (.*)$/im.exec(text)?.[1] ?? '')
    })
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    expect(allows).toEqual(['talk, hold'])
    const talk = { headers: ['Event: talk', 'Subscription-State: terminated'] }
    expect((await call.send('NOTIFY', talk)).code).toBe(200)
    expect((await phone.fact('farAsked', id)).fact).toEqual({ kind: 'farAsked', what: 'talk' })
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    expect((await call.send('NOTIFY', { headers: ['Event: hold', 'Subscription-State: active'] })).code).toBe(
      200,
    )
    expect(
      (await call.send('NOTIFY', { headers: ['Event: dialog', 'Subscription-State: active'] })).code,
    ).toBe(200)
    expect(phone.kinds(id)).toEqual(['offered', 'farAsked', 'answered', 'farAsked'])
  })

  it('believes P-Asserted-Identity of a trusted proxy', async () => {
    practice.call({ ...caller, headers: ['P-Asserted-Identity: "Grace" <sip:+4930123456@pbx;user=phone>'] })
    const { fact } = await offered()
    expect(fact.party).toEqual({ number: '+4930123456', displayName: 'Grace' })
  })

  it('is answered with 200 and hung up by the caller', async () => {
    const { call, id } = await answered()
    await call.hangUp()
    expect((await phone.fact('ended', id)).fact).toEqual({
      kind: 'ended',
      by: 'far',
      cause: 'hungUp',
      sip: null,
    })
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
    expect(phone.mediaOf(id).state()).toBe('closed')
  })

  it('is answered where the INVITE has no offer', async () => {
    const call = practice.call({ ...caller, sdp: 'late' })
    const { call: id } = await offered()
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    await until(() => expect(phone.mediaOf(id).taken).toHaveLength(1))
    phone.order({ kind: 'hangUp', call: id })
    await call.ended()
  })

  it('is hung up by the agent, and has ended before the BYE is answered', async () => {
    const { call, id } = await answered()
    phone.order({ kind: 'hangUp', call: id })
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
    expect(phone.facts.at(-1)?.fact).toMatchObject({ by: 'agent', cause: 'hungUp' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  })

  it.each([
    ['busy', 486, 'busy'],
    ['decline', 603, 'declined'],
    ['unavailable', 480, 'unavailable'],
  ] as const)('is refused as %s with %i and the reason', async (status, code, cause) => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.order({ kind: 'reject', call: id, as: { status, why: 'Agent is on a "break"' } })
    const ended = await call.ended()
    expect(ended).toMatchObject({ by: 'agent', how: 'refused', code })
    expect(ended.reasonHeader).toBe(`SIP;cause=${code};text="Agent is on a  break"`)
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'agent', cause, sip: { code } })
  })

  it('says nothing of a reason where there is none', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.order({ kind: 'reject', call: id, as: { status: 'busy', why: '' } })
    expect((await call.ended()).reasonHeader).toBeUndefined()
  })

  it('is missed when the caller gives up', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    await call.cancel('Q.850;cause=127')
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'missed' })
  })

  it('was answered elsewhere when the CANCEL says so', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    await call.cancel('SIP;cause=200;text="Call completed elsewhere"')
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'answeredElsewhere' })
  })

  it('is cancelled while the answer is being made, and says nothing more', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    const goOn = phone.mediaOf(id).pause()
    phone.order({ kind: 'ring', call: id })
    await call.ringing()
    phone.order({ kind: 'answer', call: id })
    await call.cancel()
    await phone.fact('ended', id)
    goOn()
    await answered(1)
    expect(phone.kinds(id)).toEqual(['offered', 'ended'])
  })

  it('goes on ringing when the microphone is missing, and can be answered again', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.mediaOf(id).failNext('get', mediaFailure('microphoneMissing'))
    phone.order({ kind: 'answer', call: id })
    expect((await phone.fact('orderFailed', id)).fact).toMatchObject({ order: 'answer', sip: null })
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    expect(phone.kinds(id)).toEqual(['offered', 'orderFailed', 'answered'])
  })

  it('is refused with 488 when its description is of no use here', async () => {
    const call = practice.call({ ...caller, sdp: fakeSdp('sendrecv').replace('m=audio', 'm=video') })
    const { call: id } = await offered()
    phone.order({ kind: 'answer', call: id })
    expect(await call.ended()).toMatchObject({ how: 'refused', code: 488 })
    await phone.fact('ended', id)
    expect(phone.kinds(id)).toEqual(['offered', 'orderFailed', 'ended'])
    expect(phone.facts.at(-1)?.fact).toMatchObject({ by: 'system', cause: 'notCompatible' })
  })

  it('is answered once, however often that is ordered', async () => {
    const call = practice.call(caller)
    const { call: id } = await offered()
    phone.order({ kind: 'answer', call: id })
    phone.order({ kind: 'answer', call: id })
    await call.answered()
    expect(phone.kinds(id)).toEqual(['offered', 'answered'])
  })
})
