import { describe, expect, it } from 'vitest'
import type { PlainMedia } from '../../src/domain/line.ts'
import type { AgentPhone, PhoneCall } from './phones/agent-phone.ts'
import { holdAndResume } from './phones/hold.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import type { Baresip } from './servers/baresip.ts'
import { useLab } from './servers/lab.ts'
import { freePort, loopback } from './servers/ports.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const deskTone = 440
const plain: PlainMedia = { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: null }

type Pair = { readonly anna: AgentPhone; readonly desk: Baresip; readonly agent: string }

/** Two phones and nothing between them: no registrar, no proxy. */
async function twoPhones(transport: 'udp' | 'tcp' | 'tls', srtp = false): Promise<Pair> {
  const port = await freePort()
  const anna = await lab.phone('anna', {
    server: '',
    transport,
    listensAt: port,
    authority: lab.authority().certificate,
    tone: agentTone,
    media: { ...plain, srtp: srtp ? 'required' : 'off' },
  })
  const desk = await lab.deskPhone('carol', { proxy: null, transport, tone: deskTone, srtp })
  return { anna, desk, agent: `sip:anna@${loopback}:${port};transport=${transport}` }
}

const bothHear = async (call: PhoneCall, desk: Baresip): Promise<void> => {
  await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: deskTone })
  await until(
    `the desk phone hears ${agentTone} Hz`,
    async () => (await desk.heard()).purity(agentTone) > 0.8,
  )
}

describe('baresip and a line without a registrar, nobody between', () => {
  it.each([
    ['udp', false],
    ['tcp', false],
    ['udp', true],
    ['tcp', true],
  ] as const)(
    'over %s, with SRTP: %s, it calls, both hear, the agent holds, it hangs up',
    async (way, srtp) => {
      const { anna, desk, agent } = await twoPhones(way, srtp)
      desk.dial(agent)
      const call = await anna.incoming()
      expect(await call.fact('offered')).toMatchObject({
        party: { number: `carol@${desk.at}` },
        stranger: true,
      })
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await bothHear(call, desk)
      await holdAndResume(call, deskTone)
      desk.hangUp()
      expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    },
  )

  it.each([
    ['udp', false],
    ['tcp', false],
    ['tls', false],
    ['udp', true],
    ['tls', true],
  ] as const)(
    'over %s, with SRTP: %s, it is called, both hear, the agent holds and hangs up',
    async (way, srtp) => {
      const { anna, desk } = await twoPhones(way, srtp)
      const call = anna.dial(`carol@${desk.at}`)
      await call.fact('answered')
      await bothHear(call, desk)
      await holdAndResume(call, deskTone)
      call.order({ kind: 'hangUp' })
      expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
      await desk.event('CALL_CLOSED')
    },
  )

  it.each(['udp', 'tcp', 'tls'] as const)('over %s, it is called and hangs up', async (way) => {
    const { anna, desk } = await twoPhones(way)
    const call = anna.dial(`carol@${desk.at}`)
    await call.fact('answered')
    await desk.event('CALL_ESTABLISHED')
    desk.hangUp()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
  })

  it.each(['udp', 'tcp'] as const)('over %s, it calls and the agent hangs up', async (way) => {
    const { anna, desk, agent } = await twoPhones(way)
    desk.dial(agent)
    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await call.fact('answered')
    await desk.event('CALL_ESTABLISHED')
    call.order({ kind: 'hangUp' })
    await desk.event('CALL_CLOSED')
  })

  it('gives up before the agent answers', async () => {
    const { anna, desk, agent } = await twoPhones('udp')
    desk.dial(agent)
    const call = await anna.incoming()
    await desk.event('CALL_RINGING')
    desk.hangUp()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'missed' })
  })
})

describe('a line that is registered at Kamailio and may be called past it', () => {
  it.each(['udp', 'tcp'] as const)(
    'over %s: baresip calls it, and so does a carrier through Kamailio',
    async (way) => {
      const port = await freePort()
      const anna = await lab.phone('anna', {
        server: `${loopback}:${lab.kamailio().sipPort}`,
        transport: way,
        listensAt: port,
        tone: agentTone,
        media: plain,
      })
      const desk = await lab.deskPhone('carol', { proxy: null, transport: way, tone: deskTone })
      desk.dial(`sip:anna@${loopback}:${port};transport=${way}`)
      const direct = await anna.incoming()
      direct.order({ kind: 'answer' })
      await direct.fact('answered')
      await bothHear(direct, desk)
      direct.order({ kind: 'hangUp' })
      await desk.event('CALL_CLOSED')

      const { sipp, audio } = await lab.caller('caller-stays', 'anna', { tone: deskTone })
      const call = await anna.incoming()
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: deskTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
      call.order({ kind: 'hangUp' })
      await sipp.done()
    },
  )
})

describe('SIPp straight at a line without a registrar', () => {
  it.each(['caller-stays', 'caller-without-offer', 'caller-reliable-without-offer'])(
    '%s: it calls, both are heard, and the agent hangs up',
    async (scenario) => {
      const port = await freePort()
      const anna = await lab.phone('anna', {
        server: '',
        transport: 'udp',
        listensAt: port,
        tone: agentTone,
        media: plain,
      })
      const { sipp, audio } = await lab.caller(scenario, 'anna', { tone: deskTone, at: port })
      const call = await anna.incoming()
      const ringing = await sipp.message(/^SIP\/2.0 180 /)
      expect(ringing.includes('m=audio')).toBe(scenario === 'caller-reliable-without-offer')
      expect(audio.heard().rms).toBe(0)
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: deskTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
      call.order({ kind: 'hangUp' })
      await sipp.done()
    },
  )
})
