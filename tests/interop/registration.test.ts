import { describe, expect, it } from 'vitest'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()

describe('registering at Kamailio', () => {
  it('succeeds over WS with a digest, and callers arrive', async () => {
    const anna = lab.newPhone('anna')
    anna.start()
    expect(await anna.state('registered')).toMatchObject({ reason: null, retryIn: null })

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 486 } })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
  })

  it('is refreshed before it runs out', async () => {
    const anna = await lab.phone('anna', { timing: { expires: 2, shortestExpires: 1 } })
    const registrations = () => anna.states().filter(({ state }) => state === 'registered').length
    await until('the third REGISTER was accepted', () => registrations() >= 3)

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 486 } })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
    expect(anna.states().map(({ state }) => state)).not.toContain('offline')
  })

  it('asks for longer where the registrar finds it too brief', async () => {
    const strict = await lab.anotherKamailio({ minExpires: 300 })
    const anna = await lab.phone('anna', { server: strict.ws, timing: { expires: 60 } })
    expect(anna.states().map(({ state }) => state)).toEqual(['connecting', 'registered'])
  })

  it('is taken back when the line stops: nobody is here any more', async () => {
    const anna = await lab.phone('anna')
    await anna.stop()

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 480 } })
    await sipp.done()
  })

  it('is tried once with a wrong password, and again only with another', async () => {
    const anna = lab.newPhone('anna')
    anna.start('not-the-secret')
    expect(await anna.state('refused')).toMatchObject({ reason: 'wrongPassword', retryIn: null })

    anna.start()
    await anna.state('registered')
    expect(anna.states().filter(({ state }) => state === 'refused')).toHaveLength(1)
  })
})

describe('WSS', () => {
  it('is trusted when its authority is', async () => {
    const anna = await lab.phone('anna', {
      server: lab.kamailio().wss,
      authority: lab.authority().certificate,
    })
    const { sipp } = await lab.caller('caller-hangs-up', 'anna', { pause: 200 })
    const call = await anna.incoming()
    call.order({ kind: 'answer' })
    await call.fact('ended')
    expect(call.facts().map(({ kind }) => kind)).toContain('answered')
    await sipp.done()
  })

  it('is refused when nobody vouches for the certificate', async () => {
    const anna = lab.newPhone('anna', { server: lab.kamailio().wss })
    anna.start()
    const { reason, detail } = await anna.state('refused')
    expect(reason).toBe('certificateRefused')
    expect(detail).toContain('localhost')
    expect(detail).toMatch(/valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d/)
  })

  it('is refused with its dates when the certificate has expired', async () => {
    const certificate = await lab
      .authority()
      .issue({ name: 'expired', names: 'DNS:localhost', from: '2024-01-01', to: '2025-01-01' })
    const server = await lab.anotherKamailio({ certificate })
    const anna = lab.newPhone('anna', { server: server.wss, authority: lab.authority().certificate })
    anna.start()
    const { reason, detail } = await anna.state('refused')
    expect(reason).toBe('certificateRefused')
    expect(detail).toMatch(/localhost.*expired.*valid from 2024-01-01 to 2025-01-01/)
  })

  it('is refused with both names when the certificate is made out for another', async () => {
    const certificate = await lab.authority().issue({ name: 'other', names: 'DNS:pbx.example.com' })
    const server = await lab.anotherKamailio({ certificate })
    const anna = lab.newPhone('anna', { server: server.wss, authority: lab.authority().certificate })
    anna.start()
    const { reason, detail } = await anna.state('refused')
    expect(reason).toBe('certificateRefused')
    expect(detail).toMatch(/localhost.*another name.*pbx\.example\.com/)
  })
})
