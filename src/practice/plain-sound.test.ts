import { SessionState } from 'sip.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVoices } from './media/customer-sound.ts'
import { createFrameClock } from './media/frame-clock.ts'
import { createPlainLeg, type PlainOptions } from './media/plain-leg.ts'
import { type PracticeLine, startPracticeLine } from './practice-line.ts'
import { startTestAgent, type TestAgent, whenSession } from './test-agent.ts'

const clock = createFrameClock()
const voices = createVoices()
let line: PracticeLine
let agent: TestAgent
let agentOptions: PlainOptions = {}

beforeEach(async () => {
  agentOptions = {}
  line = await startPracticeLine({ users: { agent: 'secret' }, transports: { udp: true } })
  agent = await startTestAgent({
    url: `udp://${line.addresses.udp}`,
    domain: line.domain,
    user: 'agent',
    password: 'secret',
    createLeg: () => createPlainLeg({ media: 'audio', voice: 99, voices, clock, ...agentOptions }),
  })
  await agent.register()
})

afterEach(async () => {
  for (const call of line.calls()) await call.hangUp()
  await agent.stop()
  await line.close()
})

async function answered(options: Omit<Parameters<PracticeLine['call']>[0], 'to' | 'from'> = {}) {
  const call = line.call({ to: 'agent', from: '+12025550143', ...options })
  const session = await agent.nextInvitation()
  const acknowledged = new Promise<void>((resolve) => {
    session.delegate = { onAck: () => setImmediate(resolve) }
  })
  await session.accept()
  await Promise.all([acknowledged, call.answered()])
  await call.whenHearing()
  return { call, session }
}

describe('plain sound over a line of UDP', { timeout: 20_000 }, () => {
  it('goes both ways, and follows the agent’s hold', async () => {
    const { call, session } = await answered()
    expect(call.agentSdp).toMatch(/^m=audio \d+ RTP\/AVP 0 8 101/m)
    await agent.reInvite(session, 'sendonly')
    await call.whenHeld(true)
    await agent.reInvite(session, 'sendrecv')
    await call.whenHeld(false)
    await call.whenHearing()
  })

  it('follows the customer’s hold, and changes codec by re-INVITE', async () => {
    const { call } = await answered()
    await call.reInvite({ direction: 'sendonly' })
    await expect.poll(() => call.stats(0.3).heard.recentPackets).toBe(0)
    const { body } = await call.reInvite({ direction: 'sendrecv', codecs: ['PCMA'] })
    expect(body).toMatch(/^m=audio \d+ RTP\/AVP 8 101/m)
    await call.whenHearing()
  })

  it('is SRTP when the line offers it', async () => {
    const { call } = await answered({ plain: { srtp: 'offered' } })
    expect(call.agentSdp).toContain('RTP/SAVP')
  })

  it('comes before the answer when the agent calls', async () => {
    const next = line.nextCall()
    const session = agent.dial('183')
    const call = await next
    await call.earlyMedia()
    await expect
      .poll(() => agent.legOf(session).stats(0.3).heard.rms, { timeout: 10_000 })
      .toBeGreaterThan(0.03)
    expect(session.state).toBe(SessionState.Establishing)
    await call.answer()
    await call.whenHearing()
  })

  it('can’t be had in a codec that the agent doesn’t know', async () => {
    agentOptions = { codecs: ['PCMA'] }
    const next = line.nextCall()
    const session = agent.dial('200')
    await (await next).answer({ plain: { codecs: ['PCMU'] } })
    await whenSession(session, SessionState.Terminated)
    const call = line.call({ to: 'agent', from: '100', media: 'none' })
    const invitation = await agent.nextInvitation()
    await invitation.accept().catch(() => undefined)
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'refused' })
  })
})
