import { describe, expect, it } from 'vitest'
import type { AgentPhone, PhoneCall } from './phones/agent-phone.ts'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'
import { layWire } from './servers/wire.ts'

const lab = useLab()
const agentTone = 620
const farTone = 440
/** Times that a test can wait for; the order in which things happen is the product's. */
const timing = { idle: 300, pong: 700, firstRetry: 100, retries: [100, 200, 400], register: 1_000 }

async function answered(phone: AgentPhone): Promise<PhoneCall> {
  const call = await phone.incoming()
  call.order({ kind: 'answer' })
  await call.fact('answered')
  return call
}

/** A line to Kamailio that the test can cut. */
async function wired(tone = agentTone) {
  const wire = await layWire(Number(new URL(lab.kamailio().ws).port))
  lab.afterTest(wire.close)
  const phone = await lab.phone('anna', { server: `ws://127.0.0.1:${wire.port}`, tone, timing })
  return { wire, phone }
}

describe('a WebSocket that is cut', () => {
  it('is replaced, and registered again', async () => {
    const { wire, phone } = await wired()
    const before = phone.states().length
    wire.cut()
    expect(await phone.state('offline', before)).toMatchObject({ reason: 'connectionLost' })
    await phone.state('registered', before)
    expect(wire.connections()).toBe(2)

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 486 } })
    const call = await phone.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
  })

  it('leaves the call alone; a re-INVITE tells the caller where we are now, and the BYE arrives there', async () => {
    const { wire, phone } = await wired()
    const { sipp, audio } = await lab.caller('caller-hangs-up-after-reinvite', 'anna', {
      tone: farTone,
      pause: 1_500,
    })
    const call = await answered(phone)
    const bothHear = () =>
      twoWayAudio(
        { what: 'the agent', heard: call.sound().heard, tone: farTone },
        { what: 'the caller', heard: audio.heard, tone: agentTone },
      )
    await bothHear()

    const before = phone.states().length
    wire.cut()
    await phone.state('offline', before)
    // The sound has a path of its own.
    await bothHear()
    await phone.state('registered', before)

    const [answer, reInvite] = await Promise.all([
      sipp.message(/^SIP\/2.0 200 .*^m=audio/ms),
      sipp.message(/^INVITE /),
    ])
    const alias = (message: string) => message.match(/^Contact: .*;alias=([^;>]+)/m)?.[1]
    expect(alias(reInvite)).toBeTruthy()
    expect(alias(reInvite)).not.toBe(alias(answer))
    await bothHear()
    expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
    await sipp.done()
  })

  it('takes a hang-up with it that was ordered meanwhile, as soon as it is back', async () => {
    const { wire, phone } = await wired()
    const { sipp } = await lab.caller('caller-stays', 'anna')
    const call = await answered(phone)

    const before = phone.states().length
    wire.cut()
    await phone.state('offline', before)
    call.order({ kind: 'hangUp' })
    expect(await call.fact('ended')).toMatchObject({ by: 'agent', cause: 'hungUp' })
    await phone.state('registered', before)
    await sipp.done()
  })
})

describe('a server that restarts', () => {
  it('is found again: registered, and reachable', async () => {
    const anna = await lab.phone('anna', { timing })
    const before = anna.states().length
    await lab.kamailio().stop()
    await anna.state('offline', before)
    await until('a try has failed', () => anna.states().some(({ reason }) => reason === 'connectionRefused'))
    await lab.kamailio().start()
    await anna.state('registered', before)

    const { sipp } = await lab.caller('caller-is-refused', 'anna', { fill: { STATUS: 486 } })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
  })
})

describe('a server that falls silent without closing anything', () => {
  it('is noticed within ping and pong, and registered at again when it speaks', async () => {
    const anna = await lab.phone('anna', { timing })
    const before = anna.states().length
    lab.kamailio().freeze()
    lab.afterTest(() => lab.kamailio().thaw())
    const frozenAt = performance.now()
    expect(await anna.state('offline', before)).toMatchObject({
      reason: 'connectionLost',
      detail: expect.stringContaining('no sign of life'),
    })
    // A ping after `idle`, given up after `pong`; the rest is what a busy machine may add.
    expect(performance.now() - frozenAt).toBeLessThan(timing.idle + timing.pong + 4_000)

    lab.kamailio().thaw()
    await anna.state('registered', before)
  })
})
