import { describe, expect, it } from 'vitest'
import type { AgentPhone, PhoneCall } from './phones/agent-phone.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440
const colleagueTone = 1_040

async function answered(phone: AgentPhone): Promise<PhoneCall> {
  const call = await phone.incoming()
  call.order({ kind: 'answer' })
  await call.fact('answered')
  return call
}

describe('a blind transfer', () => {
  it('names the target, and hangs up once the caller got through', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.caller('caller-stays', 'anna')
    const call = await answered(anna)

    call.order({ kind: 'transferBlind', to: '7002' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'transferred' })
    await sipp.done()
    expect(await sipp.message(/^REFER /)).toMatch(/^Refer-To: <sip:7002@offhook.test>/m)
    expect(call.facts().map(({ kind }) => kind)).toEqual([
      'offered',
      'answered',
      'transferStarted',
      'transferProgress',
      'transferDone',
      'ended',
    ])
  })

  it('that finds nobody keeps the call, and it is heard as before', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-stays', 'anna', {
      tone: farTone,
      fill: { TRANSFER_RESULT: '404 Not Found' },
    })
    const call = await answered(anna)

    call.order({ kind: 'transferBlind', to: '7999' })
    expect(await call.fact('transferFailed')).toMatchObject({ sip: { code: 404 } })
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: farTone },
      { what: 'the caller', heard: audio.heard, tone: agentTone },
    )
    expect(call.facts().map(({ kind }) => kind)).not.toContain('ended')
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('is followed by a real phone, through the proxy, to the one it names', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const customer = await lab.customer('carol', { tone: farTone })
    const { sipp, audio } = await lab.callee('callee-stays', 7, { tone: colleagueTone })
    customer.dial('anna')
    const call = await answered(anna)
    await twoWayAudio({ what: 'anna', heard: call.sound().heard, tone: farTone })

    call.order({ kind: 'transferBlind', to: '7002' })
    expect(await call.fact('ended')).toMatchObject({ cause: 'transferred' })
    await until('the customer speaks with the target', () => customer.sound().connection() === 'connected')
    await twoWayAudio(
      { what: 'the customer', heard: () => customer.sound().heard(), tone: colleagueTone },
      { what: 'the target', heard: audio.heard, tone: farTone },
    )
    await customer.hangUp()
    await sipp.done()
  })
})

describe('an attended transfer', () => {
  it('joins caller and colleague, and both of our calls end as transferred', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const ben = await lab.phone('ben', { tone: colleagueTone })
    const customer = await lab.customer('carol', { tone: farTone })
    customer.dial('anna')
    const call = await answered(anna)
    await twoWayAudio({ what: 'the customer', heard: () => customer.sound().heard(), tone: agentTone })

    call.order({ kind: 'hold' })
    await call.fact('held')
    const consult = anna.dial('ben@offhook.test', call)
    const consulted = await answered(ben)
    await consult.fact('answered')
    await twoWayAudio(
      { what: 'anna', heard: consult.sound().heard, tone: colleagueTone },
      { what: 'ben', heard: consulted.sound().heard, tone: agentTone },
    )

    call.order({ kind: 'transferAttended', consult: consult.id })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'transferred' })
    expect(await consult.fact('ended')).toMatchObject({ cause: 'transferred' })
    expect(await consulted.fact('ended')).toMatchObject({ by: 'far', cause: 'transferred' })

    // Ben's phone answers what replaces his call by itself: he was speaking already.
    const joined = await ben.incoming()
    await joined.fact('answered')
    await twoWayAudio(
      { what: 'the customer', heard: () => customer.sound().heard(), tone: colleagueTone },
      { what: 'ben', heard: joined.sound().heard, tone: farTone },
    )
    await customer.hangUp()
    expect(await joined.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
  })
})

describe('a far end that wants to be transferred', () => {
  it('is refused: nobody dials for a stranger', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const customer = await lab.customer('carol', { tone: farTone })
    customer.dial('anna')
    const call = await answered(anna)
    await twoWayAudio({ what: 'the customer', heard: () => customer.sound().heard(), tone: agentTone })

    expect(await customer.refer('7002')).toBe(603)
    expect(await call.fact('referRefused')).toMatchObject({ to: '7002' })
    await customer.hangUp()
    await call.fact('ended')
  })
})
