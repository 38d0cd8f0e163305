import { describe, expect, it } from 'vitest'
import type { PlainMedia } from '../../src/domain/line.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440
const media: PlainMedia = { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: null }
const transports = ['udp', 'tcp', 'tls'] as const
/** A second of a session's timer. What is refreshed after 45 s is so after 0.9 s. */
const sessionSecond = 20

/**
 * Nothing between SIPp and the line: SIPp is the registrar, and its SDP says where its RTP is. Debian's SIPp knows no TLS;
 * there `tls-front.ts` takes the TLS off and passes each byte on.
 */
describe('SIPp straight at a line', () => {
  it.each([...transports.map((transport) => [transport, 0] as const), ['udp', 40] as const])(
    'over %s, losing %i of 100 messages: the call comes, is answered and ends',
    async (transport, lost) => {
      const { sipp, line } = await lab.registrar('registrar-calls', transport, { fill: { LOST: lost } })
      const anna = lab.newPhone('anna', line)
      anna.start()
      const call = await anna.incoming()
      call.order({ kind: 'answer' })
      expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
      expect(call.facts().filter(({ kind }) => kind === 'offered')).toHaveLength(1)
      await sipp.done()
    },
  )

  it.each(transports)(
    'over %s: is called, types, holds and resumes, and both are heard',
    async (transport) => {
      const { sipp, audio, line } = await lab.registrar('registrar-answers', transport, {
        tone: farTone,
        calls: 3,
      })
      const anna = await lab.phone('anna', { ...line, media, tone: agentTone })
      const call = anna.dial('7001')
      await call.fact('answered')
      const bothHear = () =>
        twoWayAudio(
          { what: 'the agent', heard: call.sound().heard, tone: farTone },
          { what: 'the far end', heard: audio.heard, tone: agentTone },
        )
      await bothHear()
      call.order({ kind: 'sendTone', tone: '19#' })
      await until('the far end read the digits', () => audio.digits() === '19#', { also: audio.digits })
      call.order({ kind: 'hold' })
      await call.fact('held')
      await until('the far end hears nothing', () => audio.heard().rms === 0)
      call.order({ kind: 'resume' })
      await call.fact('resumed')
      await bothHear()
      call.order({ kind: 'hangUp' })
      await sipp.done()
    },
  )

  it.each(
    transports.flatMap((transport) =>
      (['UPDATE', 'INVITE'] as const).map((refresh) => [transport, refresh] as const),
    ),
  )(
    'over %s: a caller who requires reliable ringing and a session timer is refreshed by %s',
    async (transport, refresh) => {
      const ALLOW = `INVITE, ACK, CANCEL, BYE, PRACK${refresh === 'UPDATE' ? ', UPDATE' : ''}`
      const { sipp, audio, line } = await lab.registrar('registrar-stays', transport, {
        tone: farTone,
        fill: { ALLOW },
      })
      const anna = lab.newPhone('anna', { ...line, media, tone: agentTone, timing: { sessionSecond } })
      anna.start()
      const call = await anna.incoming()
      expect(await sipp.message(/^SIP\/2.0 422 .*^Min-SE: 90$/ms)).toBeTruthy()
      expect(await sipp.message(/^SIP\/2.0 180 .*^Require: 100rel$/ms)).toBeTruthy()
      call.order({ kind: 'answer' })
      await call.fact('answered')
      await call.fact('farHeld')
      await call.fact('farResumed')

      const refreshes = () =>
        sipp
          .messages()
          .filter(({ sent, text }) => !sent && text.startsWith(`${refresh} `))
          .map(({ text }) => text)
      await until('the session was refreshed twice', () => refreshes().length >= 2)
      for (const text of refreshes()) expect(text).toMatch(/^Session-Expires: 90;refresher=uac$/m)
      await twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
      call.order({ kind: 'hangUp' })
      await sipp.done()
      expect(call.facts().map(({ kind }) => kind)).not.toContain('orderFailed')
    },
  )

  it('over udp: a caller who promised to refresh the session and never does is hung up on', async () => {
    const { sipp, line } = await lab.registrar('registrar-stays', 'udp', { fill: { REFRESHER: 'uac' } })
    const anna = lab.newPhone('anna', { ...line, timing: { sessionSecond } })
    anna.start()
    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    expect(await call.fact('ended')).toMatchObject({ by: 'system', cause: 'expired' })
    expect(await sipp.message(/^BYE /)).toBeTruthy()
    await sipp.done()
  })
})
