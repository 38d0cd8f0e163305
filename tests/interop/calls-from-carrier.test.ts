import { describe, expect, it } from 'vitest'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'

const lab = useLab()
const agentTone = 620
const callerTone = 440

describe('a call from a carrier', () => {
  it('is offered with who calls, is answered, and is heard in both directions until the caller hangs up', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-hangs-up', 'anna', { tone: callerTone, pause: 2_500 })

    const call = await anna.incoming()
    expect(await call.fact('offered')).toMatchObject({
      line: 'anna@offhook.test',
      party: { number: '+49301234567', displayName: 'Erika Mustermann' },
      headers: { 'X-Lead-Id': 'L-4711' },
    })
    call.order({ kind: 'answer' })
    await call.fact('answered')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: callerTone },
      { what: 'the caller', heard: audio.heard, tone: agentTone },
    )
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    await sipp.done()
  })

  it('ends at the caller when the agent hangs up', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.caller('caller-stays', 'anna')

    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await call.fact('answered')
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
    await sipp.done()
  })

  it("carries SIPp's own stream to the agent, and the agent's back, as the media bridge counts", async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const sipp = await lab.streamingCaller('anna', callerTone)

    const call = await anna.incoming()
    const { sipCallId } = await call.fact('offered')
    call.order({ kind: 'answer' })
    await call.fact('answered')
    await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: callerTone })
    await expect
      .poll(async () => Object.values(await lab.rtpengine().packetsOf(sipCallId)).filter((sent) => sent > 25))
      .toHaveLength(2)
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('that brings no offer gets ours, and is heard in both directions', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-without-offer', 'anna', { tone: callerTone })

    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await call.fact('answered')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: callerTone },
      { what: 'the caller', heard: audio.heard, tone: agentTone },
    )
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('may put the agent on hold, and the agent sees it', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.caller('caller-holds', 'anna', { tone: callerTone, pause: 1_200 })

    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await call.fact('farHeld')
    expect(await sipp.message(/^SIP\/2.0 200 .*^CSeq: 2 INVITE.*^a=recvonly/ms)).toBeTruthy()
    await call.fact('farResumed')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: callerTone },
      { what: 'the caller', heard: audio.heard, tone: agentTone },
    )
    call.order({ kind: 'hangUp' })
    await sipp.done()
    expect(call.facts().map(({ kind }) => kind)).toEqual([
      'offered',
      'answered',
      'farHeld',
      'farResumed',
      'ended',
    ])
  })

  it('is missed when the caller gives up', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.caller('caller-cancels', 'anna', { pause: 200 })

    const call = await anna.incoming()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'missed', sip: { code: 487 } })
    await sipp.done()
  })

  it('was answered elsewhere when the CANCEL says so', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.caller('caller-cancels', 'anna', {
      pause: 200,
      fill: { REASON: 'SIP;cause=200;text="Call completed elsewhere"' },
    })

    const call = await anna.incoming()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'answeredElsewhere' })
    await sipp.done()
  })

  it.each([
    ['busy', 486, 'busy'],
    ['decline', 603, 'declined'],
    ['unavailable', 480, 'unavailable'],
  ] as const)('hears %s (%i) when the agent refuses it so', async (status, code, cause) => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: code } })

    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status, why: 'Agent is on a break' } })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause, sip: { code } })
    await sipp.done()
    expect(await sipp.message(new RegExp(`^SIP/2.0 ${code} `))).toMatch(
      new RegExp(`^Reason: SIP;cause=${code};text="Agent is on a break"`, 'm'),
    )
  })
})
