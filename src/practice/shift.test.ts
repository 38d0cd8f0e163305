import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFixedLeg } from './media/fixed-leg.ts'
import { type PracticeLine, startPracticeLine } from './practice-line.ts'
import { createSampleCustomers } from './sample/sample-customers.ts'
import { createShift, type Shift } from './shift.ts'
import { startTestAgent, type TestAgent } from './test-agent.ts'

const customers = createSampleCustomers()
let line: PracticeLine
let agent: TestAgent
let shift: Shift
let announced: string[]

beforeEach(async () => {
  line = await startPracticeLine({ media: 'none' })
  agent = await startTestAgent({
    url: line.url,
    domain: line.domain,
    user: 'agent',
    password: 'practice',
    createLeg: createFixedLeg,
  })
  announced = []
  shift = begin(7)
})

afterEach(async () => {
  shift.stop()
  await agent.stop()
  await line.close()
})

function begin(seed: number): Shift {
  return createShift({
    line,
    user: 'agent',
    customers,
    seed,
    pauseMs: [5, 15],
    onCall: (_call, customer, caller) => {
      announced.push(customer.name)
      expect(caller).toContain(customer.name)
    },
  })
}

async function takeCalls(count: number): Promise<string[]> {
  const numbers: string[] = []
  for (let index = 0; index < count; index++) {
    const invitation = await agent.nextInvitation()
    numbers.push(invitation.remoteIdentity.uri.user ?? '')
    await invitation.reject()
  }
  return numbers
}

describe('a shift', () => {
  it('lets sample customers call one after the other once the agent is registered', async () => {
    shift.start()
    expect(line.calls()).toEqual([])
    await agent.register()
    const numbers = await takeCalls(3)
    for (const number of numbers) {
      expect(customers.some(({ phone, mobile }) => phone === number || mobile === number)).toBe(true)
    }
  })

  it('is the same for the same seed', async () => {
    await agent.register()
    shift.start()
    const numbers = await takeCalls(3)
    shift.stop()
    const again = begin(7)
    again.start()
    expect(await takeCalls(3)).toEqual(numbers)
    again.stop()
    expect(announced.slice(0, 3)).toEqual(announced.slice(-3))
  })

  it('plans no call while the agent is on one, and the next when it is over', async () => {
    await agent.register()
    const own = line.call({ to: 'agent', from: '100' })
    const planned: (() => void)[] = []
    shift = createShift({
      line,
      user: 'agent',
      customers,
      later(_ms, run) {
        planned.push(run)
        return () => planned.splice(planned.indexOf(run), 1)
      },
    })
    shift.start()
    expect(planned).toEqual([])
    await (await agent.nextInvitation()).reject()
    await own.ended()
    expect(planned).toHaveLength(1)
    await agent.unregister()
    await line.unregistered('agent')
    expect(planned).toEqual([])
    await agent.register()
    planned.pop()?.()
    await takeCalls(1)
  })

  it('lets a customer call now, by number too', async () => {
    await agent.register()
    shift.callNow()
    await takeCalls(1)
    const { phone, name } = customers[30]!
    shift.callNow(phone)
    expect(await takeCalls(1)).toEqual([phone])
    expect(announced.at(-1)).toBe(name)
    expect(shift.callNow('+999')).toBeUndefined()
  })
})
