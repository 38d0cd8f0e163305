import { type Session, SessionState } from 'sip.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVoices } from './media/customer-sound.ts'
import { createFrameClock } from './media/frame-clock.ts'
import type { MediaKind, MediaLeg, MediaStats } from './media/media-leg.ts'
import { createWebRtcLeg } from './media/webrtc-leg.ts'
import { type CallToAgent, type PracticeLine, startPracticeLine } from './practice-line.ts'
import { startTestAgent, type TestAgent, whenSession } from './test-agent.ts'

const clock = createFrameClock()
const voices = createVoices()
let agentMedia: Exclude<MediaKind, 'none'> = 'audio'
let line: PracticeLine
let agent: TestAgent

const createAgentLeg = () => createWebRtcLeg({ media: agentMedia, voice: 99, voices, clock })

beforeEach(async () => {
  agentMedia = 'audio'
  line = await startPracticeLine({ users: { agent: 'secret' } })
  agent = await startTestAgent({
    url: line.url,
    domain: line.domain,
    user: 'agent',
    password: 'secret',
    createLeg: createAgentLeg,
  })
  await agent.register()
})

afterEach(async () => {
  for (const call of line.calls()) await call.hangUp()
  await agent.stop()
  await line.close()
})

async function talking(
  media: MediaKind = 'audio',
): Promise<{ call: CallToAgent; session: Session; leg: MediaLeg }> {
  const call = line.call({ to: 'agent', from: '+12025550143', media })
  const session = await agent.nextInvitation()
  const acknowledged = new Promise<void>((resolve) => {
    session.delegate = { onAck: () => setImmediate(resolve) }
  })
  await session.accept()
  await Promise.all([acknowledged, call.answered()])
  await call.whenHearing()
  return { call, session, leg: agent.legOf(session) }
}

async function until(leg: MediaLeg, holds: (stats: MediaStats) => boolean): Promise<void> {
  while (!holds(leg.stats(0.4))) await new Promise((resolve) => setTimeout(resolve, 20))
}

const heard = (leg: MediaLeg) => until(leg, (stats) => stats.heard.rms > 0.03)
const silence = (leg: MediaLeg) => until(leg, (stats) => stats.heard.rms < 0.001)

// Real time: sound takes as long as it takes.
describe('sound', { timeout: 20_000 }, () => {
  it('goes both ways in a call to an agent, without loss', async () => {
    const { call, leg } = await talking()
    await heard(leg)
    await until(leg, (stats) => stats.heard.packets >= 60)
    const { heard: byAgent, sent: byAgentSent } = leg.stats(1)
    const { heard: byCustomer, sent } = call.stats(1)
    expect([byAgent.lost, byCustomer.lost]).toEqual([0, 0])
    expect(sent.packets - byAgent.packets).toBeLessThan(5)
    expect(byAgentSent.packets - byCustomer.packets).toBeLessThan(5)
    expect(byAgent.rms).toBeCloseTo(sent.rms, 1)
  })

  it('goes both ways in a call from an agent, and before the answer with early media', async () => {
    const next = line.nextCall()
    const session = agent.dial('183')
    const call = await next
    await call.earlyMedia()
    while (!session.sessionDescriptionHandler) await new Promise((resolve) => setImmediate(resolve))
    const leg = agent.legOf(session)
    await heard(leg)
    expect(session.state).toBe(SessionState.Establishing)
    await call.answer()
    await call.whenHearing()
  })

  it('comes back from the echo number', async () => {
    const session = agent.dial('600')
    await whenSession(session, SessionState.Established)
    const leg = agent.legOf(session)
    await heard(leg)
    await until(leg, (stats) => stats.heard.packets >= 25)
    const { sent, heard: echoed } = leg.stats(1)
    expect(echoed.packets).toBeGreaterThan(sent.packets * 0.8)
  })

  it('of the agent stands out from that of a silent one', async () => {
    agentMedia = 'silent'
    const call = line.call({ to: 'agent', from: '100' })
    await (await agent.nextInvitation()).accept()
    await call.answered()
    while (call.stats().heard.packets < 10) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(call.stats().heard.rms).toBeLessThan(0.001)
  })

  it('stops towards an agent who holds, and comes back', async () => {
    const { call, session, leg } = await talking()
    await heard(leg)
    await agent.reInvite(session, 'sendonly')
    await call.whenHeld(true)
    await silence(leg)
    await agent.reInvite(session, 'inactive')
    await until(leg, (stats) => stats.sent.recentPackets === 0)
    await agent.reInvite(session, 'sendrecv')
    await Promise.all([heard(leg), call.whenHearing()])
    expect(call.stats().rebuilt).toBe(0)
  })

  it('stops as the customer’s hold says, and comes back once', async () => {
    const { call, leg } = await talking()
    await heard(leg)
    await call.reInvite({ direction: 'sendonly' })
    await until(leg, (stats) => stats.sent.recentPackets === 0 && stats.heard.rms > 0.03)
    await call.reInvite({ direction: 'inactive' })
    await silence(leg)
    await call.reInvite()
    await Promise.all([heard(leg), call.whenHearing()])
    const before = { sent: leg.stats(1).sent.packets, heard: call.stats().heard.packets }
    await until(leg, (stats) => stats.sent.packets >= before.sent + 40)
    const sent = leg.stats(1).sent.packets - before.sent
    expect(call.stats().heard.packets - before.heard).toBeLessThan(sent * 1.5)
  })

  it('survives an ICE restart from either side', async () => {
    const { call, session, leg } = await talking()
    await heard(leg)
    await agent.reInvite(session, 'sendrecv', { iceRestart: true })
    expect(call.stats().rebuilt).toBe(0)
    const before = leg.stats(1).heard.packets
    await until(leg, (stats) => stats.heard.packets > before + 10)
    expect((await call.reInvite({ iceRestart: true })).code).toBe(200)
    const then = leg.stats(1).heard.packets
    await until(leg, (stats) => stats.heard.packets > then + 10 && stats.heard.rms > 0.03)
  })

  it('comes back when the agent’s media was replaced by a new peer connection', async () => {
    const { call, session, leg } = await talking()
    await heard(leg)
    leg.close()
    const next = agent.replaceLeg(session, createAgentLeg())
    await agent.reInvite(session, 'sendrecv')
    await Promise.all([heard(next), call.whenHearing()])
    expect(call.stats().rebuilt).toBe(1)
    const before = call.stats().heard.packets
    await agent.reInvite(session, 'sendrecv')
    await until(next, () => call.stats().heard.packets > before + 10)
    expect(call.stats().rebuilt).toBe(1)
  })

  it('carries digits as RTP events in both ways, beside the sound', async () => {
    const { call, leg } = await talking()
    leg.sendDigits('19*#')
    call.sendDigits('0')
    await call.whenHeardDigits('19*#')
    await until(leg, () => leg.digits() === '0')
    expect(call.heardDigits()).toBe('19*#')
    expect(call.stats().heard.lost).toBe(0)
    await call.whenHearing()
  })

  it('can be stopped without a word, as on a dead path', async () => {
    const { call, leg } = await talking()
    await heard(leg)
    call.setSending(false)
    await until(leg, (stats) => stats.heard.recentPackets === 0)
    call.setSending(true)
    await heard(leg)
  })
})
