import { describe, expect, it } from 'vitest'
import type { PlainMedia } from '../../src/domain/line.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { loopback } from './servers/ports.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440
const media: PlainMedia = { codecs: ['PCMU', 'PCMA'], srtp: 'off', stunServer: '', ports: null }

/** An agent on a plain line over UDP, with the product's relay as its sound. */
const plainPhone = (change: Partial<PlainMedia> = {}) =>
  lab.phone('anna', {
    server: `${loopback}:${lab.kamailio().sipPort}`,
    tone: agentTone,
    transport: 'udp',
    media: { ...media, ...change },
  })

describe('a plain line', () => {
  it('calls, types, is held and taken back, and both are heard', async () => {
    const anna = await plainPhone()
    const { sipp, audio } = await lab.callee('callee-stays', 7, { tone: farTone })
    const call = anna.dial('7001')
    await call.fact('answered')
    const bothHear = () =>
      twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the far end', heard: audio.heard, tone: agentTone },
      )
    await bothHear()
    call.order({ kind: 'sendTone', tone: '19*#' })
    await call.fact('toneSent')
    await until('the far end read the digits', () => audio.digits().length >= 4, { also: audio.digits })
    expect(audio.digits()).toBe('19*#')

    call.order({ kind: 'hold' })
    await call.fact('held')
    await until('the far end hears nothing', () => audio.heard().rms === 0)
    call.order({ kind: 'resume' })
    await call.fact('resumed')
    await bothHear()
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
    await sipp.done()
  })

  it('hears who speaks before the answer', async () => {
    const anna = await plainPhone()
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

  it('is called by a carrier, with an offer or without, and both are heard', async () => {
    const anna = await plainPhone()
    for (const scenario of ['caller-stays', 'caller-without-offer']) {
      const { sipp, audio } = await lab.caller(scenario, 'anna', { tone: farTone })
      const call = await anna.incoming()
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
      call.order({ kind: 'hangUp' })
      await sipp.done()
    }
  })

  it('tells a caller without a codec in common so', async () => {
    const anna = await plainPhone({ codecs: ['PCMA'] })
    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 488 } })
    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    expect(await call.fact('ended')).toMatchObject({ cause: 'notCompatible', sip: { code: 488 } })
    await sipp.done()
  })

  it('talks to a desk phone (baresip)', async () => {
    const anna = await plainPhone()
    const desk = await lab.deskPhone('carol', { tone: farTone })
    desk.dial('anna')
    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await desk.event('CALL_ESTABLISHED')
    await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: farTone })
    await until('the desk phone hears the agent', async () => (await desk.heard()).purity(agentTone) > 0.8)
    desk.hangUp()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
  })
})
