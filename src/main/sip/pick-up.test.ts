import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PickUp } from '../../domain/call/decide.ts'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

const ADA = { number: '+12025550143', displayName: 'Ada Byron' }
const MARIA = { name: 'Maria', extension: '201' }
let practice: PracticeLine
let phone: LineUnderTest

beforeEach(async () => {
  practice = await startPracticeLine({
    users: { agent: 'secret' },
    media: 'none',
    colleagues: ['201'],
    challengeCalls: true,
  })
  phone = lineUnderTest()
  phone.line.watch(['201'])
  phone.start({ server: practice.url })
  await until(() => expect(phone.lamps.get('201')?.state).toBe('free'))
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

async function ringing(names = true): Promise<PickUp> {
  practice.colleague('201', { state: 'ringing', from: ADA.number, displayName: ADA.displayName, names })
  await until(() => expect(phone.lamps.get('201')?.state).toBe('ringing'))
  const lamp = phone.lamps.get('201')
  if (lamp?.state !== 'ringing') throw new Error('it rings')
  return { colleague: MARIA, caller: lamp.caller, dialog: lamp.dialog }
}

const pickUp = (order: PickUp, to = '201') =>
  phone.order({ kind: 'dial', call: 'p', to, from: null, pickUp: order })

it('a ringing call is taken over by its names, and the caller is who is talked to', async () => {
  const invite = practice.nextMessage('in', /^INVITE /)
  pickUp(await ringing())
  expect((await phone.fact('dialed')).fact).toMatchObject({ party: ADA, pickedUp: MARIA })
  const sent = await invite
  expect(sent).toMatch(/^INVITE sip:\+12025550143@practice\.example SIP\/2\.0/)
  expect(sent).toMatch(/^Replaces: \w+;to-tag=\w+;from-tag=\w+;early-only\r$/m)
  expect(sent).toMatch(/^Require: replaces\r$/m)
  await phone.fact('answered')
  await until(() => expect(phone.lamps.get('201')?.state).toBe('free'))
  expect(phone.kinds('p')).not.toContain('partyTold')
})

it('a call that rings no more when it is picked up is gone', async () => {
  const order = await ringing()
  practice.colleague('201', { state: 'busy' })
  pickUp(order)
  expect((await phone.fact('ended')).fact).toMatchObject({ cause: 'gone', by: 'far', sip: { code: 481 } })
})

it('by the PBX’s code it is dialled, and who calls is told with the answer', async () => {
  const order = await ringing(false)
  expect(order.dialog).toBeNull()
  const invite = practice.nextMessage('in', /^INVITE /)
  pickUp({ ...order, caller: null }, '*8201')
  expect((await phone.fact('dialed')).fact).toMatchObject({
    party: { number: '', displayName: null },
    pickedUp: MARIA,
  })
  expect(await invite).not.toContain('Replaces')
  expect((await phone.fact('partyTold')).fact).toEqual({ kind: 'partyTold', party: ADA })
  expect(phone.kinds('p')).toEqual(['dialed', 'answered', 'partyTold'])
})

it('the code without anything that rings is refused as gone', async () => {
  pickUp({ colleague: MARIA, caller: null, dialog: null }, '*8201')
  expect((await phone.fact('ended')).fact).toMatchObject({ cause: 'gone' })
})

it('what an untrusted proxy says of the caller isn’t believed', async () => {
  await phone.line.stop()
  phone = lineUnderTest()
  phone.line.watch(['201'])
  phone.start({ server: practice.url, trustsProxy: false })
  await until(() => expect(phone.lamps.get('201')?.state).toBe('free'))
  pickUp({ ...(await ringing(false)), caller: null }, '*8201')
  const ack = practice.nextMessage('in', /^BYE /)
  await phone.fact('answered')
  phone.order({ kind: 'hangUp', call: 'p' })
  await ack
  expect(phone.kinds('p')).not.toContain('partyTold')
})
