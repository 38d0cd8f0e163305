import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { glarePause } from './reinvite.ts'
import { fakeSdp, mediaFailure } from './testing/fake-description-handler.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
const id = 'call-1'

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

const hold = () => phone.order({ kind: 'hold', call: id })
const resume = () => phone.order({ kind: 'resume', call: id })
const media = () => phone.mediaOf(id)
const count = (kind: string) => phone.kinds(id).filter((one) => one === kind).length
const times = (kind: string, wanted: number) => until(() => expect(count(kind)).toBe(wanted))

async function inCall() {
  const call = practice.call({ to: 'agent', from: '+12025550143' })
  await phone.fact('offered')
  phone.order({ kind: 'answer', call: id })
  await call.answered()
  return call
}

/** Refuses the agent's next re-INVITEs with these codes, before the customer sees them. */
function refuseReInvites(codes: number[]) {
  practice.drop((direction, text) => {
    if (direction !== 'in' || !/^INVITE /.test(text) || !/^To:.*;tag=/im.test(text)) return false
    const code = codes.shift()
    if (code === undefined) return false
    const copied = text.match(/^(Via|From|To|Call-ID|CSeq): .*$/gim) ?? []
    const more = ['Contact: <sip:a@b>', 'Retry-After: 3']
    const reply = [`SIP/2.0 ${code} No`, ...copied, ...more, 'Content-Length: 0', '', '']
    setImmediate(() => practice.inject(reply.join('\r\n')))
    return true
  })
}

describe('hold', () => {
  it('is a re-INVITE, and a fact once the far end took it', async () => {
    const call = await inCall()
    hold()
    await call.whenHeld(true)
    await phone.fact('held')
    expect(media().made.at(-1)).toEqual({ hold: true, iceRestart: false })
    resume()
    await call.whenHeld(false)
    await phone.fact('resumed')
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'held', 'resumed'])
  })

  it('ordered right with the answer waits for the ACK', async () => {
    const call = practice.call({ to: 'agent', from: '+12025550143' })
    await phone.fact('offered')
    phone.order({ kind: 'answer', call: id })
    await phone.fact('answered')
    hold()
    await phone.fact('held')
    expect(call.state).toBe('answered')
  })

  it('and resume, ordered at once, come one after the other', async () => {
    const call = await inCall()
    hold()
    resume()
    hold()
    await times('held', 2)
    expect(call.held).toBe(true)
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'held', 'resumed', 'held'])
  })

  it('ordered twice is one', async () => {
    await inCall()
    hold()
    hold()
    resume()
    await phone.fact('resumed')
    expect(count('held')).toBe(1)
  })

  it('stays through a renegotiation, and the ICE restart does not', async () => {
    const call = await inCall()
    hold()
    await phone.fact('held')
    phone.line.renegotiate(id)
    await until(() => expect(call.reInvites).toBe(2))
    expect(media().made.at(-1)).toEqual({ hold: true, iceRestart: true })
    await until(() => call.reInvite())
    expect(media().made.at(-1)).toEqual({ hold: true, iceRestart: false })
    expect(call.held).toBe(true)
  })

  it('that is refused is rolled back, and works the next time', async () => {
    const call = await inCall()
    refuseReInvites([488])
    hold()
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'hold', sip: { code: 488 } })
    expect(media().rollbacks()).toBe(1)
    expect(media().state()).toBe('stable')
    hold()
    await call.whenHeld(true)
    await phone.fact('held')
  })

  it('that is redirected is refused too', async () => {
    await inCall()
    refuseReInvites([302])
    hold()
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'hold', sip: { code: 302 } })
    hold()
    await phone.fact('held')
  })

  it('keeps the call when even the roll-back fails', async () => {
    const call = await inCall()
    refuseReInvites([488])
    media().failNext('rollback', new Error('no'))
    hold()
    await phone.fact('orderFailed')
    expect(call.state).toBe('answered')
    expect(count('ended')).toBe(0)
  })

  it('meets a hold of the far end (491) and tries again after a pause', async () => {
    const call = await inCall()
    refuseReInvites([491, 491])
    hold()
    await phone.fact('held')
    expect(call.held).toBe(true)
    expect(media().rollbacks()).toBe(2)
    expect(count('orderFailed')).toBe(0)
  })

  it('waits as long as a far end asks that is in the middle of something', async () => {
    await inCall()
    refuseReInvites([500])
    hold()
    await phone.fact('held')
    expect(count('orderFailed')).toBe(0)
  })

  it('gives up after five 491s', async () => {
    await inCall()
    refuseReInvites([491, 491, 491, 491, 491])
    hold()
    expect((await phone.fact('orderFailed')).fact).toMatchObject({ order: 'hold', sip: { code: 491 } })
  })

  it('fails without a word to the far end when the media can’t make an offer', async () => {
    const call = await inCall()
    media().failNext('get', mediaFailure('windowGone'))
    hold()
    expect((await phone.fact('orderFailed')).fact).toEqual({ kind: 'orderFailed', order: 'hold', sip: null })
    expect(call.reInvites).toBe(0)
  })

  it('keeps the call when the far end’s answer can’t be applied', async () => {
    const call = await inCall()
    media().failNext('set', mediaFailure('badSdp'))
    hold()
    await phone.fact('orderFailed')
    expect(call.state).toBe('answered')
    hold()
    await phone.fact('held')
    expect(count('ended')).toBe(0)
  })

  it.each([481, 408])('ends the call when the far end knows nothing of it (%i)', async (code) => {
    await inCall()
    refuseReInvites([code])
    hold()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network', sip: { code } })
  })

  it('that is under way ends with the call', async () => {
    const call = await inCall()
    const goOn = media().pause()
    hold()
    await call.hangUp()
    await phone.fact('ended')
    goOn()
    resume()
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
  })
})

