import { Core } from 'sip.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

// RFC 3261's timers run 32 s. The practice line runs in this process too, so both sides are as impatient.
const SHORT = 800
const before = { ...Core.Timers }

let practice: PracticeLine
let phone: LineUnderTest

beforeEach(async () => {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest()
  phone.start({ server: practice.url })
  await phone.registered()
  Object.assign(Core.Timers, {
    TIMER_B: SHORT,
    TIMER_F: SHORT,
    TIMER_H: SHORT,
    TIMER_L: SHORT,
    TIMER_M: SHORT,
  })
})

afterEach(async () => {
  Object.assign(Core.Timers, before)
  await phone.line.stop()
  await practice.close()
})

/** Until every timer that runs now has fired: a call that is dialled now into nothing ends after all of them. */
async function later() {
  practice.drop((direction, text) => direction === 'in' && text.startsWith('INVITE sip:000@'))
  phone.order({ kind: 'dial', call: 'later', to: '000', from: null })
  await phone.fact('ended', 'later')
}

async function answered() {
  const call = practice.call({ to: 'agent', from: '+12025550143' })
  await phone.fact('offered')
  phone.order({ kind: 'answer', call: 'call-1' })
  await phone.fact('answered')
  return call
}

describe('when nothing comes back', () => {
  it('a call that was never acknowledged ends', async () => {
    practice.drop((direction, text) => direction === 'out' && text.startsWith('ACK'))
    await answered()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'network' })
  })

  it('a BYE before the ACK is followed by nothing, not even later', async () => {
    practice.drop((direction, text) => direction === 'out' && text.startsWith('ACK'))
    const call = await answered()
    const byes: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('BYE')) byes.push(text)
    })
    await call.answered()
    await call.hangUp()
    expect((await phone.fact('ended', 'call-1')).fact).toMatchObject({ by: 'far', cause: 'hungUp' })
    await later()
    expect(byes).toEqual([])
  })

  it('a hang-up without an ACK says BYE in the end', async () => {
    practice.drop((direction, text) => direction === 'out' && text.startsWith('ACK'))
    await answered()
    const bye = practice.nextMessage('in', /^BYE /)
    phone.order({ kind: 'hangUp', call: 'call-1' })
    expect(phone.kinds('call-1')).toEqual(['offered', 'answered', 'ended'])
    await bye
  })

  it('a number that nobody answers for ends as a matter of the network', async () => {
    practice.drop((direction, text) => direction === 'in' && text.startsWith('INVITE'))
    phone.order({ kind: 'dial', call: 'out', to: '123', from: null })
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network', sip: null })
  })

  it('a re-INVITE that times out over a live connection ends the call', async () => {
    const call = await answered()
    await call.answered()
    practice.drop((direction, text) => direction === 'in' && text.startsWith('INVITE'))
    phone.order({ kind: 'hold', call: 'call-1' })
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'system', cause: 'network' })
  })

  it('a re-INVITE that went down with its connection doesn’t', async () => {
    const call = await answered()
    await call.answered()
    const stop = practice.drop((direction, text) => direction === 'in' && text.startsWith('INVITE'))
    const sent = practice.nextMessage('in', /^INVITE /)
    phone.order({ kind: 'hold', call: 'call-1' })
    await sent
    stop()
    practice.dropConnections()
    await until(() => expect(call.reInvites).toBe(1))
    expect(phone.kinds('call-1')).toEqual(['offered', 'answered', 'orderFailed'])
  })

  it('a BYE that went down with its connection is sent again when that is back', async () => {
    const call = await answered()
    await call.answered()
    const stop = practice.drop((direction, text) => direction === 'in' && text.startsWith('BYE'))
    const lost = practice.nextMessage('in', /^BYE /)
    phone.order({ kind: 'hangUp', call: 'call-1' })
    expect(phone.kinds('call-1')).toEqual(['offered', 'answered', 'ended'])
    const first = Number((await lost).match(/^CSeq: (\d+)/m)?.[1])
    stop()
    const again = practice.nextMessage('in', /^BYE /)
    practice.dropConnections()
    expect(Number((await again).match(/^CSeq: (\d+)/m)?.[1])).toBe(first + 1)
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  })

  it('a BYE that was answered isn’t', async () => {
    const call = await answered()
    await call.answered()
    phone.order({ kind: 'hangUp', call: 'call-1' })
    await call.ended()
    const byes: string[] = []
    practice.onMessage((direction, text) => {
      if (direction === 'in' && text.startsWith('BYE')) byes.push(text)
    })
    practice.dropConnections()
    await until(() => expect(phone.states.filter(({ state }) => state === 'registered').length).toBe(2))
    await later()
    expect(byes).toEqual([])
  })

  it('a BYE that nobody answers is nobody’s concern any more', async () => {
    const call = await answered()
    await call.answered()
    practice.drop((direction, text) => direction === 'in' && text.startsWith('BYE'))
    phone.order({ kind: 'hangUp', call: 'call-1' })
    await later()
    expect(phone.kinds('call-1')).toEqual(['offered', 'answered', 'ended'])
  })
})
