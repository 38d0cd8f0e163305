import { expect, it } from 'vitest'
import type { AgentContract } from '../../src/contract/agent.ts'
import type { InputOf } from '../../src/contract/boundary.ts'
import type { CallView } from '../../src/contract/view.ts'
import { newAccount } from '../../src/domain/account/account.ts'
import { type App, withApp } from './phones/app.ts'
import type { Baresip } from './servers/baresip.ts'
import { useLab } from './servers/lab.ts'
import { freePort, loopback } from './servers/ports.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const deskTone = 440
/** RMS of full scale: speech on a telephone has about 0.05. */
const audible = 0.01

async function bothAreHeard(app: App, call: CallView, desk: Baresip): Promise<void> {
  await app.until('the agent to hear the desk phone', ({ calls }) => {
    const heard = calls.find(({ id }) => id === call.id)?.quality?.heardLevel ?? 0
    return heard > audible
  })
  await until('the desk phone hears the agent', async () => (await desk.heard()).rms > audible)
}

it.each(['udp', 'tcp'] as const)(
  'Offhook and baresip call each other over %s with nobody between them, and both are heard',
  { timeout: 120_000 },
  (transport) =>
    withApp(async (app) => {
      const port = await freePort()
      const desk = await lab.deskPhone('carol', { proxy: null, transport, tone: deskTone })
      const account = newAccount('DE') as InputOf<AgentContract['account.save']>
      const saved = await app.ask('account.save', {
        ...account,
        id: null,
        registers: false,
        transport,
        user: 'anna',
        direct: { ...account.direct, from: 'named', addresses: ['127.0.0.0/8'], port },
        media: { ...account.media, codecs: ['PCMU'], srtp: 'off' },
        password: null,
        keepPassword: false,
      })
      expect(saved).toMatchObject({ ok: true })
      await app.until('the line to listen', ({ lines }) => lines[0]?.state === 'registered')

      desk.dial(`sip:anna@${loopback}:${port};transport=${transport}`)
      const ringing = await app.hands.waitForRing()
      expect(ringing.rawNumber).toBe(`carol@${desk.at}`)
      const call = await app.hands.answer(ringing)
      await bothAreHeard(app, call, desk)
      desk.hangUp()
      const ended = await app.until('the end of the call', ({ calls }) =>
        calls.find(({ id, wrapUp }) => id === call.id && wrapUp === 'open'),
      )
      expect(ended.ended).toMatchObject({ by: 'far', cause: 'hungUp' })
      await app.hands.fillWrapUp(ended, 'Resolved', 'Asked about an invoice')
      await app.hands.finishWrapUp(ended)

      // As the caller was named, they are called back.
      await app.page.keyboard.press('Control+K')
      await app.page.keyboard.type(ringing.rawNumber)
      await app.page.keyboard.press('Enter')
      const dialled = await app.until('the desk phone to answer', ({ calls }) =>
        calls.find(({ phase }) => phase === 'connected'),
      )
      await bothAreHeard(app, dialled, desk)
      await app.hands.hangUp(dialled)
      await app.until('the end of the call', ({ calls }) => !calls.some(({ phase }) => phase === 'connected'))
    }),
)
