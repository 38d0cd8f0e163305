import { describe, expect, it } from 'vitest'
import { useLab } from './servers/lab.ts'

const lab = useLab()

describe('signalling beyond RFC 3261, through Kamailio', () => {
  it('a carrier that rings reliably and refreshes the session by UPDATE is answered at every step', async () => {
    const anna = await lab.phone('anna')
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
  })

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
