import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AgentPhone, PhoneOptions } from './phones/agent-phone.ts'
import type { Edge } from './servers/edge.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()

const WAYS = ['wss', 'udp', 'tcp'] as const
type Way = (typeof WAYS)[number]

const KINDS = [
  ['flows of RFC 5626', true],
  ['no flows', false],
] as const

const options = (edge: Edge, way: Way): Partial<PhoneOptions> => ({
  ...(way === 'wss' ? { server: edge.wss } : { transport: way, server: edge.sip }),
  authority: lab.authority().certificate,
})

const sent = (anna: AgentPhone, first: RegExp): readonly string[] =>
  anna.messages().flatMap(([direction, text]) => (direction === 'out' && first.test(text) ? [text] : []))
const received = (anna: AgentPhone, first: RegExp): readonly string[] =>
  anna.messages().flatMap(([direction, text]) => (direction === 'in' && first.test(text) ? [text] : []))

/** The answer that the last REGISTER was accepted with. */
const granted = (anna: AgentPhone): string =>
  received(anna, /^SIP\/2\.0 200[\s\S]*^CSeq: \d+ REGISTER/m).at(-1) ?? ''

const names = (anna: AgentPhone): string[] => anna.states().map(({ state }) => state)

describe.each(WAYS)('an agent behind an edge proxy, over %s', (way) => {
  describe.each(KINDS)('with %s', (_what, outbound) => {
    it('registers by a Path, is called by it alone, and hangs up', async () => {
      const { registrar, ...edge } = await lab.edge({ outbound })
      const anna = await lab.phone('anna', options(edge, way))
      expect(sent(anna, /^REGISTER/)[0]).toMatch(/^Supported: .*\boutbound\b.*\bpath\b/m)
      expect(sent(anna, /^REGISTER/)[0]).toMatch(
        /^Contact: <[^>]+>;reg-id=1;\+sip\.instance="<urn:uuid:[\w-]+>"/m,
      )
      expect(granted(anna)).toMatch(
        outbound ? /^Path: <sip:[^@>]+@[^>]*;ob>/m : /^Path: <sip:[^>]*;received=/m,
      )

      const { sipp } = await lab.caller('caller-stays', 'anna', { proxyPort: registrar.sipPort })
      const call = await anna.incoming()
      const [invite = ''] = received(anna, /^INVITE/)
      expect(invite.match(/^Record-Route:.*$/gm)?.length).toBeGreaterThan(1)
      call.order({ kind: 'answer' })
      await call.fact('answered')
      call.order({ kind: 'hangUp' })
      expect(await call.fact('ended')).toMatchObject({ by: 'agent' })
      await sipp.done()
    })

    it('calls, and hears of the far end’s hanging up', async () => {
      const edge = await lab.edge({ outbound })
      const anna = await lab.phone('anna', options(edge, way))
      const { sipp } = await lab.callee('callee-hangs-up', 7, { pause: 200 })
      const call = anna.dial('7001')
      expect(await call.fact('ended')).toMatchObject({ by: 'far', cause: 'hungUp' })
      await sipp.done()
    })
  })
})

describe('an edge proxy without flows before a registrar with them', () => {
  it('is told of by 439: the binding is made without one, and no flow is believed in', async () => {
    const edge = await lab.edge({ outbound: false })
    const anna = await lab.phone('anna', options(edge, 'udp'))
    expect(received(anna, /^SIP\/2\.0 439/)).toHaveLength(1)
    expect(sent(anna, /^REGISTER/).at(-1)).not.toContain('reg-id')
  })
})

const FLOW_SECONDS = 2
/** Kamailio closes what was silent for so long, and looks at it every few seconds. */
const SILENT_SECONDS = 4
const LONG_MS = 15_000

describe('an edge proxy that closes silent connections', () => {
  it('hears of the agent as often as its Flow-Timer says, and keeps the connection', async () => {
    const { registrar, ...edge } = await lab.edge({
      outbound: true,
      flowTimer: FLOW_SECONDS,
      connectionSeconds: SILENT_SECONDS,
    })
    const anna = await lab.phone('anna', options(edge, 'tcp'))
    expect(granted(anna)).toMatch(new RegExp(`^Flow-Timer: ${FLOW_SECONDS}\r$`, 'm'))
    await delay(LONG_MS)
    expect(names(anna)).toEqual(['connecting', 'registered'])
    const { sipp } = await lab.caller('caller-is-refused', 'anna', {
      proxyPort: registrar.sipPort,
      fill: { STATUS: 486 },
    })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
  })

  it('closes it where it doesn’t say so: the agent comes back', async () => {
    const edge = await lab.edge({ outbound: true, connectionSeconds: SILENT_SECONDS })
    const anna = await lab.phone('anna', options(edge, 'tcp'))
    await anna.state('offline')
    await anna.state('registered', anna.states().length)
  })
})

describe('a flow', () => {
  it('over UDP is kept alive by STUN alone, and its end is noticed by that', async () => {
    const edge = await lab.edge({ outbound: true })
    const timing = { idle: 300, pong: 2_000, firstRetry: 100 }
    const anna = await lab.phone('anna', { ...options(edge, 'udp'), timing })
    const asked = () => sent(anna, /^OPTIONS/).length
    await delay(1_000)
    const before = asked()
    await delay(2_000)
    expect(asked()).toBe(before)
    expect(names(anna)).toEqual(['connecting', 'registered'])
    edge.freeze()
    expect(await anna.state('offline')).toMatchObject({ reason: 'connectionLost' })
  })

  it.each(WAYS)('over %s takes the place of the one before it: the agent is rung, and once', async (way) => {
    const { registrar, ...edge } = await lab.edge({ outbound: true })
    const anna = await lab.phone('anna', options(edge, way))
    const seen = anna.states().length
    anna.wake()
    await anna.state('registered', seen)
    const { sipp } = await lab.caller('caller-is-refused', 'anna', {
      proxyPort: registrar.sipPort,
      fill: { STATUS: 486 },
    })
    const call = await anna.incoming()
    call.order({ kind: 'reject', as: { status: 'busy', why: '' } })
    await sipp.done()
    await until('only one INVITE came', () => received(anna, /^INVITE/).length === 1)
  })
})
