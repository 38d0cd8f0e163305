import { afterEach, beforeEach, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

const ACCOUNT = 'sip:*97@practice.example'
let practice: PracticeLine
let phone: LineUnderTest
let subscribes: string[]

beforeEach(async () => {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest()
  subscribes = []
  practice.onMessage((direction, text) => {
    if (direction === 'in' && text.startsWith('SUBSCRIBE ')) subscribes.push(text)
  })
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

const latest = () => phone.voicemails.at(-1)
const expiresOf = (text: string | undefined) => text?.match(/^Expires: (\d+)/m)?.[1]

async function subscribed() {
  phone.start({ server: practice.url })
  await phone.registered()
  await until(() => expect(latest()).toEqual({ new: 0, old: 0, number: null }))
}

it('is subscribed to after the registration, and told', async () => {
  await subscribed()
  expect(subscribes[0]).toContain('SUBSCRIBE sip:agent@practice.example SIP/2.0')
  expect(subscribes[0]).toMatch(/^Event: message-summary\r$/m)
  expect(subscribes[0]).toMatch(/^Accept: application\/simple-message-summary\r$/m)
  practice.voicemail('agent', { new: 2, old: 8, account: ACCOUNT })
  await until(() => expect(latest()).toEqual({ new: 2, old: 8, number: '*97' }))
  const before = phone.voicemails.length
  practice.voicemail('agent', { new: 2, old: 8, account: ACCOUNT })
  practice.voicemail('agent', { new: 0, old: 10, account: ACCOUNT })
  await until(() => expect(latest()).toMatchObject({ new: 0, old: 10 }))
  expect(phone.voicemails).toHaveLength(before + 1)
})

it('that the server has no subscription for is asked for once, and taken when it comes unasked', async () => {
  practice.scriptSubscribe({ code: 489 })
  phone.start({ server: practice.url })
  await phone.registered()
  await until(() => expect(phone.logs.join()).toContain('not subscribed to voice messages: 489'))
  const answered = practice.nextMessage('in', /^SIP\/2\.0 200 [\s\S]*NOTIFY/)
  practice.voicemail('agent', { new: 1, old: 0, account: ACCOUNT }, { unsolicited: true })
  await until(() => expect(latest()).toEqual({ new: 1, old: 0, number: '*97' }))
  await answered
  expect(subscribes).toHaveLength(1)
  expect(phone.states.at(-1)?.state).toBe('registered')
})

it('refused with what may pass is asked for three times at most', async () => {
  practice.scriptSubscribe({ code: 481 })
  phone.start({ server: practice.url })
  await until(() => expect(phone.logs.join()).toContain('not subscribed to voice messages: 481'))
  expect(subscribes).toHaveLength(3)
})

it('is refreshed in its subscription before that runs out', async () => {
  practice.scriptSubscribe({ expires: 1 })
  await phone.line.stop()
  phone = lineUnderTest({ shortestExpires: 0.05 })
  await subscribed()
  await until(() => expect(subscribes.length).toBeGreaterThan(1))
  expect(subscribes[1]?.match(/^Call-ID: .*$/m)?.[0]).toBe(subscribes[0]?.match(/^Call-ID: .*$/m)?.[0])
  expect(subscribes[1]).toMatch(/^To: .*;tag=/m)
})

it('is subscribed to anew after the connection was lost', async () => {
  await subscribed()
  practice.dropConnections()
  await until(() => expect(subscribes).toHaveLength(2))
  await until(() => expect(practice.registrations()).toHaveLength(1))
  expect(subscribes[1]?.match(/^Call-ID: .*$/m)?.[0]).not.toBe(subscribes[0]?.match(/^Call-ID: .*$/m)?.[0])
  practice.voicemail('agent', { new: 4, old: 1 })
  await until(() => expect(latest()).toEqual({ new: 4, old: 1, number: null }))
})

it('is no longer subscribed to after the line has stopped, and nothing is known of it', async () => {
  await subscribed()
  await phone.line.stop()
  expect(subscribes.map(expiresOf)).toEqual(['600', '0'])
  expect(latest()).toBeNull()
})

it('can’t be spoken for by what isn’t a summary', async () => {
  await subscribed()
  const before = phone.voicemails.length
  practice.tamper((direction, text) =>
    direction === 'out' ? text.replace('application/simple-message-summary', 'text/plain') : text,
  )
  const answered = practice.nextMessage('in', /^SIP\/2\.0 200 [\s\S]*NOTIFY/)
  practice.voicemail('agent', { new: 9, old: 9 })
  await answered
  expect(phone.voicemails).toHaveLength(before)
})
