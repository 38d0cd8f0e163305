import { describe, expect, it } from 'vitest'
import { CODECS, type PlainMedia } from '../../src/domain/line.ts'
import type { PhoneOptions } from './phones/agent-phone.ts'
import { holdAndResume } from './phones/hold.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import type { Baresip } from './servers/baresip.ts'
import type { Kamailio } from './servers/kamailio.ts'
import { useLab } from './servers/lab.ts'
import { loopback } from './servers/ports.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const deskTone = 440
const media: PlainMedia = { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: null }

type Transport = 'udp' | 'tcp' | 'tls'

/**
 * A line has one connection, to the server it registers at, and baresip is none: Kamailio stands between for the
 * signalling. It touches no SDP here, so RTP and SRTP go straight from baresip to the line and back.
 */
async function proxy(): Promise<Kamailio> {
  const certificate = await lab.authority().issue({ name: 'relay', names: 'DNS:localhost,IP:127.0.0.1' })
  return lab.anotherKamailio({ certificate, bridge: false })
}

/** By its address: baresip looks no name up that has no SRV record. */
const at = (kamailio: Kamailio, transport: Transport): string =>
  transport === 'tls' ? kamailio.tls.replace('localhost', loopback) : `${loopback}:${kamailio.sipPort}`

const agent = (kamailio: Kamailio, transport: Transport, options: Partial<PhoneOptions>) =>
  lab.phone('anna', {
    transport,
    server: at(kamailio, transport),
    authority: lab.authority().certificate,
    tone: agentTone,
    media,
    ...options,
  })

const deskHears = (desk: Baresip, tone: number) =>
  until(`the desk phone hears ${tone} Hz`, async () => (await desk.heard()).purity(tone) > 0.8)

describe('baresip and a plain line, without a media bridge between', () => {
  it.each(['udp', 'tcp', 'tls'] as const)(
    'over %s: it calls, is called, types and reads digits, and both are heard',
    async (transport) => {
      const kamailio = await proxy()
      const anna = await agent(kamailio, transport, {})
      const desk = await lab.deskPhone('carol', { tone: deskTone, transport, proxy: at(kamailio, transport) })

      desk.dial('anna')
      const call = await anna.incoming()
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: deskTone })
      await deskHears(desk, agentTone)
      desk.type('5')
      expect(await call.fact('toneReceived')).toMatchObject({ tone: '5' })
      desk.hangUp()
      expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })

      const back = anna.dial('carol@offhook.test')
      await back.fact('answered')
      await twoWayAudio({ what: 'the agent', heard: back.sound().heard, tone: deskTone })
      back.order({ kind: 'sendTone', tone: '19*#' })
      await until('the desk phone read the digits', () => desk.digits() === '19*#', { also: desk.digits })
      await deskHears(desk, agentTone)
      await holdAndResume(back, deskTone)
      back.order({ kind: 'hangUp' })
      expect(await back.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
    },
  )

  it.each(CODECS.flatMap((codec) => [false, true].map((srtp) => [codec, srtp] as const)))(
    'in %s, with SRTP: %s, what it says goes to the agent and comes back',
    async (codec, srtp) => {
      const kamailio = await proxy()
      const anna = await agent(kamailio, 'udp', {
        media: { ...media, codecs: [codec], srtp: srtp ? 'required' : 'off' },
        echoes: true,
      })
      const desk = await lab.deskPhone('carol', {
        tone: deskTone,
        codec,
        srtp,
        proxy: at(kamailio, 'udp'),
      })
      const call = anna.dial('carol@offhook.test')
      await call.fact('answered')
      await deskHears(desk, deskTone)
      call.order({ kind: 'hangUp' })
      await desk.event('CALL_CLOSED')
    },
  )
})
