import { expect, it } from 'vitest'
import type { AgentContract, FactRow } from '../../src/contract/agent.ts'
import type { InputOf } from '../../src/contract/boundary.ts'
import type { CallView } from '../../src/contract/view.ts'
import { newAccount } from '../../src/domain/account/account.ts'
import { type App, withApp } from './phones/app.ts'
import { domain } from './servers/kamailio.ts'
import { useLab, users } from './servers/lab.ts'
import { loopback } from './servers/ports.ts'
import type { RtpEnd } from './servers/rtp-end.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const callerTone = 440
/** RMS of full scale: speech on a telephone has about 0.05, a line that is muted less than 0.001. */
const audible = 0.01
const silent = 0.001

async function bothAreHeard(app: App, call: CallView, audio: RtpEnd): Promise<void> {
  await app.until('the agent to hear the caller', ({ calls }) => {
    const heard = calls.find(({ id }) => id === call.id)?.quality?.heardLevel ?? 0
    return heard > audible
  })
  await until('the far end hears the agent', () => audio.heard().rms > audible)
}

async function wrapUp(app: App, call: CallView): Promise<void> {
  await app.hands.fillWrapUp(call, 'Resolved', 'Asked about an invoice')
  await app.hands.finishWrapUp(call)
}

it.each(['WebSocket', 'UDP'] as const)(
  'an agent signs in at Kamailio over %s, takes a call, holds it, makes one, and wraps both up',
  { timeout: 120_000 },
  (transport) =>
    withApp(async (app) => {
      const { ws, sipPort } = lab.kamailio()
      if (transport === 'UDP') await app.signIn(`${loopback}:${sipPort}`, 'anna', users.anna, transport)
      else await app.signIn(ws, 'anna', users.anna)

      const caller = await lab.caller('caller-stays', 'anna', { tone: callerTone, within: 90 })
      const ringing = await app.hands.waitForRing()
      expect(ringing).toMatchObject({ rawNumber: '+49301234567', displayName: 'Erika Mustermann' })
      const call = await app.hands.answer(ringing)
      await bothAreHeard(app, call, caller.audio)

      const facts = (await app.ask('history.facts', { call: call.id })) as readonly FactRow[]
      const offered = facts.map(({ fact }) => fact).find((fact) => fact.kind === 'offered')
      await until('the media bridge counted both directions', async () => {
        const packets = Object.values(await lab.rtpengine().packetsOf(offered?.sipCallId ?? ''))
        return packets.length === 2 && packets.every((count) => count > 50)
      })

      await app.hands.hold(call)
      expect(await caller.sipp.message(/^INVITE .*^a=sendonly/ms)).toBeTruthy()
      await until('the caller on hold hears nothing', () => caller.audio.heard().rms < silent)
      await app.hands.resume(call)
      await bothAreHeard(app, call, caller.audio)

      await app.hands.hangUp(call)
      await caller.sipp.done()
      await wrapUp(app, call)

      const callee = await lab.callee('callee-hangs-up', 7, { tone: callerTone, pause: 8_000, within: 60 })
      await app.page.keyboard.press('Control+K')
      await app.page.keyboard.type('7001')
      await app.page.keyboard.press('Enter')
      const dialled = await app.until('the callee to answer', ({ calls }) =>
        calls.find(({ phase }) => phase === 'connected'),
      )
      await bothAreHeard(app, dialled, callee.audio)
      const ended = await app.until('the end of the call', ({ calls }) =>
        calls.find(({ id, wrapUp }) => id === dialled.id && wrapUp === 'open'),
      )
      expect(ended.ended).toMatchObject({ by: 'far', cause: 'hungUp' })
      await callee.sipp.done()
      await wrapUp(app, ended)

      const history = await app.ask('history.list', {
        text: '',
        filter: 'handled',
        customer: null,
        before: null,
        limit: 5,
      })
      const rows = 'rows' in history ? history.rows : []
      expect(rows.map(({ direction, disposition }) => [direction, disposition])).toEqual([
        ['outbound', 'Resolved'],
        ['inbound', 'Resolved'],
      ])
    }),
)

it(
  'the line check is green over every way to Kamailio, and hears what the far end plays',
  { timeout: 120_000 },
  () =>
    withApp(async (app) => {
      const { ws, wss, sipPort } = lab.kamailio()
      const ways = [
        ['websocket', ws],
        ['udp', `localhost:${sipPort}`],
        ['tcp', `localhost:${sipPort}`],
        ['tls', `localhost:${new URL(wss).port}`],
      ] as const
      for (const [transport, server] of ways) {
        const { sipp } = await lab.callee('callee-stays', 7, { tone: callerTone, within: 60 })
        const form = { ...newAccount('DE'), transport, server, domain, user: 'anna', echoNumber: '7600' }
        const begun = await app.ask('lineCheck.start', {
          ...(form as InputOf<AgentContract['account.save']>),
          caFile: lab.authority().certificate,
          id: null,
          password: users.anna,
          subject: transport,
        })
        expect(begun, transport).toEqual({ ok: true, value: null })
        const { steps } = await app.until(`the end of the check over ${transport}`, ({ lineCheck }) =>
          lineCheck?.subject === transport && lineCheck.state === 'done' ? lineCheck : null,
        )
        const found = Object.fromEntries(steps.map(({ step, state }) => [step, state]))
        expect(found, JSON.stringify(steps)).toMatchObject({
          register: 'good',
          options: 'good',
          echo: 'good',
        })
        await sipp.done()
      }
    }),
)
