import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallFromAgent, type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { targetOf } from './outbound.ts'
import { fakeSdp, mediaFailure } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest

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

const dial = (to: string, call = 'out') => phone.order({ kind: 'dial', call, to, from: null })

async function dialled(to = '+4930123456'): Promise<CallFromAgent> {
  const next = practice.nextCall()
  dial(to)
  return next
}

const ended = async () => (await phone.fact('ended', 'out')).fact

describe('a call that is dialled', () => {
  it('goes out as its line writes the number, shows the number that was chosen, and is on record as dialled', async () => {
    const next = practice.nextCall()
    const order = { kind: 'dial', call: 'out', to: '+4930123456', from: null } as const
    phone.order({ ...order, target: '9030123456', callerId: '+4930901820' })
    const call = await next
    expect(call.number).toBe('9030123456')
    expect(phone.messages.map(({ text }) => text).find((text) => text.startsWith('INVITE'))).toMatch(
      /^P-Preferred-Identity: <sip:\+4930901820@practice\.example>\r$/m,
    )
    expect((await phone.fact('dialed', 'out')).fact.party.number).toBe('+4930123456')
  })

  it('is on record before the INVITE leaves', async () => {
    phone.order({ kind: 'dial', call: 'out', to: '123', from: 'call-7' })
    expect(phone.facts).toEqual([
      {
        call: 'out',
        fact: {
          kind: 'dialed',
          line: 'agent@practice.example',
          party: { number: '123', displayName: null },
          sipCallId: expect.any(String),
          from: 'call-7',
        },
      },
    ])
  })

  it('is on the line under the Call-ID that is on record, and every message of it is told', async () => {
    const call = await dialled()
    const { fact } = await phone.fact('dialed')
    expect(call.id).toBe(fact.sipCallId)
    call.refuse(486)
    await ended()
    const ofCall = phone.messages.filter(({ text }) => text.includes(call.id))
    expect(
      ofCall.map(({ direction, text }) => `${direction} ${text.split('\r\n')[0]?.slice(0, 11)}`),
    ).toEqual(expect.arrayContaining(['out INVITE sip:', 'in SIP/2.0 486', 'out ACK sip:+49']))
  })

  it('rings, is answered and hung up by the far end', async () => {
    const call = await dialled()
    expect(call.number).toBe('+4930123456')
    call.ring()
    await phone.fact('farRinging')
    await call.answer()
    await phone.fact('answered')
    await call.hangUp()
    expect(await ended()).toMatchObject({ by: 'far', cause: 'hungUp' })
    expect(phone.kinds('out')).toEqual(['dialed', 'farRinging', 'answered', 'ended'])
  })

  it('tells once that it rings', async () => {
    const call = await dialled()
    call.ring()
    call.ring()
    await call.answer()
    await phone.fact('answered')
    expect(phone.kinds('out')).toEqual(['dialed', 'farRinging', 'answered'])
  })

  it('has early media before the answer', async () => {
    const call = await dialled()
    await call.earlyMedia()
    await phone.fact('earlyMedia')
    await call.answer()
    await phone.fact('answered')
    expect(phone.mediaOf('out').taken).toHaveLength(1)
    expect(phone.kinds('out')).toEqual(['dialed', 'earlyMedia', 'answered'])
  })

  it('is answered by another branch than the one with the early media', async () => {
    const call = await dialled()
    const stop = practice.tamper((direction, text) =>
      direction === 'out' && text.startsWith('SIP/2.0 183')
        ? text.replace(/^(To: .*;tag=)\S+/m, '$1another')
        : text,
    )
    await call.earlyMedia()
    await phone.fact('earlyMedia')
    stop()
    await call.answer()
    await phone.fact('answered')
    await until(() => expect(call.reInvites).toBe(1))
    expect(phone.mediaOf('out').made.at(-1)).toEqual({ hold: false, iceRestart: true })
    expect(call.state).toBe('answered')
    await call.hangUp()
    expect(await ended()).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('is hung up while it rings', async () => {
    const call = await dialled()
    call.ring()
    await phone.fact('farRinging')
    phone.order({ kind: 'hangUp', call: 'out' })
    expect(phone.facts.at(-1)?.fact).toMatchObject({ kind: 'ended', by: 'agent', cause: 'cancelled' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'cancel' })
  })

  it('is hung up before the INVITE left, and none leaves any more', async () => {
    const goOn = phone.mediaOf('out').pause()
    dial('123')
    const invites: string[] = []
    practice.onMessage((_direction, text) => {
      if (text.startsWith('INVITE')) invites.push(text)
    })
    phone.order({ kind: 'hangUp', call: 'out' })
    expect(await ended()).toMatchObject({ by: 'agent', cause: 'cancelled' })
    goOn()
    // A later call goes through, so the first one is settled in SIP.js too.
    const next = practice.nextCall()
    dial('456', 'second')
    await (await next).answer()
    await phone.fact('answered', 'second')
    expect(invites).toHaveLength(1)
  })

  it('is hung up although the answer crosses with it', async () => {
    const call = await dialled()
    call.ring()
    await phone.fact('farRinging')
    practice.drop((direction, text) => direction === 'in' && text.startsWith('CANCEL'))
    phone.order({ kind: 'hangUp', call: 'out' })
    await call.answer()
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
    expect(phone.kinds('out')).toEqual(['dialed', 'farRinging', 'ended'])
  })

  it.each([
    [486, 'busy'],
    [603, 'declined'],
    [404, 'notFound'],
    [480, 'unavailable'],
    [408, 'noAnswer'],
    [403, 'notAllowed'],
    [484, 'badNumber'],
    [488, 'notCompatible'],
    [500, 'server'],
    [503, 'server'],
    [302, 'unavailable'],
  ])('ends after %i as %s', async (code, cause) => {
    const call = await dialled()
    call.refuse(code)
    expect(await ended()).toMatchObject({ by: 'far', cause, sip: { code } })
  })

  it('believes the Q.850 cause behind a status that says little', async () => {
    const call = await dialled()
    call.refuse(480, 'Temporarily Unavailable', ['Reason: Q.850;cause=19;text="No answer"'])
    expect(await ended()).toMatchObject({ cause: 'noAnswer', sip: { code: 480 } })
  })

  it('ends with cause media when the microphone is missing', async () => {
    phone.mediaOf('out').failNext('get', mediaFailure('microphoneMissing'))
    dial('123')
    expect(await ended()).toMatchObject({ by: 'system', cause: 'media', sip: null })
  })

  it('is not compatible when the answer is of no use here, and the far end is told', async () => {
    const call = await dialled()
    phone.mediaOf('out').failNext('set', mediaFailure('badSdp'))
    await call.answer()
    expect(await ended()).toMatchObject({ by: 'system', cause: 'notCompatible' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  })

  it('is cancelled when its early media is of no use here', async () => {
    const call = await dialled()
    phone.mediaOf('out').failNext('set', mediaFailure('badSdp'))
    await call.earlyMedia({ sdp: fakeSdp('sendrecv') })
    expect(await ended()).toMatchObject({ by: 'system', cause: 'notCompatible' })
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'cancel' })
  })

  it('ends when the answer has no description', async () => {
    const call = await dialled()
    await call.answer({ sdp: '' }).catch(() => undefined)
    expect(await ended()).toMatchObject({ by: 'system', cause: 'notCompatible' })
  })

  it('ends at once when the connection is lost', async () => {
    const call = await dialled()
    call.ring()
    await phone.fact('farRinging')
    practice.dropConnections()
    expect(await ended()).toMatchObject({ by: 'system', cause: 'network' })
  })

  it('ends at once without a connection', async () => {
    await practice.goDown()
    await phone.state((state) => state.state === 'offline')
    dial('123')
    expect(phone.facts.at(-1)?.fact).toMatchObject({ kind: 'ended', by: 'system', cause: 'network' })
    await practice.comeUp()
  })

  it.each(['', '1,2', 'not a number', '<sip:x@y>', 'a@b@c"', '\u0000'])(
    'never leaves for %j, which is no number',
    async (to) => {
      dial(to)
      await until(() => expect(phone.facts.at(-1)?.fact).toMatchObject({ cause: 'badNumber' }))
    },
  )

  it('passes on the P-Asserted-Identity to nobody else’s INVITE', async () => {
    const call = await dialled('bob@practice.example')
    expect(call.number).toBe('bob')
    expect(call.header('from')).toContain('"Agent One" <sip:agent@practice.example>')
  })
})

describe('the target of a dialled number', () => {
  const at = (to: string) => targetOf(to, { domain: 'pbx.example' })?.toRaw()

  it('is the number at the account’s domain', () => {
    expect(at('+49 (30) 123-456')).toBe('sip:+4930123456@pbx.example')
    expect(at('*98#')).toBe('sip:*98%23@pbx.example')
  })

  it('is an address as it is', () => {
    expect(at('sip:bob@other.example:5070')).toBe('sip:bob@other.example:5070')
    expect(at('tel:+4930123456')).toBe('sip:+4930123456@pbx.example')
  })

  it('is nothing for what can’t be dialled', () => {
    expect(at('a b@c')).toBeUndefined()
    expect(at('bob@')).toBeUndefined()
  })
})
