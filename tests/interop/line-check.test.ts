import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CheckUnderTest, checkUnderTest } from '../../src/main/line-check/testing/check-under-test.ts'
import type { LineAccount } from '../../src/main/sip/line.ts'
import { type AgentSound, createWebRtcSound } from './phones/webrtc-sound.ts'
import { domain } from './servers/kamailio.ts'
import { useLab, users } from './servers/lab.ts'

const lab = useLab()

type Options = {
  readonly server: string
  readonly transport?: LineAccount['transport']
  readonly password?: string
  readonly authority?: boolean
  readonly echoNumber?: string
}

function check(options: Options): CheckUnderTest {
  const {
    server,
    transport = 'websocket',
    password = users.anna,
    authority = false,
    echoNumber = '',
  } = options
  const sounds: AgentSound[] = []
  const test = checkUnderTest({}, () => {
    const sound = createWebRtcSound(620)
    sounds.push(sound)
    return sound.handler
  })
  // What the media window would measure, once in a while.
  const measuring = setInterval(async () => {
    const [sound] = sounds
    if (!sound || sound.packets() === 0) return
    const { rms } = sound.heard()
    test.measure(await test.loopCall(), {
      packetsReceived: sound.packets(),
      packetsSent: sound.packets(),
      heardEnergy: rms * rms,
      spokenEnergy: 0.1,
    })
  }, 100)
  lab.afterTest(async () => {
    clearInterval(measuring)
    await test.check.stop()
    for (const { handler } of sounds) handler.close()
  })
  const certificates = authority ? [readFileSync(lab.authority().certificate, 'utf8')] : []
  test.start({ transport, server, user: 'anna', domain, certificates }, { password, echoNumber })
  return test
}

describe('the line check at Kamailio', () => {
  it('is green in every step over WSS, with a call that brings sound back', async () => {
    const { sipp, audio } = await lab.callee('callee-stays', 7, { tone: 440 })
    const test = check({ server: lab.kamailio().wss, authority: true, echoNumber: '7600' })
    const { dns, connect, certificate, register, options, echo } = await test.done()
    expect([dns, connect, certificate, register, options, echo].map(({ state }) => state)).toEqual([
      'good',
      'good',
      expect.stringMatching(/^(good|warning)$/),
      'good',
      'good',
      'good',
    ])
    expect(certificate.certificate?.names).toContain('localhost')
    expect(audio.packets()).toBeGreaterThan(0)
    await sipp.done()
  })

  it.each(['udp', 'tcp', 'tls'] as const)('is green over %s', async (transport) => {
    const port = transport === 'tls' ? new URL(lab.kamailio().wss).port : lab.kamailio().sipPort
    const test = check({ transport, server: `localhost:${port}`, authority: true })
    const { dns, connect, certificate, register, options } = await test.done()
    expect([dns, register, options].map(({ state }) => state)).toEqual(['good', 'good', 'good'])
    expect(connect).toMatchObject(transport === 'udp' ? { reason: 'noConnection' } : { state: 'good' })
    if (transport === 'tls') expect(certificate.certificate?.names).toContain('localhost')
    else expect(certificate.reason).toBe('notEncrypted')
  })

  it('leaves the phone that works registered', async () => {
    const anna = await lab.phone('anna')
    const { register } = await check({ server: lab.kamailio().ws }).done()
    expect(register.state).toBe('good')

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 486 } })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
    expect(anna.states().map(({ state }) => state)).toEqual(['connecting', 'registered'])
  })

  it('is red at the certificate that nobody vouches for', async () => {
    const { certificate, register } = await check({ server: lab.kamailio().wss }).done()
    expect(certificate).toMatchObject({ state: 'bad', reason: 'certificateUntrusted' })
    expect(register.reason).toBe('stepBefore')
  })

  it('is red at the registration with a wrong password, and at the loop call where nobody is', async () => {
    const wrong = await check({ server: lab.kamailio().ws, password: 'not-the-secret' }).done()
    expect(wrong.register).toMatchObject({ state: 'bad', reason: 'wrongPassword' })

    const nobody = await check({ server: lab.kamailio().ws, echoNumber: '9600' }).done()
    expect(nobody.echo).toMatchObject({ state: 'bad', reason: 'echoNotFound', detail: '404 Not Found' })
  })
})
