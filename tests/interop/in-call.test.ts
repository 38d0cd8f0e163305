import { describe, expect, it } from 'vitest'
import type { AgentPhone, PhoneCall } from './phones/agent-phone.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440

async function answered(phone: AgentPhone): Promise<PhoneCall> {
  const call = await phone.incoming()
  call.order({ kind: 'answer' })
  await call.fact('answered')
  return call
}

describe('hold and resume', () => {
  it('are what the caller sees in our offers, and the sound comes back', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-stays', 'anna', { tone: farTone })
    const call = await answered(anna)
    const bothHear = () =>
      twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
    await bothHear()

    call.order({ kind: 'hold' })
    await call.fact('held')
    expect(await sipp.message(/^INVITE .*^a=sendonly/ms)).toBeTruthy()
    expect(await sipp.message(/^SIP\/2.0 200 .*^a=recvonly/ms, 'sent')).toBeTruthy()

    call.order({ kind: 'resume' })
    await call.fact('resumed')
    const directions = sipp
      .messages()
      .filter(({ sent, text }) => !sent && /^INVITE /.test(text))
      .map(({ text }) => text.match(/^a=(sendrecv|sendonly|recvonly|inactive)/m)?.[1])
    expect(directions).toEqual(['sendonly', 'sendrecv'])
    await bothHear()

    call.order({ kind: 'hangUp' })
    await sipp.done()
    expect(call.facts().map(({ kind }) => kind)).toEqual(['offered', 'answered', 'held', 'resumed', 'ended'])
  })

  it('are seen by the one who was called, too', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.callee('callee-stays', 7)
    const call = anna.dial('7001')
    await call.fact('answered')

    call.order({ kind: 'hold' })
    await call.fact('held')
    expect(await sipp.message(/^INVITE .*^a=sendonly/ms)).toBeTruthy()
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('get through after the far end was busy with an offer of its own (491)', async () => {
    const anna = await lab.phone('anna', { tone: agentTone, timing: { glareSecond: 100 } })
    const { sipp, audio } = await lab.caller('caller-stays', 'anna', { tone: farTone, fill: { REFUSALS: 1 } })
    const call = await answered(anna)

    call.order({ kind: 'hold' })
    await call.fact('held')
    expect(await sipp.message(/^SIP\/2.0 491 /, 'sent')).toBeTruthy()
    call.order({ kind: 'resume' })
    await call.fact('resumed')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: farTone },
      { what: 'the caller', heard: audio.heard, tone: agentTone },
    )
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('are refused (488) without harm: the sound goes on, and the next hold works', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-stays', 'anna', {
      tone: farTone,
      fill: { REFUSALS: 1, REFUSAL: '488 Not Acceptable Here' },
    })
    const call = await answered(anna)
    const bothHear = () =>
      twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
    // werift changes its ICE role with every offer: only what is connected stays connected.
    await bothHear()

    call.order({ kind: 'hold' })
    expect(await call.fact('orderFailed')).toMatchObject({ order: 'hold', sip: { code: 488 } })
    const before = call.sound().packets()
    await until('packets go on after the refusal', () => call.sound().packets() > before + 25)
    await bothHear()

    call.order({ kind: 'hold' })
    await call.fact('held')
    call.order({ kind: 'resume' })
    await call.fact('resumed')
    await bothHear()
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('of two agents at the same moment end with both calls alive', async () => {
    const timing = { glareSecond: 100 }
    const anna = await lab.phone('anna', { tone: agentTone, timing })
    const ben = await lab.phone('ben', { tone: farTone, timing })
    const call = anna.dial('ben@offhook.test')
    const other = await answered(ben)
    await call.fact('answered')
    const bothHear = () =>
      twoWayAudio(
        { what: 'anna', heard: call.sound().heard, tone: farTone },
        { what: 'ben', heard: other.sound().heard, tone: agentTone },
      )
    await bothHear()

    call.order({ kind: 'hold' })
    other.order({ kind: 'hold' })
    await Promise.all([call.fact('held'), other.fact('held')])
    call.order({ kind: 'resume' })
    await call.fact('resumed')
    other.order({ kind: 'resume' })
    await other.fact('resumed')
    await bothHear()
    call.order({ kind: 'hangUp' })
    await other.fact('ended')
  })
})

describe('tones', () => {
  it('arrive as RTP events', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.callee('callee-stays', 7)
    const call = anna.dial('7001')
    await call.fact('answered')
    await twoWayAudio({ what: 'the far end', heard: audio.heard, tone: agentTone })

    call.order({ kind: 'sendTone', tone: '1' })
    call.order({ kind: 'sendTone', tone: '90*#' })
    await call.fact('toneSent', 2)
    await until('the far end read the digits', () => audio.digits().length >= 5, { also: audio.digits })
    expect(audio.digits()).toBe('190*#')
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('arrive as INFO where the account says so', async () => {
    const anna = await lab.phone('anna', { dtmf: 'info' })
    const { sipp } = await lab.callee('callee-stays', 7)
    const call = anna.dial('7001')
    await call.fact('answered')

    call.order({ kind: 'sendTone', tone: '5#' })
    await call.fact('toneSent')
    expect(await sipp.message(/^INFO .*^Signal=5\nDuration=160/ms)).toMatch(
      /^Content-Type: application\/dtmf-relay/m,
    )
    expect(await sipp.message(/^INFO .*^Signal=#/ms)).toBeTruthy()
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })
})
