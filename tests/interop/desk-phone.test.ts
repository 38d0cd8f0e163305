import { describe, expect, it } from 'vitest'
import { holdAndResume } from './phones/hold.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const deskTone = 440

describe('a desk phone (baresip)', () => {
  it('calls the agent, and both are heard', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const desk = await lab.deskPhone('carol', { tone: deskTone })

    desk.dial('anna')
    const call = await anna.incoming()
    expect(await call.fact('offered')).toMatchObject({ party: { number: 'carol' } })
    call.order({ kind: 'answer' })
    await call.fact('answered')
    await desk.event('CALL_ESTABLISHED')
    await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: deskTone })
    await until('the desk phone hears the agent', async () => (await desk.heard()).purity(agentTone) > 0.8)

    desk.hangUp()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it('is called by the agent, held, taken back, and both are heard', async () => {
    const anna = await lab.phone('anna', { tone: agentTone })
    const desk = await lab.deskPhone('carol', { tone: deskTone })

    const call = anna.dial('carol@offhook.test')
    await call.fact('answered')
    await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: deskTone })
    await until('the desk phone hears the agent', async () => (await desk.heard()).purity(agentTone) > 0.8)

    await holdAndResume(call, deskTone)

    call.order({ kind: 'hangUp' })
    await desk.event('CALL_CLOSED')
  })
})