describe('the far end’s hold', () => {
  it.each(['sendonly', 'inactive'] as const)('is seen in an offer that is %s', async (direction) => {
    const call = await inCall()
    await call.reInvite({ direction })
    await phone.fact('farHeld')
    await call.reInvite({ direction })
    await call.reInvite({ direction: 'sendrecv' })
    await phone.fact('farResumed')
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'farHeld', 'farResumed'])
  })

  it('is not seen in an offer that was refused', async () => {
    const call = await inCall()
    const reply = await call.reInvite({ sdp: fakeSdp('sendonly').replace('m=audio', 'm=video') })
    expect(reply.code).toBe(488)
    expect(count('farHeld')).toBe(0)
    expect((await call.reInvite({ direction: 'sendonly' })).code).toBe(200)
    await phone.fact('farHeld')
  })

  it('that is still being answered when the far end hangs up troubles nobody', async () => {
    const call = await inCall()
    const goOn = media().pause()
    const reply = call.reInvite({ direction: 'sendonly' })
    await practice.nextMessage('out', /^INVITE /)
    await call.hangUp()
    await phone.fact('ended')
    goOn()
    await reply.catch(() => undefined)
    expect(phone.kinds(id)).toEqual(['offered', 'answered', 'ended'])
  })

  it('that comes while our offer is being made is refused with 491, and ours goes through', async () => {
    const call = await inCall()
    const goOn = media().pause()
    hold()
    await until(() => expect(media().asked()).toBe(2))
    expect((await call.reInvite({ direction: 'sendonly' })).code).toBe(491)
    goOn()
    await phone.fact('held')
    expect(call.state).toBe('answered')
  })
})

describe('the pause after a glare', () => {
  it('is longer for the side that owns the Call-ID, so that they don’t meet again', () => {
    expect(glarePause(true, 1000, () => 0)).toBe(2100)
    expect(glarePause(true, 1000, () => 0.999)).toBeLessThan(4000)
    expect(glarePause(false, 1000, () => 0)).toBe(0)
    expect(glarePause(false, 1000, () => 0.999)).toBeLessThan(2000)
  })
})
