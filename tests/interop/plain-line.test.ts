import { describe, expect, it } from 'vitest'
import type { AgentPhone } from './phones/agent-phone.ts'
import { useLab } from './servers/lab.ts'
import { loopback } from './servers/ports.ts'

const lab = useLab()

describe.each(['udp', 'tcp', 'tls'] as const)('a line over %s at Kamailio', (transport) => {
  const server = () => (transport === 'tls' ? lab.kamailio().tls : `${loopback}:${lab.kamailio().sipPort}`)
  const phone = (): Promise<AgentPhone> =>
    lab.phone('anna', { transport, server: server(), authority: lab.authority().certificate })

  it('registers, is called, and is hung up on', async () => {
    const anna = await phone()
    const { sipp } = await lab.caller('caller-hangs-up', 'anna', { pause: 200 })
    const call = await anna.incoming()
    expect(await call.fact('offered')).toMatchObject({ party: { number: '+49301234567' } })
    call.order({ kind: 'answer' })
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    expect(call.facts().map(({ kind }) => kind)).toContain('answered')
    await sipp.done()
  })

  it('calls a carrier’s number, and hangs up', async () => {
    const anna = await phone()
    const { sipp } = await lab.callee('callee-stays', 7)
    const call = anna.dial('7001')
    await call.fact('answered')
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent' })
    await sipp.done()
  })

  it('calls, and the other side hangs up', async () => {
    const anna = await phone()
    const { sipp } = await lab.callee('callee-hangs-up', 7, { pause: 200 })
    const call = anna.dial('7001')
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    await sipp.done()
  })

  it('is told what a refusal means', async () => {
    const anna = await phone()
    const { sipp } = await lab.callee('callee-refuses', 7, { fill: { REFUSAL: '486 Busy Here' } })
    const call = anna.dial('7001')
    expect(await call.fact('ended')).toMatchObject({ cause: 'busy' })
    await sipp.done()
  })

  it('is back after the server was started again', async () => {
    const own = await lab.anotherKamailio({
      certificate: await lab.authority().issue({ name: `restarted-${transport}`, names: 'DNS:localhost' }),
    })
    const at = transport === 'tls' ? own.tls : `${loopback}:${own.sipPort}`
    const anna = await lab.phone('anna', {
      transport,
      server: at,
      authority: lab.authority().certificate,
      timing: { idle: 500, pong: 1_000, firstRetry: 100, retries: [200] },
    })
    const seen = anna.states().length
    await own.stop()
    await anna.state('offline', seen)
    await own.start()
    await anna.state('registered', seen)
  })

  it('takes its binding back when it stops', async () => {
    const anna = await phone()
    await anna.stop()
    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 480 } })
    await sipp.done()
  })
})

describe('a line over TLS', () => {
  it('is refused when nobody vouches for the certificate', async () => {
    const anna = lab.newPhone('anna', { transport: 'tls', server: lab.kamailio().tls })
    anna.start()
    expect(await anna.state('refused')).toMatchObject({ reason: 'certificateRefused' })
  })
})
