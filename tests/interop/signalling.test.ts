import { describe, expect, it } from 'vitest'
import type { PhoneOptions } from './phones/agent-phone.ts'
import { useLab } from './servers/lab.ts'
import { loopback } from './servers/ports.ts'
import { until } from './servers/wait.ts'

const lab = useLab()

/** Anna's line, over another transport than WebSocket if the options say so. */
function over(transport: 'websocket' | 'udp' | 'tcp' | 'tls'): Partial<PhoneOptions> {
  const { ws, sipPort, tls } = lab.kamailio()
  if (transport === 'websocket') return { server: ws }
  const server = transport === 'tls' ? tls : `${loopback}:${sipPort}`
  return { transport, server, authority: lab.authority().certificate }
}

describe('signalling beyond RFC 3261, through Kamailio', () => {
  it.each(['websocket', 'tcp', 'tls'] as const)(
    'over %s: a carrier that rings reliably and refreshes the session by UPDATE is answered at every step',
    async (transport) => {
      const anna = await lab.phone('anna', over(transport))
      const { sipp } = await lab.callee('callee-reliable', 7)

      const call = anna.dial('7001')
      await call.fact('farRinging')
      expect(await sipp.message(/^PRACK .*^RAck: 4711 \d+ INVITE/ms)).toBeTruthy()
      await call.fact('answered')
      expect(await sipp.message(/^UPDATE /, 'sent')).toBeTruthy()
      expect(await sipp.message(/^SIP\/2.0 200 .*^Session-Expires: 120;refresher=uac/ms)).toBeTruthy()
      call.order({ kind: 'hangUp' })
      await sipp.done()
      expect(call.facts().map(({ kind }) => kind)).toEqual(['dialed', 'farRinging', 'answered', 'ended'])
    },
  )

  it.each([
    ['websocket', 'UPDATE'],
    ['websocket', 'INVITE'],
    ['udp', 'UPDATE'],
    ['udp', 'INVITE'],
  ] as const)(
    'over %s: a carrier gets the longer session that it wants, refreshed by %s',
    async (transport, refresh) => {
      // Half an hour passes in 1.8 s.
      const anna = await lab.phone('anna', { ...over(transport), timing: { sessionSecond: 1 } })
      const ALLOW = `INVITE, ACK, CANCEL, BYE${refresh === 'UPDATE' ? ', UPDATE' : ''}`
      const { sipp } = await lab.callee('callee-lasts', 7, { fill: { ALLOW } })

      const call = anna.dial('7001')
      await call.fact('answered')
      expect(await sipp.message(/^INVITE .*^Session-Expires: 1800$/ms)).toBeTruthy()
      expect(await sipp.message(/^INVITE .*^Session-Expires: 3600$/ms)).toBeTruthy()
      const refreshed = new RegExp(`^${refresh} .*^Session-Expires: 3600;refresher=uac$`, 'ms')
      const came = (what: RegExp): number =>
        sipp.messages().filter(({ sent, text }) => !sent && what.test(text)).length
      await until('the session was refreshed twice', () => came(refreshed) >= 2, { also: sipp.report })
      // A BYE may overtake the ACK of the last one, and SIPp takes them in one order only.
      if (refresh === 'INVITE') await until('the last ACK', () => came(/^ACK sip:callee@/) >= 3)
      call.order({ kind: 'hangUp' })
      await sipp.done()
      expect(call.facts().at(-1)).toMatchObject({ kind: 'ended', by: 'agent', cause: 'hungUp' })
    },
  )

  it('a carrier that redirects is not followed: where it leads is offered', async () => {
    const anna = await lab.phone('anna')
    const refusal = '302 Moved Temporarily\n      Contact: <sip:+4930999@elsewhere.test>'
    const { sipp } = await lab.callee('callee-refuses', 7, { fill: { REFUSAL: refusal } })

    const call = anna.dial('7001')
    expect(await call.fact('ended')).toMatchObject({
      by: 'far',
      cause: 'unavailable',
      sip: { code: 302 },
      movedTo: '+4930999',
    })
    await sipp.done()
  })
})
