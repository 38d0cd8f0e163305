import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDialer, pushHeaders } from './dialer.ts'
import { createVoices } from './media/customer-sound.ts'
import { createFrameClock } from './media/frame-clock.ts'
import { createPlainLeg } from './media/plain-leg.ts'
import { type PracticeLine, startPracticeLine } from './practice-line.ts'
import { createSampleCustomers, type SampleCustomer } from './sample/sample-customers.ts'
import { startTestAgent, type TestAgent } from './test-agent.ts'

const clock = createFrameClock()
const voices = createVoices()
const customers = createSampleCustomers()
let line: PracticeLine
let agent: TestAgent

beforeEach(async () => {
  line = await startPracticeLine({ users: { agent: 'secret' }, transports: { udp: true } })
  agent = await startTestAgent({
    url: `udp://${line.addresses.udp}`,
    domain: line.domain,
    user: 'agent',
    password: 'secret',
    createLeg: () => createPlainLeg({ media: 'audio', voice: 1, voices, clock }),
  })
  await agent.register()
})

afterEach(async () => {
  await agent.stop()
  await line.close()
})

it('calls the agent first, says whom it is about, and connects the customer then', async () => {
  const [lead] = customers as [SampleCustomer]
  let about = ''
  const dialer = createDialer({
    line,
    user: 'agent',
    customers,
    connectMs: 300,
    onCall: (_call, _customer, said) => {
      about = said
    },
  })
  const call = dialer.push(lead.phone)
  const session = await agent.nextInvitation()
  expect(about).toContain(lead.lead)
  const { request } = session
  expect(request.from.uri.user).toBe('900')
  expect(request.getHeader('x-lead-id')).toBe(lead.lead)
  expect(request.getHeaders('call-info')[0]).toBe('<sip:practice.example>;answer-after=0')
  await session.accept()
  await call?.answered()
  const heard = () => agent.legOf(session).stats(1).heard
  await call?.whenHearing() // the way is open, and still nobody speaks
  expect(heard().packets).toBe(0)
  await expect.poll(() => heard().rms, { timeout: 10_000 }).toBeGreaterThan(0.02)
  await call?.hangUp()
})

it('knows its leads by their numbers only', () => {
  const dialer = createDialer({ line, user: 'agent', customers })
  expect(dialer.push('+999')).toBeUndefined()
})

it('says the lead so that nothing of it is lost on the way', () => {
  const [lead] = customers as [SampleCustomer]
  const uui = pushHeaders(lead, 'practice.example').find((header) => header.startsWith('User-to-User'))
  const hex = uui?.match(/: (\w+);/)?.[1] ?? ''
  expect(Buffer.from(hex, 'hex').toString()).toBe(`lead=${lead.lead};queue=Renewals`)
})
