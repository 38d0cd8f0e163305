import { expect, it } from 'vitest'
import type { FactRow } from '../../src/contract/agent.ts'
import type { CallView } from '../../src/contract/view.ts'
import { signIn } from '../../tools/agent/arrange.ts'
import { type App, withApp } from './phones/app.ts'
import { domain } from './servers/kamailio.ts'
import { useLab, users } from './servers/lab.ts'
import type { RtpEnd } from './servers/rtp-end.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
/** RMS of full scale: speech on a telephone has about 0.05, a line that is muted less than 0.001. */
const audible = 0.01

/** All that wazo-calld sends at once. */
const FIVE_HEADERS = [
  'Alert-Info: <http://wazo.community>;info=alert-autoanswer;delay=0;xivo-autoanswer',
  'Answer-After: 0',
  'Answer-Mode: Auto',
  'Call-Info: ;answer-after=0',
  'P-Auto-answer: normal',
]

/** What a dialer's call does where nobody touches the phone: it is answered, heard on both sides, and on record. */
async function answersByItself(app: App, audio: RtpEnd): Promise<CallView> {
  const call = await app.until('the call to be answered by itself', ({ calls }) =>
    calls.find(({ phase }) => phase === 'connected'),
  )
  expect(call.autoAnswer).toMatchObject({ refused: null })
  await app.until('the agent to hear the customer', ({ calls }) => {
    const heard = calls.find(({ id }) => id === call.id)?.quality?.heardLevel ?? 0
    return heard > audible
  })
  await until('the customer hears the agent', () => audio.heard().rms > audible)
  return call
}

async function hangUpAndWrapUp(app: App, call: CallView): Promise<void> {
  await app.hands.hangUp(call)
  await app.hands.fillWrapUp(call, 'Resolved', 'Pushed')
  await app.hands.finishWrapUp(call)
}

it.each(['websocket', 'udp', 'tcp'] as const)(
  'SIPp pushes calls over %s by five headers at once and by NOTIFY, and rings where a hand is asked for',
  { timeout: 120_000 },
  (transport) =>
    withApp(async (app) => {
      const { ws, sipPort } = lab.kamailio()
      await signIn(app, {
        transport,
        server: transport === 'websocket' ? ws : `127.0.0.1:${sipPort}`,
        domain,
        user: 'anna',
        password: users.anna,
        autoAnswer: { mode: 'on', from: [] },
      })
      const headers = (...lines: readonly string[]) => ({
        HEADERS: [...lines, 'X-Lead-Id: L-4711'].join('\n'),
      })
      const within = 90

      const five = await lab.caller('caller-stays', 'anna', { fill: headers(...FIVE_HEADERS), within })
      const pushed = await answersByItself(app, five.audio)
      const facts = (await app.ask('history.facts', { call: pushed.id })) as readonly FactRow[]
      const decided = facts.map(({ fact }) => fact).find(({ kind }) => kind === 'autoAnswer')
      expect(decided).toMatchObject({
        header: 'Call-Info',
        value: ';answer-after=0',
        after: 0,
        refused: null,
      })
      await hangUpAndWrapUp(app, pushed)
      await five.sipp.done()

      const asked = await lab.caller('dialer-asks-by-notify', 'anna', { within })
      await hangUpAndWrapUp(app, await answersByItself(app, asked.audio))
      await asked.sipp.done()

      const byHand = headers('Answer-Mode: Manual', 'X-AUTOANSWER: TRUE')
      const manual = await lab.caller('caller-stays', 'anna', { fill: byHand, within })
      const ringing = await app.hands.waitForRing()
      expect(ringing.autoAnswer).toMatchObject({ refused: 'manual' })
      await hangUpAndWrapUp(app, await app.hands.answer(ringing))
      await manual.sipp.done()
    }),
)
