import { describe, expect, it } from 'vitest'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440

describe('a call to a carrier', () => {
  it('rings, is answered, is heard in both directions, and ends at the far end when the agent hangs up', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.callee('callee-stays', 7, { tone: farTone })

    const call = anna.dial('7001')
    await call.fact('farRinging')
    await call.fact('answered')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: farTone },
      { what: 'the far end', heard: audio.heard, tone: agentTone },
    )
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
    await sipp.done()
    expect(call.facts().map(({ kind }) => kind)).toEqual(['dialed', 'farRinging', 'answered', 'ended'])
  })

  it('ends when the far end hangs up', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.callee('callee-hangs-up', 7, { pause: 300 })

    const call = anna.dial('+7 001')
    await call.fact('answered')
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    await sipp.done()
  })

  it('ends when the far end hangs up in the moment that it answered', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.callee('callee-hangs-up', 7, { pause: 0 })

    const call = anna.dial('7001')
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    await sipp.done()
  })

  it.each([
    ['486 Busy Here', 'busy', 486],
    ['603 Decline', 'declined', 603],
    ['480 Temporarily Unavailable', 'unavailable', 480],
    ['502 Bad Gateway', 'server', 502],
  ] as const)('says why when it is refused with %s', async (refusal, cause, code) => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.callee('callee-refuses', 7, { fill: { REFUSAL: refusal } })

    const call = anna.dial('7001')
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause, sip: { code } })
    await sipp.done()
  })

  it('does not find a number that nobody has', async () => {
    const anna = await lab.phone('anna')
    const call = anna.dial('9999')
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'notFound', sip: { code: 404 } })
  })

  it('is cancelled when nobody answers and the agent gives up', async () => {
    const anna = await lab.phone('anna')
    const { sipp } = await lab.callee('callee-rings', 7)

    const call = anna.dial('7001')
    await call.fact('farRinging')
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'cancelled' })
    await sipp.done()
  })

  it('is heard before it is answered where the far end speaks early', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const { sipp, audio } = await lab.callee('callee-early-media', 7, { tone: farTone, pause: 3_000 })

    const call = anna.dial('7001')
    await call.fact('earlyMedia')
    await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: farTone })
    expect(call.facts().map(({ kind }) => kind)).not.toContain('answered')

    await call.fact('answered')
    await twoWayAudio(
      { what: 'the agent', heard: call.sound().heard, tone: farTone },
      { what: 'the far end', heard: audio.heard, tone: agentTone },
    )
    call.order({ kind: 'hangUp' })
    await sipp.done()
  })

  it('reaches another agent of the same registrar', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const ben = await lab.phone('ben', { tone: farTone })

    const call = anna.dial('ben@offhook.test')
    const offered = await ben.incoming()
    expect(await offered.fact('offered')).toMatchObject({ party: { number: 'anna', displayName: 'anna' } })
    offered.order({ kind: 'answer' })
    await call.fact('answered')
    await twoWayAudio(
      { what: 'anna', heard: call.sound().heard, tone: farTone },
      { what: 'ben', heard: offered.sound().heard, tone: agentTone },
    )
    offered.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
  })
})
