import { expect, it } from 'vitest'
import { twoWayAudio } from './phones/two-way-audio.ts'
import { useLab } from './servers/lab.ts'
import { until } from './servers/wait.ts'

const lab = useLab()
const agentTone = 620
const customerTone = 440
const CUSTOMER = '8001'

it('a colleague’s phone is watched through Kamailio, and what rings there is picked up and heard on both sides', async () => {
  const fill = { CALLER: CUSTOMER }
  const watched = await lab.callee('watched-phone', 7, { fill, pause: 3_000 })
  const customer = await lab.callee('callee-stays', 8, { tone: customerTone })
  const anna = await lab.phone('anna', { tone: agentTone })
  anna.watch(['701'])
  const lamp = await until('the lamp', () => {
    const told = anna.lamp('701')
    return told?.state === 'ringing' ? told : undefined
  })
  expect(lamp.caller).toEqual({ number: CUSTOMER, displayName: 'Erika Mustermann' })

  const call = anna.pickUp({ colleague: { name: 'Carol', extension: '701' }, ...lamp })
  expect(await call.fact('dialed')).toMatchObject({
    party: { number: CUSTOMER },
    pickedUp: { name: 'Carol' },
  })
  const invite = await customer.sipp.message(/^INVITE /)
  expect(invite).toContain('Replaces: ringing@offhook.test;to-tag=customer;from-tag=watched;early-only')
  expect(invite).toMatch(/^Require: replaces$/m)
  await call.fact('answered')
  await twoWayAudio({ what: 'the agent', heard: call.sound().heard, tone: customerTone })
  await until('the customer hears the agent', () => customer.audio.heard().purity(agentTone) > 0.8)

  await until('the colleague to be free', () => anna.lamp('701')?.state === 'free')
  call.order({ kind: 'hangUp' })
  await customer.sipp.done()
  await anna.stop()
  await watched.sipp.done()
})

it('a phone that nobody knows is not offered, and the line goes on', async () => {
  const anna = await lab.phone('anna')
  anna.watch(['999'])
  await until('the refusal', () => anna.lamp('999')?.state === 'notOffered')
  expect(anna.lamp('999')).toMatchObject({ sip: { code: 404 } })
  expect(anna.states().at(-1)?.state).toBe('registered')
})
